"""What Discord History Tracker saves."""

import json

from apps.uploads.tests.parsing.made_up.chat import Chat, Human, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer


def number_of(ref: str) -> str:
    """Discord's ids are numbers."""
    return str(int.from_bytes(ref.encode()[-8:]))


def write_history(chat: Chat) -> dict[str, bytes]:
    people = list(dict.fromkeys(said.human for said in chat.said))
    document = {
        "meta": {
            "users": {number_of(human.ref): {"name": human.name, "tag": "0001"} for human in people},
            "userindex": [number_of(human.ref) for human in people],
            "servers": [{"name": "bob", "type": "DM"}, {"name": "Club", "type": "SERVER"}],
            "channels": {"77": {"server": 1, "name": chat.name, "position": 2, "topic": "", "nsfw": False}},
        },
        "data": {"77": {str(said.number + 1): _record(said, people) for said in chat.said}},
    }
    return {"dht.txt": json.dumps(document, ensure_ascii=False).encode()}


def _record(said: Said, people: list[Human]) -> dict:
    record = {"u": people.index(said.human), "t": round(said.at.timestamp() * 1000), "m": said.text}
    if said.is_edited:
        record["te"] = record["t"] + 7000
    if said.attachment:
        record["a"] = [{"url": f"https://cdn.x.org/attachments/1/2/{said.attachment[0]}"}]
    if said.reply_to is not None:
        record["r"] = str(said.reply_to + 1)
    if said.reactions:
        record["re"] = [{"c": len(people), "n": emoji} for emoji, people in said.reactions]
    return record


WRITERS = [
    Writer(
        "discord-history-tracker",
        "discord",
        write_history,
        Traits(frozenset(("reply_to", "is_edited", "reactions", "attachment"))),
        MILLISECOND,
        keeps_ids=True,
        keeps_sender_refs=True,
        sender_ref=number_of,
    )
]
