"""Slack exports: a channel named by its folder, a direct chat named by its id, and a day by itself."""

import json

from apps.uploads.parsing.base import DELETED, MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer

EMOJI_NAMES = {"👍": "+1", "❤️": "heart", "😂": "joy"}
MIME = {"image": "image/jpeg", "audio": "audio/ogg", "file": "application/pdf"}


def write_channel(chat: Chat) -> dict[str, bytes]:
    channels = [{"id": "C77", "name": "allotment", "members": [one.ref for one in chat.people]}]
    return {**_root(chat, "channels.json", channels), **_days(chat, "export/allotment")}


def write_direct(chat: Chat) -> dict[str, bytes]:
    direct = [{"id": "D77", "members": [one.ref for one in chat.people[:2]]}]
    return {**_root(chat, "dms.json", direct), **_days(chat, "export/D77")}


def write_day(chat: Chat) -> dict[str, bytes]:
    return {"2023-11-28.json": _dump([_record(said, chat, with_profile=True) for said in chat.said])}


def _root(chat: Chat, name: str, conversations: list[dict]) -> dict[str, bytes]:
    users = [
        {"id": one.ref, "name": "handle", "real_name": "Full", "profile": {"display_name": one.name}}
        for one in chat.people
    ]
    logs = [{"user_id": "U1", "date": "1517041753", "change_type": "added"}]
    lists = {"users.json": users, name: conversations, "integration_logs.json": logs}
    return {f"export/{path}": _dump(value) for path, value in lists.items()}


def _days(chat: Chat, folder: str) -> dict[str, bytes]:
    days: dict[str, list[dict]] = {}
    for said in chat.said:
        days.setdefault(f"{folder}/{said.at:%Y-%m-%d}.json", []).append(_record(said, chat))
    return {path: _dump(records) for path, records in days.items()}


def _dump(value: list[dict]) -> bytes:
    return json.dumps(value, indent=4).encode()


def _ts(said: Said) -> str:
    return f"{said.at.timestamp():.3f}000"


def _record(said: Said, chat: Chat, *, with_profile: bool = False) -> dict:
    text = said.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    record = {"type": "message", "user": said.human.ref, "text": text, "ts": _ts(said)}
    if with_profile:
        record["user_profile"] = {"display_name": said.human.name, "real_name": "Full", "name": "handle"}
    if said.kind == SYSTEM:
        record["subtype"] = "channel_topic"
    elif said.kind == DELETED:
        record |= {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted."}
    if said.thread is not None:
        record["thread_ts"] = _ts(chat.said[said.thread])
    if said.is_edited:
        record["edited"] = {"user": said.human.ref, "ts": _ts(said)}
    if said.attachment:
        name, kind = said.attachment
        record["files"] = [{"id": "F1", "name": name, "mimetype": MIME[kind], "size": 5, "mode": "hosted"}]
    if said.reactions:
        record["reactions"] = [
            {"name": EMOJI_NAMES[emoji], "users": [one.ref for one in people], "count": len(people)}
            for emoji, people in said.reactions
        ]
    return record


TRAITS = Traits(frozenset(("thread", "is_edited", "reactions", "attachment")), (MESSAGE, SYSTEM, DELETED))
KEEPS = {"keeps_ids": True, "keeps_sender_refs": True}

WRITERS = [
    Writer(
        "slack-channel", "slack", write_channel, TRAITS, MILLISECOND, keeps_reaction_senders=True, **KEEPS
    ),
    Writer("slack-direct", "slack", write_direct, TRAITS, MILLISECOND, keeps_reaction_senders=True, **KEEPS),
    Writer("slack-day", "slack", write_day, TRAITS, MILLISECOND, **KEEPS),
]
