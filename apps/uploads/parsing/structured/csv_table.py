"""CSV with a header row: delimiter and encoding are guessed, columns are found by the names of `fields`.

Cells may hold quoted line ends. A time of day in a column of its own is joined to the date's column. Rows that are too
short are counted skips; a last, unquoted text column may hold further delimiters.
"""

import csv
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.dates import DateOrder, stated_order
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.structured.csv_layout import Layout, find_layout, guess_encoding
from apps.uploads.parsing.structured.moments import MomentReader, infer_order
from apps.uploads.parsing.structured.records import RecordReader
from apps.uploads.parsing.text import iter_lines

MAX_LINE_CHARS = 1024 * 1024
FIRST_LINES = 50


class CsvParser:
    name = "csv"
    label = "CSV table"
    extensions = (".csv", ".tsv")

    def sniff(self, sample: Sample) -> float:
        layout = find_layout(sample.text.split("\n", FIRST_LINES)[:FIRST_LINES])
        if layout is not None and layout.roles.text and (layout.roles.sender or layout.roles.time):
            return 0.85
        return 0.3 if sample.filename.lower().endswith(self.extensions) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        encoding = guess_encoding(source)
        layout = find_layout(islice(iter_lines(source, ParseReport(), encoding=encoding), FIRST_LINES))
        if layout is None or layout.roles.text is None:
            raise UnreadableExport(
                "unknown_format",
                "The table has no column for the messages' text. Name the columns time, sender, text in its first row.",
            )
        rows = _Rows(source, layout, encoding)
        order = _date_order(rows, options)
        order.report(report)
        return _read(rows, MomentReader(LocalClock(options, report), order, report), options, report)


class _Rows:
    """The rows of a table as records, which can be read several times."""

    def __init__(self, source: BinaryIO, layout: Layout, encoding: str) -> None:
        self._source, self._layout, self._encoding = source, layout, encoding
        self.time_column = layout.roles.time

    def read(self, report: ParseReport) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the line number and the record of each row."""
        lines = iter_lines(self._source, report, encoding=self._encoding, max_chars=MAX_LINE_CHARS)
        skipped = sum(1 for _ in islice(lines, self._layout.preamble_lines))
        reader = csv.reader((f"{line}\n" for line in lines), delimiter=self._layout.delimiter)
        next(reader, None)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                report.skip(reader.line_num + skipped, f"The row cannot be read: {problem}.", "")
                continue
            if record := self._record(cells, reader.line_num + skipped, report):
                yield reader.line_num + skipped, record

    def _record(self, cells: list[str], line: int, report: ParseReport) -> dict[str, Any] | None:
        header = self._layout.header
        if not any(cell.strip() for cell in cells):
            return None
        if len(cells) > len(header) and header[-1] == self._layout.roles.text:
            last = len(header) - 1
            cells = [*cells[:last], self._layout.delimiter.join(cells[last:])]
        record = dict(zip(header, cells, strict=False))
        if self._layout.roles.text not in record:
            report.skip(line, "The row has too few cells.", self._layout.delimiter.join(cells))
            return None
        if self._layout.time_of_day:
            time_of_day = record.pop(self._layout.time_of_day, "")
            record[self.time_column] = f"{record.get(self.time_column, '')} {time_of_day}".strip()
        return record


def _read(
    rows: _Rows, moments: MomentReader, options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    reader, conversation = RecordReader(moments, report), conversation_name(options.filename)
    for line, record in rows.read(report):
        if message := reader.read(record, line, conversation):
            yield message


def _date_order(rows: _Rows, options: ParseOptions) -> DateOrder:
    """Return the order of local dates, read over the whole file only if its times are of that kind."""
    if options.date_order:
        return stated_order(options.date_order)
    return infer_order(record.get(rows.time_column) for _, record in rows.read(ParseReport()))
