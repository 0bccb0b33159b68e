"""Signal's own export of chat history: `main.jsonl`, a frame of its backup a line.

People (`recipient`) and chats stand before the messages (`chatItem`) of all of them, which go by ids of this file only;
64-bit numbers are strings, and ids of accounts base64.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import (
    CALL,
    DELETED,
    MESSAGE,
    POLL,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseReport,
    Reaction,
)
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_lines import iter_json_lines
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.recent import Recent
from apps.uploads.parsing.signal.backup_people import Directory
from apps.uploads.parsing.signal.backup_updates import CALLS, describe_update
from apps.uploads.parsing.signal.data_message import MENTION
from apps.uploads.parsing.values import (
    dict_of,
    dicts_of,
    int_of,
    moment_of,
    name_of,
    ref_of,
    size_of,
    text_of,
)

FRAME = re.compile(r'^\s*\{\s*"(?:account|recipient|chat)"\s*:\s*\{')
RECIPIENT = re.compile(r'^\s*\{\s*"recipient"\s*:\s*\{\s*"id"\s*:', re.MULTILINE)
HEADER = re.compile(r'\s*\{[^\n]{0,2000}"backupTimeMs"\s*:')
ITEM = re.compile(r'^\s*\{\s*"chatItem"\s*:\s*\{\s*"chatId"\s*:', re.MULTILINE)
CONTENTS = (
    "standardMessage",
    "contactMessage",
    "stickerMessage",
    "viewOnceMessage",
    "directStoryReplyMessage",
    "poll",
    "paymentNotification",
    "giftBadge",
)
"""What somebody said, by the key that holds it."""
GONE = frozenset(("remoteDeletedMessage", "adminDeletedMessage"))
FLAGS = {"VOICE_MESSAGE": "audio", "GIF": "gif"}


def looks_like_backup(text: str) -> bool:
    begins = HEADER.match(text) or FRAME.match(text) or ITEM.match(text)
    return begins is not None and (RECIPIENT.search(text) or ITEM.search(text)) is not None


def read_backup(source: BinaryIO, report: ParseReport) -> Iterator[ParsedMessage]:
    directory = Directory()
    reader = BackupReader(directory, report)
    for number, frame in iter_json_lines(source, report):
        if item := dict_of(frame.get("chatItem")):
            yield reader.read(item, number)
        else:
            directory.learn(frame)


class BackupReader:
    def __init__(self, directory: Directory, report: ParseReport) -> None:
        self._directory, self._report = directory, report
        self._first_refs = Recent()
        """Of edited messages: the ref of their first version, by that of the last."""

    def read(self, item: dict[str, Any], position: int) -> ParsedMessage:
        author = self._directory.person(item.get("authorId"))
        chat = self._directory.chat(item.get("chatId"))
        key, content = _content_of(item)
        kind, text = self._words(key, content, author.name)
        sent, edited = _times_of(item)
        sent_at = moment_of(sent)
        if sent_at is None:
            self._report.skip(
                position, "The time cannot be read; the message was kept without it.", str(sent)[:80]
            )
        source_ref = f"{author.ref}:{sent}" if sent else f"line {position}"
        if edited:
            self._first_refs.put(f"{author.ref}:{edited}", source_ref)
        return ParsedMessage(
            conversation=chat.name,
            conversation_ref=chat.ref,
            sender=author.name or None,
            sender_ref="" if author.is_self else author.ref,
            sent_at=sent_at,
            text=text,
            kind=kind,
            source_ref=source_ref,
            is_edited=edited is not None,
            edited_at=moment_of(edited),
            reply_to_ref=self._reply_of(content),
            attachments=tuple(_files_of(key, content)),
            reactions=self._reactions_of(content),
            mentions=tuple(dict.fromkeys(self._mentions_of(content))),
            links=tuple(
                url
                for one in dicts_of(content.get("linkPreview"))
                if (url := text_of(one.get("url"))) and url not in text
            ),
        )

    def _words(self, key: str, content: dict[str, Any], name: str) -> tuple[str, str]:
        """Return kind and words of a message."""
        if key in GONE:
            return DELETED, ""
        if key == "updateMessage":
            is_call = not CALLS.isdisjoint(content)
            return CALL if is_call else SYSTEM, describe_update(content, name, self._directory)
        if key == "poll":
            options = (text_of(one.get("option")) for one in dicts_of(content.get("options")))
            question = text_of(content.get("question"))
            return POLL, "\n".join([question, *(f"- {option}" for option in options if option)])
        if key not in CONTENTS:
            self._report.warn("Messages of a kind that is not known here have no words.")
        return MESSAGE, self._said(key, content)

    def _said(self, key: str, content: dict[str, Any]) -> str:
        if key == "contactMessage":
            names = (_contact_name(one) for one in dicts_of([content.get("contact")]))
            return "\n".join(f"Contact: {name}" for name in names if name)
        if key == "stickerMessage":
            return text_of(dict_of(content.get("sticker")).get("emoji"))
        if key == "paymentNotification":
            return text_of(content.get("note")) or "Payment"
        if key == "giftBadge":
            return "Gift badge"
        holder = dict_of(content.get("textReply")) or content
        text = text_of(dict_of(holder.get("text")).get("body")) or text_of(content.get("emoji"))
        for name in self._mentions_of(content) if MENTION in text else ():
            text = text.replace(MENTION, f"@{name}", 1)
        return text

    def _mentions_of(self, content: dict[str, Any]) -> Iterator[str]:
        ranges = dicts_of(dict_of(content.get("text")).get("bodyRanges"))
        for one in sorted(ranges, key=lambda one: int_of(one.get("start")) or 0):
            if aci := ref_of(one.get("mentionAci")):
                yield self._directory.name_account(aci)

    def _reply_of(self, content: dict[str, Any]) -> str:
        quote = dict_of(content.get("quote"))
        sent = ref_of(quote.get("targetSentTimestamp"))
        if not sent or sent == "0":
            return ""
        ref = f"{self._directory.person(quote.get('authorId')).ref}:{sent}"
        return self._first_refs.get(ref) or ref

    def _reactions_of(self, content: dict[str, Any]) -> tuple[Reaction, ...]:
        return gather_reactions(
            (text_of(one.get("emoji")), self._directory.person(one.get("authorId")).name)
            for one in dicts_of(content.get("reactions"))
        )


def _content_of(item: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    for key in (*CONTENTS, *GONE, "updateMessage"):
        if isinstance(item.get(key), dict):
            return key, item[key]
    return "", {}


def _times_of(item: dict[str, Any]) -> tuple[int | None, int | None]:
    """Return when it was sent first, and when the words it has now were sent, if those are others."""
    sent = int_of(item.get("dateSent"))
    revisions = (int_of(one.get("dateSent")) for one in dicts_of(item.get("revisions")))
    first = min(filter(None, revisions), default=None)
    return (first, sent) if first else (sent, None)


def _files_of(key: str, content: dict[str, Any]) -> Iterator[Attachment]:
    if key == "stickerMessage":
        yield Attachment("", "sticker")
    if key == "viewOnceMessage":
        yield _file_of(dict_of(content.get("attachment")))
    for one in dicts_of(content.get("attachments")):
        yield _file_of(one)


def _file_of(one: dict[str, Any]) -> Attachment:
    pointer = dict_of(one.get("pointer"))
    name = text_of(pointer.get("fileName"))[:255]
    kind = FLAGS.get(name_of(one.get("flag"))) or guess_type(name, text_of(pointer.get("contentType")))
    return Attachment(name, kind, size_of(dict_of(pointer.get("locatorInfo")).get("size")))


def _contact_name(contact: dict[str, Any]) -> str:
    name = dict_of(contact.get("name"))
    parts = (name_of(name.get(key)) for key in ("givenName", "middleName", "familyName"))
    return " ".join(filter(None, parts)) or name_of(contact.get("organization"))
