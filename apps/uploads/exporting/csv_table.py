"""A table for spreadsheets: CSV (RFC 4180) in UTF-8 with a byte order mark, which Excel needs to see.

A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV Injection): messages are
written by anybody.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from apps.uploads.exporting.json_lines import write_moment
from apps.uploads.exporting.rows import Row

COLUMNS = (
    "conversation",
    "sender",
    "sent_at",
    "text",
    "kind",
    "local_time",
    "precision",
    "id",
    "reply_to",
    "thread",
    "is_edited",
    "edited_at",
    "forwarded_from",
    "attachments",
    "reactions",
    "mentions",
    "links",
    "sender_id",
    "conversation_id",
)
HIT_COLUMNS = ("rank", "score")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(rows: Iterable[Row], *, has_hits: bool = False) -> Iterator[str]:
    """Yield the table's rows; those of a search result begin with rank and score."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*(HIT_COLUMNS if has_hits else ()), *COLUMNS])
    yield "\ufeff" + buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        hit = [row.hit.rank, row.hit.score] if has_hits and row.hit else []
        writer.writerow([*hit, *map(neutralise, _cells(row))])
        yield buffer.getvalue()


def neutralise(cell: str) -> str:
    """Return a cell that no spreadsheet calculates."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell


def _cells(row: Row) -> list[str]:
    message = row.message
    return [
        message.conversation,
        message.sender or "",
        write_moment(message.sent_at) or "",
        message.text,
        message.kind,
        message.local_time,
        message.precision,
        message.source_ref,
        message.reply_to_ref,
        message.thread_ref,
        "true" if message.is_edited else "",
        write_moment(message.edited_at) or "",
        message.forwarded_from,
        "; ".join(attachment.name or attachment.type for attachment in message.attachments),
        "; ".join(f"{reaction.emoji} {reaction.count}" for reaction in message.reactions),
        "; ".join(message.mentions),
        " ".join(message.links),
        message.sender_ref,
        message.conversation_ref,
    ]
