"""iMazing's tables of Messages and WhatsApp, comma, semicolon or tab between cells; newer versions have more columns.

Chat Session,[Message ID,]Message Date,Delivered Date,Read Date,[Edited Date,][Deleted Date,]Service,Type,Sender ID,
Sender Name,Status,Replying to,Subject,Text,[Reactions,]Attachment,Attachment type

Chat Session,Message Date,Sent Date,Type,Sender ID,Sender Name,Status,Forwarded,[Replying to,]Text,[Reactions,
Attachment,Attachment type,]Attachment info

A message with files has a row for each of them and one for its text, which share the id where there are ids. `Type` is
Incoming, Outgoing (without sender) or Notification. Times are the computer's.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice
from typing import BinaryIO

from apps.uploads.parsing.base import (
    DELETED,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
)
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.csv_rows import Row, iter_csv_rows
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.recent import Recent, quote_key
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.values import moment_of, name_of, ref_of, text_of

CHAT, SERVICE, FORWARDED = "Chat Session", "Service", "Forwarded"
NEEDED = frozenset((CHAT, "Message Date", "Type", "Sender Name", "Text"))
DELIMITER = re.compile(r"\s*\"?Chat Session\"?([,;\t])")
NO = frozenset(("", "0", "No", "False"))
UNKNOWN_AUTHOR = "unknown"
MAX_HEADER_CHARS = 1000
OWNER = "Me"
LOCAL = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?")

MAX_ROWS = 50
"""Rows taken for one message: its files and its text."""

NumberedRow = tuple[int, Row]
Rows = tuple[NumberedRow, ...]


def columns_of(text: str) -> frozenset[str]:
    """Return the names of the columns; none where this is no table of iMazing's."""
    delimiter = DELIMITER.match(text)
    if delimiter is None:
        return frozenset()
    header = text.strip()[:MAX_HEADER_CHARS].partition("\n")[0]
    columns = frozenset(cell.strip(' \r"') for cell in header.split(delimiter[1]))
    return columns if columns >= NEEDED else frozenset()


def is_of_messages(text: str) -> bool:
    return SERVICE in columns_of(text)


def is_of_whatsapp(text: str) -> bool:
    return FORWARDED in columns_of(text)


def read_imazing(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "A table with the columns that iMazing exports."
    source.seek(0)
    delimiter = DELIMITER.match(decode_sample(source.read(SAMPLE_BYTES)))
    reader = _Reader(options, report)
    rows = iter_csv_rows(source, report, delimiter[1] if delimiter else ",")
    for _, group in groupby(rows, key=_key):
        while some := tuple(islice(group, MAX_ROWS)):
            yield reader.read(some)


def _key(numbered: NumberedRow) -> tuple[str, str | int]:
    """Rows of one message follow each other; a row without id is a message of its own."""
    number, row = numbered
    return row.get(CHAT, ""), row.get("Message ID", "").strip() or number


class _Reader:
    def __init__(self, options: ParseOptions, report: ParseReport) -> None:
        self._fallback, self._report = conversation_name(options.filename), report
        self._clock = LocalClock(options, report)
        self._said = Recent()

    def read(self, rows: Rows) -> ParsedMessage:
        number, row = rows[0]
        conversation = name_of(row.get(CHAT)) or self._fallback
        text = "\n".join(filter(None, (_words(row) for _, row in rows)))
        place = ref_of(row.get("Message ID")) or f"row {number}"
        answered = self._find_answered(conversation, rows)
        self._said.put((conversation, quote_key(text)), place)
        self._tell_reactions(rows)
        sent_at, local = self._moment(number, row.get("Message Date", ""))
        edited_at, _ = self._moment(number, _first("Edited Date", rows))
        sender, sender_ref = _sender_of(row)
        return ParsedMessage(
            conversation=conversation,
            sender=sender,
            sender_ref=sender_ref,
            sent_at=sent_at,
            local_time=local,
            precision="" if sent_at is None else "second",
            text=text,
            kind=_kind_of(rows),
            source_ref=place,
            is_edited=edited_at is not None,
            edited_at=edited_at,
            reply_to_ref=answered,
            attachments=tuple(_files(rows)),
            forwarded_from="" if _first(FORWARDED, rows) in NO else UNKNOWN_AUTHOR,
        )

    def _find_answered(self, conversation: str, rows: Rows) -> str:
        """The words of the message that is answered stand in the table, not its id."""
        quoted = quote_key(_first("Replying to", rows))
        return (quoted and self._said.get((conversation, quoted))) or ""

    def _tell_reactions(self, rows: Rows) -> None:
        if reactions := _first("Reactions", rows):
            self._report.skip(rows[0][0], "Reactions in iMazing's tables are not read.", reactions[:200])

    def _moment(self, number: int, shown: str) -> tuple[datetime | None, str]:
        """Return UTC and the time as the table shows it, the latter empty where it states an offset."""
        shown = shown.strip()
        if not shown:
            return None, ""
        try:
            local = datetime.fromisoformat(shown) if LOCAL.fullmatch(shown) else None
        except ValueError:
            local = None
        if local is not None and is_plausible(local):
            return self._clock.to_utc(local), local.isoformat()
        moment = moment_of(shown)
        if moment is None:
            self._report.skip(number, "A time cannot be read; the message was kept without it.", shown[:80])
        return moment, ""


def _first(column: str, rows: Rows) -> str:
    return next(filter(None, (row.get(column, "").strip() for _, row in rows)), "")


def _words(row: Row) -> str:
    """The subject of a mail-like message stands above its text."""
    parts = (text_of(row.get(column)).strip() for column in ("Subject", "Text"))
    return "\n".join(filter(None, parts))


def _sender_of(row: Row) -> tuple[str | None, str]:
    if row.get("Type") == "Notification":
        return None, ""
    if row.get("Type") == "Outgoing":
        return OWNER, ""
    ref = ref_of(row.get("Sender ID")).strip()
    return name_of(row.get("Sender Name")) or ref or None, ref


def _kind_of(rows: Rows) -> str:
    if rows[0][1].get("Type") == "Notification":
        return SYSTEM
    return DELETED if _first("Deleted Date", rows) else MESSAGE


def _files(rows: Rows) -> Iterator[Attachment]:
    for _, row in rows:
        if name := name_of(row.get("Attachment")) or name_of(row.get("Attachment info")):
            yield Attachment(name, guess_type(name, row.get("Attachment type", "")))
