"""The JSON that WhatsApp-Chat-Exporter (wtsexporter) writes of a phone's database: chats by their WhatsApp ids.

Each chat has a `name` and `messages` by their number in the database. `key_id` is WhatsApp's own id, which `reply`
names; `timestamp` counts seconds; `from_me` stands for who exported, `sender` is told in groups only. `meta` marks what
the program says. Line ends are `<br>`. Of a file `data` is the path, or says that it is missing.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import (
    CALL,
    DELETED,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
)
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_items import Item, iter_items
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS
from apps.uploads.parsing.values import dict_of, moment_of, name_of, ref_of, text_of

SIGNS = ('"messages"', '"from_me"', '"key_id"')
PATH = "*.messages.*"
OWNER = "You"
ID = re.compile(r"(?P<number>\d{5,20})@(?:s\.whatsapp\.net|c\.us)")
PHONE = re.compile(r"\d{7,13}")
"""Longer ones are ids that hide a number."""
LINE_END = re.compile(r" ?<br ?/?>")
CALLS = re.compile(r"(?:missed |A )?(?:voice|video) call|call\b", re.IGNORECASE)
PLACE = "Location shared"
MISSING = "The media is missing"
CARDS = "This media include the following vCard file"


def looks_like_exporter(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("{") and all(sign in text for sign in SIGNS)


def read(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "The file holds chats by their ids, as WhatsApp-Chat-Exporter writes them."
    fallback = conversation_name(options.filename)
    for item in iter_items(source, report, PATH):
        yield _read(item, fallback)


def _read(item: Item, fallback: str) -> ParsedMessage:
    record, chat = item.value, text_of(item.head.get("*"))
    number = _number_of(chat)
    conversation = name_of(item.head.get("name")) or number or clean_name(chat) or fallback
    is_own = record.get("from_me") is True
    sender, sender_ref = name_of(record.get("sender")), ""
    if is_own:
        sender = OWNER
    elif not sender and number:
        sender, sender_ref = conversation, number
    elif PHONE.fullmatch(sender):
        sender = sender_ref = _shown(sender)
    text = LINE_END.sub("\n", text_of(record.get("data"))).strip()[:MAX_TEXT_CHARS]
    kind, attachments = _kind_of(record, text), _files_of(record, text)
    if attachments:
        text = LINE_END.sub("\n", text_of(record.get("caption"))).strip()[:MAX_TEXT_CHARS]
    reactions = dict_of(record.get("reactions")).items()
    sent_at = moment_of(record.get("timestamp"))
    return ParsedMessage(
        conversation=conversation,
        conversation_ref=chat,
        sender=None if kind == SYSTEM else sender or None,
        sender_ref="" if kind == SYSTEM else sender_ref,
        sent_at=sent_at,
        text=text,
        kind=kind,
        source_ref=ref_of(record.get("key_id")) or f"item {item.position}",
        reply_to_ref=ref_of(record.get("reply")),
        attachments=attachments,
        reactions=gather_reactions((text_of(emoji), _shown(name_of(name))) for name, emoji in reactions),
        precision="second" if sent_at and not sent_at.microsecond else "",
    )


def _kind_of(record: dict[str, Any], text: str) -> str:
    if record.get("meta") is not True or text.startswith((PLACE, MISSING, CARDS)):
        return MESSAGE
    if text == "Message deleted":
        return DELETED
    return CALL if CALLS.search(text) else SYSTEM


def _files_of(record: dict[str, Any], text: str) -> tuple[Attachment, ...]:
    if text.startswith(MISSING):
        return (Attachment("", "sticker" if record.get("sticker") is True else "media"),)
    if text.startswith(CARDS):
        return (Attachment("", "contact"),)
    if record.get("media") is not True or record.get("meta") is True:
        return ()
    name = clean_name(re.split(r"[/\\]", text)[-1])
    kind = "sticker" if record.get("sticker") is True else guess_type(name, text_of(record.get("mime")))
    return (Attachment(name, kind),)


def _shown(name: str) -> str:
    return f"+{name}" if PHONE.fullmatch(name) else name


def _number_of(chat: str) -> str:
    match = ID.fullmatch(chat)
    return f"+{match['number']}" if match else ""
