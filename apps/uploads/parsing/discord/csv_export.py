"""DiscordChatExporter's CSV as messages."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO

from apps.uploads.parsing.base import Attachment, ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.csv_rows import iter_cells
from apps.uploads.parsing.discord.dates import DateReader
from apps.uploads.parsing.discord.sentences import tell_kind
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.structured.reactions import read_reactions
from apps.uploads.parsing.structured.records import clean_text

HEADER = re.compile(
    r'\s*"?AuthorID"?,"?Author"?,"?Date"?,"?Content"?,"?Attachments"?,"?Reactions"?\s*(?:\n|\Z)'
)
WIDTH = 6
CHANNEL_ID = re.compile(r" ?\[(\d{5,25})\](?: \[part \d{1,6}\])?(?=\.|$)")
TAG = re.compile(r"#\d{4}$")
"""What stood behind names until 2023; `#0000` for bots."""
ADDRESS_END = re.compile(r"[?#].*", re.DOTALL)


def looks_like_csv(text: str) -> bool:
    return HEADER.match(text) is not None


def read_csv(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "A table with the columns of DiscordChatExporter."
    dates = DateReader((row[2] for _, row in _rows(source, ParseReport())), options, report)
    return _read(_rows(source, report), dates, options)


def _rows(source: BinaryIO, report: ParseReport) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the six cells of each row under the header."""
    for line, cells in islice(iter_cells(source, report), 1, None):
        if len(cells) >= 4:
            yield line, [*cells, "", ""][:WIDTH]
        elif any(cells):
            report.skip(line, "The row has too few cells.", ",".join(cells))


def _read(
    rows: Iterator[tuple[int, list[str]]], dates: DateReader, options: ParseOptions
) -> Iterator[ParsedMessage]:
    conversation, ref = name_file(options.filename)
    for number, (line, (author_id, author, date, content, attachments, reactions)) in enumerate(
        rows, start=1
    ):
        moment, text = dates.read(date, line), clean_text(content)
        yield ParsedMessage(
            conversation=conversation,
            conversation_ref=ref,
            sender=TAG.sub("", clean_name(clean_text(author))) or None,
            sender_ref=clean_text(author_id)[:100],
            sent_at=moment.sent_at,
            local_time=moment.local_time,
            precision=moment.precision,
            text=text,
            kind=tell_kind(text),
            source_ref=f"row {number}",
            attachments=tuple(_attachments(attachments)),
            reactions=tuple(read_reactions(clean_text(reactions))),
        )


def name_file(filename: str) -> tuple[str, str]:
    """Return the channel's name and id as the program puts them into file names."""
    name = PurePosixPath(filename).name
    found = CHANNEL_ID.search(name)
    if found is None:
        return conversation_name(filename), ""
    return conversation_name(CHANNEL_ID.sub("", filename)), found[1]


def _attachments(cell: str) -> Iterator[Attachment]:
    for address in filter(None, re.split(r",(?=https?:)|\n", clean_text(cell))):
        name = ADDRESS_END.sub("", address).rstrip("/").rpartition("/")[2][:255]
        yield Attachment(name, guess_type(name))
