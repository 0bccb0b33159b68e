"""CSV: delimiter and encoding are guessed, columns are found by the names in the first row, see `fields`.

Cells may hold quoted line ends. A time of day in a column of its own is joined to the date's column; without a date,
the day of the first message is asked for. Rows that are too short are counted skips; a last, unquoted text column may
hold further delimiters. Where no names are known, or there is no row of names at all, what the columns hold is guessed
from their values, and the import asks.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from apps.uploads.parsing.base import (
    EvidenceLine,
    ParsedMessage,
    ParseOptions,
    ParseReport,
    Sample,
    UnreadableExport,
)
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.dates import DateOrder, stated_order
from apps.uploads.parsing.first_day import describe_day, stated_day
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.structured.columns import describe_guess, describe_named
from apps.uploads.parsing.structured.csv_layout import (
    Layout,
    find_layout,
    guess_encoding,
    uses_backslashes,
)
from apps.uploads.parsing.structured.csv_rows import are_quotes_raw, iter_rows, iter_table_lines
from apps.uploads.parsing.structured.guess import SAMPLED, Guess, guess_columns
from apps.uploads.parsing.structured.moments import MomentReader, infer_order
from apps.uploads.parsing.structured.records import RecordReader, time_of
from apps.uploads.parsing.structured.roles import Roles, require_roles
from apps.uploads.parsing.structured.times_of_day import NO_DATES, are_times_of_day
from apps.uploads.parsing.structured.written_moments import are_excel_days

FIRST_LINES = 50
LINE_END = re.compile(r"\r?\n|\r")


class CsvParser:
    name = "csv"
    label = "CSV table"
    family = "csv"
    extensions = (".csv", ".tsv")
    guide = (
        "Export the messages from your program as a table with a row for each: CSV, or values parted by tabs.",
        "Name the columns in the first row: time, sender, text, and where you have them id, conversation, reply_to.",
        "Upload the file; for columns of other names you will be asked what they hold.",
    )
    remarks = (
        "Everything that has a column of its own is kept; which columns were taken stands in the report."
    )

    def sniff(self, sample: Sample) -> float:
        layout = find_layout(LINE_END.split(sample.text, FIRST_LINES)[:FIRST_LINES])
        if layout is not None and layout.roles().names_a_chat:
            return 0.85
        return 0.3 if sample.filename.lower().endswith(self.extensions) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        table = _Table(source, options)
        report.recognised_by = (
            f"Rows have {len(table.layout.header)} cells, parted by {table.layout.delimiter!r}."
        )
        table.report_columns(report)
        report.encoding = table.encoding
        order = table.date_order()
        order.report(report)
        if are_times_of_day(islice(table.times(), SAMPLED)):
            report.infer(describe_day(options, NO_DATES))
        excel = are_excel_days(islice(table.times(), SAMPLED))
        moments = MomentReader(
            LocalClock(options, report), order, report, stated_day(options), has_excel_days=excel
        )
        reader, conversation = (
            RecordReader(moments, report, table.columns),
            conversation_name(options.filename),
        )
        for line, record in table.records(report):
            if message := reader.read(record, line, conversation):
                yield message


class _Table:
    """The rows of a table as records, which can be read several times."""

    def __init__(self, source: BinaryIO, options: ParseOptions) -> None:
        require_roles(options.columns)
        self._source, self._options = source, options
        self.encoding = guess_encoding(source)
        self.roles, self._guess = Roles(), None
        self.layout = self._find_layout()
        self._has_raw_quotes = self.layout.delimiter == "\t" and are_quotes_raw(
            iter_table_lines(source, ParseReport(), self.encoding), len(self.layout.header) - 1
        )
        stated = options.columns.items()
        self._stated = {role: name for role, name in stated if name in self.layout.header}
        self.roles = self.layout.roles(self._stated)
        if self.roles.text is None:
            self._guess = self._make_guess()
            self.roles = Roles(**{**self._guess.columns, **self._stated})
        self.columns = {role: name for role, name in self.roles._asdict().items() if name is not None}

    def report_columns(self, report: ParseReport) -> None:
        lines = self._evidence()
        for name in self._options.columns.values():
            if name not in self._stated.values():
                report.warn(f"The table has no column named {name[:60]!r}, as was stated.")
        if self._guess is None:
            report.infer(describe_named(self.roles, self._stated, lines))
        else:
            sample = next((record for _, record in self._all_records(ParseReport())), {})
            report.infer(describe_guess(self._guess, self.layout.header, sample, lines))

    def date_order(self) -> DateOrder:
        """Return the order of local dates, read over the whole file only if its times are of that kind."""
        if self._options.date_order:
            return stated_order(self._options.date_order)
        return infer_order(self.times())

    def times(self) -> Iterator[Any]:
        return (time_of(record, self.roles) for _, record in self.records(ParseReport()))

    def records(self, report: ParseReport) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the line number and the record of each row that has a text cell."""
        for line, record in self._all_records(report):
            if self.roles.text in record:
                yield line, record
            else:
                report.skip(line, "The row has too few cells.", self.layout.delimiter.join(record.values()))

    def _find_layout(self) -> Layout:
        lines = list(islice(iter_table_lines(self._source, ParseReport(), self.encoding), FIRST_LINES))
        self._has_backslashes = uses_backslashes("\n".join(lines))
        layout = find_layout(lines)
        if layout is None:
            raise _no_text_column()
        return layout

    def _make_guess(self) -> Guess:
        records = [record for _, record in islice(self._all_records(ParseReport()), SAMPLED)]
        guess = guess_columns(self.layout.header, records)
        if "text" not in guess.columns:
            raise _no_text_column()
        return guess

    def _all_records(self, report: ParseReport) -> Iterator[tuple[int, dict[str, Any]]]:
        layout = self.layout
        rows = iter_rows(
            self._source,
            report,
            delimiter=layout.delimiter,
            encoding=self.encoding,
            preamble_lines=layout.preamble_lines,
            has_backslashes=self._has_backslashes,
            has_raw_quotes=self._has_raw_quotes,
        )
        if layout.is_headed:
            next(rows, None)
        header, last = layout.header, len(layout.header) - 1
        for line, cells in rows:
            if len(cells) > len(header) and header[last] == self.roles.text:
                cells = [*cells[:last], layout.delimiter.join(cells[last:])]
            yield line, dict(zip(header, cells, strict=False))

    def _evidence(self) -> list[EvidenceLine]:
        """Return the row of names, and the first one with values."""
        number = self.layout.preamble_lines + 1
        lines = iter_table_lines(self._source, ParseReport(), self.encoding)
        first = list(islice(lines, number - 1, number + 1))
        says = (
            ("the columns' names", "the first row")
            if self.layout.is_headed
            else ("the first row", "the next row")
        )
        return [
            EvidenceLine(number + place, line[:200], says[place])
            for place, line in enumerate(first)
            if line.strip()
        ]


def _no_text_column() -> UnreadableExport:
    return UnreadableExport(
        "unknown_format",
        "The table has no column for the messages' text. Name the columns time, sender, text in its first row.",
    )
