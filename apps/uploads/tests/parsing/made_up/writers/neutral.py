"""The neutral format, which keeps everything: with declarations, and as short as somebody might write it."""

import json

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, POLL, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer

KEEPS = frozenset(("reply_to", "thread", "is_edited", "reactions", "attachment", "mention", "forwarded_from"))
TRAITS = Traits(KEEPS, kinds=(MESSAGE, POLL, DELETED, CALL, SYSTEM))


def write_whole(chat: Chat) -> dict[str, bytes]:
    lines = [
        {"type": "chatanalysis", "version": 1},
        {"type": "conversation", "id": "c1", "name": chat.name, "ref": chat.ref},
        *({"type": "person", "id": human.ref, "name": human.name, "ref": human.ref} for human in chat.people),
        *(_message(said) | {"conversation": "c1", "sender": said.human.ref} for said in chat.said),
    ]
    return _file(lines)


def write_short(chat: Chat) -> dict[str, bytes]:
    messages = (_message(said) | {"sender": said.human.name} for said in chat.said)
    return _file([{"type": "chatanalysis", "version": 1}, *messages])


def _message(said: Said) -> dict:
    message = {"type": "message", "id": f"m{said.number}", "text": said.text, "sent_at": said.at.isoformat()}
    message |= {"kind": said.kind, "is_edited": said.is_edited, "forwarded_from": said.forwarded_from}
    if said.reply_to is not None:
        message["reply_to"] = f"m{said.reply_to}"
    if said.thread is not None:
        message["thread"] = f"m{said.thread}"
    if said.attachment:
        message["attachments"] = [{"name": said.attachment[0], "type": said.attachment[1]}]
    if said.mention:
        message["mentions"] = [said.mention.name]
    message["reactions"] = [
        {"emoji": emoji, "count": len(people), "senders": [human.name for human in people]}
        for emoji, people in said.reactions
    ]
    return message


def _file(lines: list[dict]) -> dict[str, bytes]:
    return {"Allotment.jsonl": "".join(json.dumps(line) + "\n" for line in lines).encode()}


WRITERS = [
    Writer(
        "neutral",
        "chatanalysis",
        write_whole,
        TRAITS,
        precision=MILLISECOND,
        keeps_ids=True,
        keeps_sender_refs=True,
        keeps_reaction_senders=True,
    ),
    Writer("neutral-short", "chatanalysis", write_short, TRAITS, precision=MILLISECOND, keeps_ids=True),
]
