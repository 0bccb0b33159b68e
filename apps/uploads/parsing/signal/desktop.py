"""The records of Signal Desktop's database as `sigtop export-messages -f json` writes them: an array for each chat.

Nobody is named in them: the sender of a direct chat is called as the file is, everybody else by number or account id.
From Signal Desktop 7.42 on words, times and senders stand elsewhere in the database, and such records hold none.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import (
    CALL,
    DELETED,
    MESSAGE,
    SYSTEM,
    ParsedMessage,
    ParseOptions,
    ParseReport,
    UnreadableExport,
)
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.recent import Recent
from apps.uploads.parsing.signal.desktop_content import desktop_files, desktop_mentions, desktop_words
from apps.uploads.parsing.signal.sigtop import split_person
from apps.uploads.parsing.values import dict_of, dicts_of, moment_of, name_of, ref_of, text_of

BEGINNING = re.compile(r"\s*\[\s*\{")
SCHEMA = re.compile(r'"(?:schemaVersion|conversationId|bodyRanges)"\s*:')
KEY = re.compile(r'"(?:sendStateByConversationId|unidentifiedDeliveryReceived|received_at|sourceDevice)"\s*:')
OWNER = "You"
SAID = frozenset(("incoming", "outgoing"))
EVENTS = {
    "keychange": "The safety number changed.",
    "verified-change": "The safety number was verified.",
    "timer-notification": "The time for disappearing messages was changed.",
    "profile-change": "A profile name was changed.",
    "group-v2-change": "The group was changed.",
    "group-v1-migration": "The group was made a new group.",
    "change-number-notification": "A phone number was changed.",
    "delivery-issue": "A message could not be delivered.",
    "chat-session-refreshed": "The secure session was refreshed.",
    "universal-timer-notification": "Messages disappear in new chats.",
    "contact-removed-notification": "The contact was removed.",
    "joined-signal-notification": "The contact joined Signal.",
    "conversation-merge": "Two chats were made one.",
}
ACCOUNT_KEYS = ("sourceServiceId", "sourceUuid", "source")
NO_WORDS = (
    "The file holds Signal's records without words, times and people: newer versions of Signal Desktop keep them "
    "elsewhere. Export the chats as text: sigtop export-messages -f text"
)


def looks_like_records(text: str) -> bool:
    return (
        BEGINNING.match(text) is not None and SCHEMA.search(text) is not None and KEY.search(text) is not None
    )


def read_records(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    """Yield messages. Raises UnreadableExport (`no_messages`) for records that say nothing of them."""
    report.recognised_by = "Its records are those of Signal Desktop, as sigtop writes them."
    reader = RecordReader(conversation_name(options.filename), report)
    for item in iter_items(source, report, "item"):
        if "type" not in item.value and "sent_at" not in item.value:
            raise UnreadableExport("no_messages", NO_WORDS)
        if message := reader.read(item.value, item.position):
            yield message


class RecordReader:
    def __init__(self, filename: str, report: ParseReport) -> None:
        self._conversation, self._other_ref = split_person(filename)
        self._report = report
        self._refs = Recent()
        """`source_ref` by when a message was sent, which quotations name."""

    def read(self, record: dict[str, Any], position: int) -> ParsedMessage | None:
        """Return the message; None, with a skip, for one that says nothing."""
        kind, text = self._kind_and_text(record)
        attachments = tuple(desktop_files(record))
        if kind == MESSAGE and not (text or attachments):
            self._report.skip(position, "The message has no words.", ", ".join(record)[:200])
            return None
        sender, sender_ref = self._sender_of(record)
        sent = record.get("sent_at") or record.get("timestamp")
        source_ref = ref_of(record.get("id")) or f"item {position}"
        quote, edited_at = dict_of(record.get("quote")), _edited_at(record)
        message = ParsedMessage(
            conversation=self._conversation or "Signal",
            conversation_ref=ref_of(record.get("conversationId")),
            sender=sender,
            sender_ref=sender_ref,
            sent_at=self._moment(sent, position),
            text=text,
            kind=kind,
            source_ref=source_ref,
            is_edited=edited_at is not None,
            edited_at=edited_at,
            reply_to_ref=self._refs.get(quote.get("id")) or "" if ref_of(quote.get("id")) else "",
            attachments=attachments,
            reactions=gather_reactions(
                (text_of(one.get("emoji")), "") for one in dicts_of(record.get("reactions"))
            ),
            mentions=desktop_mentions(record),
            links=tuple(
                url
                for one in dicts_of(record.get("preview"))
                if (url := text_of(one.get("url"))) and url not in text
            ),
        )
        if isinstance(sent, int):
            self._refs.put(sent, source_ref)
        return message

    def _kind_and_text(self, record: dict[str, Any]) -> tuple[str, str]:
        kind = name_of(record.get("type"))
        if kind in SAID:
            is_gone = record.get("deletedForEveryone") is True or record.get("isErased") in (True, 1)
            return (DELETED, "") if is_gone else (MESSAGE, desktop_words(record))
        if kind == "call-history":
            return CALL, "Call."
        return SYSTEM, EVENTS.get(kind) or f"Notice of Signal: {kind or 'unknown'}."

    def _sender_of(self, record: dict[str, Any]) -> tuple[str | None, str]:
        """Return name and ref; in a direct chat the file's name names the other one."""
        kind = record.get("type")
        if kind == "outgoing":
            return OWNER, ""
        if kind != "incoming":
            return None, ""
        refs = [ref_of(record.get(key)) for key in ACCOUNT_KEYS]
        number, ref = refs[-1], next(filter(None, refs), "")
        if self._other_ref and self._other_ref in (number, ref):
            return self._conversation, ref
        return number or ref or None, ref

    def _moment(self, value: Any, position: int) -> Any:
        moment = moment_of(value)
        if moment is None:
            self._report.skip(
                position, "The time cannot be read; the message was kept without it.", str(value)[:80]
            )
        return moment


def _edited_at(record: dict[str, Any]) -> Any:
    if not list(dicts_of(record.get("editHistory"))):
        return None
    return moment_of(record.get("editMessageTimestamp")) or moment_of(record.get("timestamp"))
