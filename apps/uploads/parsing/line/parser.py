"""LINE exports as messages."""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.line.reader import Reader
from apps.uploads.parsing.line.rows import HEADING, read_day, read_row
from apps.uploads.parsing.line.scan import scan
from apps.uploads.parsing.text import strip_marks

SNIFF_LINES = 60


class LineParser:
    name = "line"
    label = "LINE text export"
    family = "line"
    extensions = (".txt",)
    guide = (
        "Open the chat in LINE and tap the menu at the top.",
        "On a phone choose Settings (or Other settings), then Export chat history; on a computer choose Save chat.",
        "Save the text file and upload it unchanged.",
    )
    remarks = (
        "Names, times to the minute, words, calls and unsent messages are kept, and that there was a photo, sticker "
        "or file. LINE leaves out replies, reactions and the files themselves, and does not say the time zone."
    )

    def sniff(self, sample: Sample) -> float:
        """Certain with LINE's heading; else a day with its weekday must stand above a row."""
        lines = [line.rstrip("\r") for line in islice(sample.text.split("\n"), SNIFF_LINES) if line.strip()]
        if lines and lines[0].lstrip("\ufeff").startswith(HEADING):
            return 0.99
        pairs = pairwise(lines)
        rows = [read_row(row) for day, row in pairs if read_day(strip_marks(day))]
        if not any(rows):
            return 0.0
        return 0.97 if any(row.is_tabbed for row in rows if row) else 0.6

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        found = scan(source, options)
        report.recognised_by = (
            "Lines have a time, a name and a text, under days with their weekday, as LINE writes."
        )
        found.order.report(report)
        return Reader(found, options, report).read(source)
