"""Rooms of Matrix as Element and servers hand them out."""

import json
from collections.abc import Iterator

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, POLL, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Human, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer

TRAITS = Traits(
    frozenset({"reply_to", "thread", "is_edited", "reactions", "attachment", "mention"}),
    kinds=(MESSAGE, SYSTEM, CALL, DELETED, POLL),
    one_attachment_without_text=True,
)
FILE_TYPES = {"image": "m.image", "audio": "m.audio", "file": "m.file"}


def _user(human: Human) -> str:
    return f"@{human.ref}:example.org"


def _event(
    said: Said, kind: str, content: dict, suffix: str = "", human: Human | None = None, **more
) -> dict:
    return {
        "type": kind,
        "event_id": f"$e{said.number}{suffix}",
        "sender": _user(human or said.human),
        "origin_server_ts": round(said.at.timestamp() * 1000),
        "room_id": "!c77:example.org",
        "content": content,
        **more,
    }


def _write_event(said: Said, chat: Chat) -> dict:
    if said.kind == SYSTEM:
        return _event(said, "m.room.topic", {"topic": said.text}, state_key="")
    if said.kind == CALL:
        return _event(said, "m.call.invite", {"call_id": "1"})
    if said.kind == DELETED:
        return _event(said, "m.room.message", {}, unsigned={"redacted_because": {"type": "m.room.redaction"}})
    if said.kind == POLL:
        poll = {"question": {"body": said.text}, "answers": [{"id": "1", "m.text": [{"body": "yes"}]}]}
        return _event(said, "org.matrix.msc3381.poll.start", {"org.matrix.msc3381.poll.start": poll})
    return _event(said, "m.room.message", _content(said, chat))


def _content(said: Said, chat: Chat) -> dict:
    content = {"msgtype": "m.text", "body": "as it was" if said.is_edited else said.text}
    if said.attachment:
        content = {"msgtype": FILE_TYPES[said.attachment[1]], "body": said.attachment[0]}
    if said.mention:
        content["m.mentions"] = {"user_ids": [_user(said.mention)]}
    if said.thread is not None:
        thread = {"rel_type": "m.thread", "event_id": f"$e{said.thread}", "is_falling_back": True}
        content["m.relates_to"] = {**thread, "m.in_reply_to": {"event_id": f"$e{said.thread}"}}
    if said.reply_to is not None:
        relation = content.get("m.relates_to", {})
        answered = {"m.in_reply_to": {"event_id": f"$e{said.reply_to}"}}
        content["m.relates_to"] = {**relation, **answered, "is_falling_back": False}
        if not said.attachment:
            content["body"] = f"> <@bob:example.org> earlier\n> words\n\n{content['body']}"
    return content


def _about(said: Said) -> Iterator[dict]:
    """The events that say something about this one."""
    if said.is_edited:
        new = {"msgtype": "m.text", "body": said.text}
        if said.attachment:
            new = {"msgtype": FILE_TYPES[said.attachment[1]], "body": said.attachment[0]}
        relation = {"rel_type": "m.replace", "event_id": f"$e{said.number}"}
        content = {"msgtype": "m.text", "body": "* new", "m.new_content": new, "m.relates_to": relation}
        yield _event(said, "m.room.message", content, "-edit")
    for emoji, people in said.reactions:
        for human in people:
            relation = {"rel_type": "m.annotation", "event_id": f"$e{said.number}", "key": emoji}
            yield _event(said, "m.reaction", {"m.relates_to": relation}, f"-{emoji}{human.ref}", human)


def _members(chat: Chat) -> list[dict]:
    return [
        {
            "type": "m.room.member",
            "state_key": _user(human),
            "sender": _user(human),
            "event_id": f"$m{human.ref}",
            "origin_server_ts": 1,
            "content": {"membership": "join", "displayname": human.name},
        }
        for human in chat.people
    ]


def _events(chat: Chat, *, relations_first: bool = False) -> list[dict]:
    events = [_write_event(said, chat) for said in chat.said]
    about = [event for said in chat.said for event in _about(said)]
    return [*about, *events] if relations_first else [*events, *about]


def _file(document: dict | list) -> dict[str, bytes]:
    return {"matrix.json": json.dumps(document, ensure_ascii=False, indent=1).encode()}


def write_sync(chat: Chat) -> dict[str, bytes]:
    room = {"state": {"events": _members(chat)}, "timeline": {"events": _events(chat)}}
    return _file({"next_batch": "s1", "rooms": {"join": {"!c77:example.org": room}}})


def write_messages(chat: Chat) -> dict[str, bytes]:
    return _file({"chunk": _events(chat)[::-1], "start": "t1", "end": "t2", "state": _members(chat)})


def write_relations_first(chat: Chat) -> dict[str, bytes]:
    chunk = _events(chat, relations_first=True)
    return _file({"room_name": chat.name, "export_date": "x", "state": _members(chat), "messages": chunk})


KEEPS = {
    "keeps_ids": True,
    "keeps_sender_refs": True,
    "sender_ref": lambda ref: f"@{ref}:example.org",
    "keeps_reaction_senders": True,
}
WRITERS = [
    Writer("matrix-element", "matrix", write_relations_first, TRAITS, MILLISECOND, **KEEPS),
    Writer("matrix-messages", "matrix", write_messages, TRAITS, MILLISECOND, **KEEPS),
    Writer("matrix-sync", "matrix", write_sync, TRAITS, MILLISECOND, **KEEPS),
]
