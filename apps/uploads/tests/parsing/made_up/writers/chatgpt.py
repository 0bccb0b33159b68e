"""ChatGPT's conversations: trees of nodes, with and without links."""

import json

from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer

TRAITS = Traits(frozenset({"attachment"}), names=("user", "assistant"))


def _message(said: Said, identity: str) -> dict:
    files = [{"id": f"file-{said.number}", "name": said.attachment[0]}] if said.attachment else []
    return {
        "id": identity,
        "author": {"role": said.human.name, "name": None, "metadata": {}},
        "create_time": said.at.timestamp(),
        "content": {"content_type": "text", "parts": [said.text]},
        "metadata": {"attachments": files},
    }


def write_tree(chat: Chat) -> dict[str, bytes]:
    """Every fourth message stands beside an earlier version of itself, which is not shown."""
    mapping = {"root": {"id": "root", "message": None, "parent": None, "children": []}}
    parent = "root"
    for said in chat.said:
        for identity in [f"old{said.number}"] * (said.number % 4 == 0) + [f"m{said.number}"]:
            node = {"id": identity, "message": _message(said, identity), "parent": parent, "children": []}
            mapping[identity] = node
            mapping[parent]["children"].append(identity)
        parent = f"m{said.number}"
    return _files(chat, mapping, {"current_node": parent})


def write_unlinked(chat: Chat) -> dict[str, bytes]:
    nodes = [(f"m{said.number}", _message(said, f"m{said.number}")) for said in reversed(chat.said)]
    return _files(chat, {key: {"id": key, "message": message} for key, message in nodes}, {})


def write_single(chat: Chat) -> dict[str, bytes]:
    [content] = write_tree(chat).values()
    return {"saved.json": json.dumps(json.loads(content)[0]).encode()}


def write_archive(chat: Chat) -> dict[str, bytes]:
    [content] = write_tree(chat).values()
    beside = [{"id": "f1", "conversation_id": chat.ref, "rating": "thumbsUp", "content": "{}"}]
    return {
        "conversations-000.json": content,
        "message_feedback.json": json.dumps(beside).encode(),
        "user.json": json.dumps({"id": "user-1", "email": "ann@example.org"}).encode(),
    }


def _files(chat: Chat, mapping: dict, more: dict) -> dict[str, bytes]:
    conversation = {
        "title": chat.name,
        "create_time": 1.7e9,
        "mapping": mapping,
        **more,
        "conversation_id": chat.ref,
    }
    return {"conversations.json": json.dumps([conversation], ensure_ascii=False, indent=1).encode()}


WRITERS = [
    Writer("chatgpt-tree", "chatgpt", write_tree, TRAITS, MILLISECOND, keeps_ids=True),
    Writer("chatgpt-unlinked", "chatgpt", write_unlinked, TRAITS, MILLISECOND, keeps_ids=True),
    Writer("chatgpt-single", "chatgpt", write_single, TRAITS, MILLISECOND, keeps_ids=True),
    Writer("chatgpt-archive", "chatgpt", write_archive, TRAITS, MILLISECOND, keeps_ids=True),
]
