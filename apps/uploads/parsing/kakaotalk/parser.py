"""KakaoTalk exports as messages."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.kakaotalk.build import Builder
from apps.uploads.parsing.kakaotalk.lines import (
    SAVED,
    TABLE_HEAD,
    is_bare_day,
    name_without_stamp,
    read_beginning,
    read_ruled_day,
    read_title,
)
from apps.uploads.parsing.kakaotalk.reader import Reader
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.structured.csv_rows import iter_rows
from apps.uploads.parsing.text import iter_lines, strip_marks

SNIFF_LINES = 60
TITLE_LINES = 3
"""The title stands first, or below the line that says when the file was saved."""


class KakaoTalkParser:
    name = "kakaotalk"
    label = "KakaoTalk export"
    family = "kakaotalk"
    extensions = (".txt", ".csv")
    guide = (
        "Open the chatroom in KakaoTalk.",
        "On a phone open the menu, the settings of the chatroom, and choose Export messages; on a computer open the "
        "menu and choose Export messages or Save chat.",
        "Upload the text or CSV file unchanged.",
    )
    remarks = (
        "Names, times, words, calls and deleted messages are kept, and that there was a photo, emoticon or file. "
        "KakaoTalk leaves out replies, reactions and the files themselves, and does not say the time zone."
    )

    def sniff(self, sample: Sample) -> float:
        """Certain with the title and the table's head that KakaoTalk writes, or where messages begin as its do."""
        lines = [line.rstrip("\r") for line in islice(sample.text.split("\n"), SNIFF_LINES) if line.strip()]
        if not lines:
            return 0.0
        if lines[0].replace('"', "").strip() == TABLE_HEAD:
            return 0.98
        heads = [strip_marks(line) for line in lines]
        is_saved = any(SAVED.match(line) for line in heads[:4])
        if is_saved and any(map(read_title, heads[:3])):
            return 0.99
        heads = [line for line in heads if read_ruled_day(line) is None and not is_bare_day(line)]
        begins = list(map(read_beginning, heads))
        places = [place for place, beginning in enumerate(begins) if beginning is not None]
        if not places:
            return 0.0
        if is_saved:
            return 0.98
        if not any(begins[place].sender for place in places):
            return 0.0
        return 0.97 if places[0] < 3 and len(places) * 2 > len(heads) - places[0] else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        heads = [strip_marks(line).strip() for line in islice(iter_lines(source, ParseReport()), TITLE_LINES)]
        clock = LocalClock(options, report)
        name = conversation_name(name_without_stamp(options.filename))
        if heads and heads[0].replace('"', "") == TABLE_HEAD:
            report.recognised_by = (
                "The table begins with Date, User and Message, as KakaoTalk writes it on macOS."
            )
            return _read_table(source, Builder(name, clock, report), report)
        report.recognised_by = "Messages begin with time and name as KakaoTalk writes them."
        title = next(filter(None, map(read_title, heads)), "")
        builder = Builder(title or name, clock, report)
        return Reader(builder, report).read(source)


def _read_table(source: BinaryIO, builder: Builder, report: ParseReport) -> Iterator[ParsedMessage]:
    for line, cells in iter_rows(source, report, preamble_lines=1):
        try:
            moment = datetime.fromisoformat(cells[0].strip()).replace(tzinfo=None)
            sender, text = cells[1], ",".join(cells[2:])
        except (ValueError, IndexError):
            report.skip(line, "The row has no date, user and message.", ",".join(cells))
            continue
        yield builder.build(sender, text, moment, "second", line)
