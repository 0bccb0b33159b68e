"""Mattermost's tables: the compliance export and that of a channel, which share the names of most columns.

Post Creation Time,Team Id,…,Channel Name,…,User Id,User Email,Username,Post Id,…,Post Message,Post Type,…
Post Creation Time,User Id,User Email,User Type,User Name,Post Id,Parent Post Id,Post Message,Post Type
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM, ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.csv_rows import Row, iter_csv_rows
from apps.uploads.parsing.emoji_names import show_emoji
from apps.uploads.parsing.mattermost.post import CALLS
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.structured.records import clean_text
from apps.uploads.parsing.values import moment_of

HEADER = re.compile(r"\s*\"?Post Creation Time\"?,[^\n]{0,600}\"?Post Message\"?")
GO_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d{1,9})? \+0000 UTC")
NO_ID = frozenset(("", "None"))


def looks_like_table(text: str) -> bool:
    return HEADER.match(text) is not None


def read_table(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "A table with the columns of Mattermost's exports."
    fallback = conversation_name(options.filename)
    for number, row in iter_csv_rows(source, report):
        sent_at = _moment(row.get("Post Creation Time", ""))
        if sent_at is None:
            shown = row.get("Post Creation Time", "")[:80]
            report.skip(number, "The time cannot be read; the message was kept without it.", shown)
        parent = _id_in(row, "Replied to Post Id", "Parent Post Id")
        yield ParsedMessage(
            conversation=_name_channel(row) or fallback,
            conversation_ref=_id_in(row, "Channel Id"),
            sender=clean_name(_first(row, "Username", "User Name")) or None,
            sender_ref=_id_in(row, "User Id"),
            sent_at=sent_at,
            text=show_emoji(clean_text(row.get("Post Message", ""))),
            kind=_kind_of(row.get("Post Type", "")),
            source_ref=_id_in(row, "Post Id") or f"row {number}",
            reply_to_ref=parent,
            thread_ref=parent,
        )


def _first(row: Row, *columns: str) -> str:
    return next(filter(None, (row.get(column, "").strip() for column in columns)), "")


def _id_in(row: Row, *columns: str) -> str:
    found = _first(row, *columns)
    return "" if found in NO_ID else found[:100]


def _name_channel(row: Row) -> str:
    return clean_name(_first(row, "Channel Display Name", "Channel Name"))


def _kind_of(post_type: str) -> str:
    if post_type in CALLS:
        return CALL
    return SYSTEM if post_type.startswith("system_") else MESSAGE


def _moment(shown: str) -> datetime | None:
    """Return UTC of milliseconds, of ISO 8601 with an offset, or of a time as Go writes it."""
    match = GO_TIME.match(shown.strip())
    if match is None:
        return moment_of(shown.strip())
    fraction = (match[2] or ".0")[:7]
    try:
        return datetime.fromisoformat(f"{match[1]}{fraction.ljust(7, '0')}").replace(tzinfo=UTC)
    except ValueError:
        return None
