"""Signal's own export of chat history."""

import json
from base64 import b64encode
from uuid import UUID

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE
from apps.uploads.tests.parsing.made_up.chat import Chat, Human, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer


def write(chat: Chat) -> dict[str, bytes]:
    group = {"masterKey": "S2V5", "snapshot": {"title": {"title": chat.name}}}
    frames = [
        {"version": "1", "backupTimeMs": "1700000000000"},
        {"account": {"givenName": "Olga"}},
        {"recipient": {"id": "1", "self": {}}},
        *({"recipient": {"id": one.ref, "contact": _contact(one)}} for one in chat.people),
        {"recipient": {"id": "g", "group": group}},
        {"chat": {"id": "7", "recipientId": "g"}},
        *({"chatItem": _item(said, chat)} for said in chat.said),
    ]
    lines = "\n".join(json.dumps(frame) for frame in frames)
    return {"export/main.jsonl": lines.encode(), "export/metadata.json": b'{"version": 1}'}


def _contact(human: Human) -> dict:
    aci = b64encode(UUID(account(human.ref)).bytes).decode()
    return {"aci": aci, "e164": "49151", "nickname": {"given": human.name}, "profileGivenName": "Other"}


def account(ref: str) -> str:
    return str(UUID(int=int(ref[1:])))


def _item(said: Said, chat: Chat) -> dict:
    item = {"chatId": "7", "authorId": said.human.ref, "dateSent": _ms(said), "incoming": {}}
    if said.kind == CALL:
        return {**item, "updateMessage": {"individualCall": {"type": "AUDIO_CALL", "state": "ACCEPTED"}}}
    if said.kind == DELETED:
        return {**item, "remoteDeletedMessage": {}}
    if said.is_edited:
        first = {**item, "standardMessage": {"text": {"body": "draft"}}}
        item |= {"dateSent": str(int(_ms(said)) + 1), "revisions": [first]}
    message: dict = {"text": {"body": said.text}}
    if said.reply_to is not None:
        earlier = chat.said[said.reply_to]
        sent = str(int(_ms(earlier)) + earlier.is_edited)
        message["quote"] = {"targetSentTimestamp": sent, "authorId": earlier.human.ref}
    if said.attachment:
        message["attachments"] = [{"pointer": {"fileName": said.attachment[0]}}]
    if said.mention:
        aci = b64encode(UUID(account(said.mention.ref)).bytes).decode()
        message["text"]["bodyRanges"] = [{"start": 0, "length": 1, "mentionAci": aci}]
    message["reactions"] = [
        {"emoji": emoji, "authorId": human.ref} for emoji, people in said.reactions for human in people
    ]
    return {**item, "standardMessage": message}


def _ms(said: Said) -> str:
    return str(round(said.at.timestamp() * 1000))


WRITERS = [
    Writer(
        "signal-backup",
        "signal",
        write,
        Traits(
            frozenset(("reactions", "attachment", "is_edited", "reply_to", "mention")),
            (MESSAGE, CALL, DELETED),
        ),
        MILLISECOND,
        keeps_ids=True,
        keeps_sender_refs=True,
        sender_ref=account,
        keeps_reaction_senders=True,
    ),
]
