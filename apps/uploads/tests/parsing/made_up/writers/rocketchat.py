"""Rocket.Chat's database: JSON lines with rooms and people, BSON, and an array of messages alone."""

import json
from datetime import datetime

import bson

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer

EMOJI_NAMES = {"👍": "+1", "❤️": "heart", "😂": "joy"}
MARKS = {SYSTEM: "room_changed_topic", CALL: "videoconf", DELETED: "rm"}


def write_json_lines(chat: Chat) -> dict[str, bytes]:
    files = {"rocketchat_message": _messages(chat), "rocketchat_room": _rooms(chat), "users": _users(chat)}
    return {
        f"dump/{name}.json": "".join(json.dumps(record, default=_date) + "\n" for record in records).encode()
        for name, records in files.items()
    }


def write_bson(chat: Chat) -> dict[str, bytes]:
    files = {
        "rocketchat_message": _messages(chat),
        "rocketchat_room": _rooms(chat),
        "users": _users(chat),
        "rocketchat_settings": [{"_id": "secret"}],
    }
    dump = {f"dump/{name}.bson": b"".join(map(bson.encode, records)) for name, records in files.items()}
    return {**dump, "dump/users.metadata.json": b'{"options":{}}'}


def write_array(chat: Chat) -> dict[str, bytes]:
    return {"messages.json": json.dumps(_messages(chat), default=_date).encode()}


def _date(at: datetime) -> dict:
    return {"$date": at.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def _rooms(chat: Chat) -> list[dict]:
    return [{"_id": "R77", "t": "c", "name": "allotment", "fname": chat.name}]


def _users(chat: Chat) -> list[dict]:
    return [{"_id": one.ref, "username": f"nick.{one.ref}", "name": one.name} for one in chat.people]


def _messages(chat: Chat) -> list[dict]:
    return [_message(said) for said in chat.said]


def _message(said: Said) -> dict:
    record = {
        "_id": f"m{said.number}",
        "rid": "R77",
        "msg": said.text,
        "ts": said.at,
        "u": {"_id": said.human.ref, "username": f"nick.{said.human.ref}", "name": said.human.name},
    }
    if said.kind != MESSAGE:
        record["t"] = MARKS[said.kind]
    if said.reply_to is not None:
        record["msg"] = f"[ ](https://chat.x.org/channel/allotment?msg=m{said.reply_to}) {said.text}"
    if said.is_edited:
        record |= {"editedAt": said.at, "editedBy": {"_id": said.human.ref}}
    if said.attachment:
        name, kind = said.attachment
        record["file"] = {
            "_id": "f1",
            "name": name,
            "type": "application/pdf" if kind == "file" else f"{kind}/x",
        }
        record["attachments"] = [{"title": name, "type": "file", "title_link": "/file-upload/f1"}]
    if said.reactions:
        record["reactions"] = {
            f":{EMOJI_NAMES[emoji]}:": {"usernames": [f"nick.{one.ref}" for one in people]}
            for emoji, people in said.reactions
        }
    if said.mention:
        one = said.mention
        record["mentions"] = [{"_id": one.ref, "username": f"nick.{one.ref}", "name": one.name}]
    return record


TRAITS = Traits(
    frozenset(("reply_to", "is_edited", "reactions", "attachment", "mention")),
    (MESSAGE, SYSTEM, CALL, DELETED),
)
IDS = {"keeps_ids": True, "keeps_sender_refs": True}

WRITERS = [
    Writer(
        "rocketchat-lines",
        "rocketchat",
        write_json_lines,
        TRAITS,
        MILLISECOND,
        keeps_reaction_senders=True,
        **IDS,
    ),
    Writer(
        "rocketchat-bson", "rocketchat", write_bson, TRAITS, MILLISECOND, keeps_reaction_senders=True, **IDS
    ),
    Writer("rocketchat-array", "rocketchat", write_array, TRAITS, MILLISECOND, **IDS),
]
