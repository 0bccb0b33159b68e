"""Claude's conversations: an array, an object around it, a single one, and the archive."""

import json

from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer

TRAITS = Traits(frozenset({"attachment"}), names=("human", "assistant"))


def _message(said: Said) -> dict:
    thought = {"type": "thinking", "thinking": "Hm."}
    file = (
        {"file_name": said.attachment[0], "file_size": 7, "extracted_content": "x"}
        if said.attachment
        else None
    )
    return {
        "uuid": f"m{said.number}",
        "text": f"Hm.\n\n{said.text}",
        "content": [thought, {"type": "text", "text": said.text}] if said.text else [],
        "sender": said.human.name,
        "created_at": said.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "attachments": [file] if file else [],
        "files": [],
    }


def _conversation(chat: Chat) -> dict:
    return {
        "chat_messages": [*map(_message, chat.said)],
        "uuid": chat.ref,
        "name": chat.name,
        "account": {"uuid": "a"},
    }


def write_array(chat: Chat) -> dict[str, bytes]:
    return {"conversations.json": json.dumps([None, _conversation(chat)], ensure_ascii=False).encode()}


def write_object(chat: Chat) -> dict[str, bytes]:
    return {"claude.json": json.dumps({"conversations": [_conversation(chat)]}, indent=2).encode()}


def write_single(chat: Chat) -> dict[str, bytes]:
    return {"claude.json": json.dumps(_conversation(chat)).encode()}


def write_archive(chat: Chat) -> dict[str, bytes]:
    projects = [{"uuid": "p1", "name": "Shed", "description": "text", "docs": []}]
    return {
        **write_array(chat),
        "projects.json": json.dumps(projects).encode(),
        "users.json": json.dumps([{"uuid": "a", "full_name": "Ann"}]).encode(),
    }


WRITERS = [
    Writer("claude-array", "claude", write_array, TRAITS, MILLISECOND, keeps_ids=True),
    Writer("claude-object", "claude", write_object, TRAITS, MILLISECOND, keeps_ids=True),
    Writer("claude-single", "claude", write_single, TRAITS, MILLISECOND, keeps_ids=True),
    Writer("claude-archive", "claude", write_archive, TRAITS, MILLISECOND, keeps_ids=True),
]
