"""CSV with a header row: delimiter and encoding are guessed, columns are found by the names of `fields`.

Cells may hold quoted line ends. A time of day in a column of its own is joined to the date's column. Rows that are too
short are counted skips; a last, unquoted text column may hold further delimiters.
"""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from charset_normalizer import from_bytes

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.dates import DateOrder, require_order
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.structured import fields
from apps.uploads.parsing.structured.moments import MomentReader, infer_order
from apps.uploads.parsing.structured.records import RecordReader, Roles, find_roles
from apps.uploads.parsing.text import SAMPLE_BYTES, detect_encoding, iter_lines

DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?$', re.IGNORECASE)
LEGACY_ENCODINGS = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "gb18030",
    "shift_jis",
    "big5",
    "euc_kr",
]
MIN_BYTES_TO_GUESS = 200


class Table(NamedTuple):
    """How a file is laid out; `preamble_lines` stand before the header row."""

    delimiter: str
    header: list[str]
    roles: Roles
    preamble_lines: int


class CsvParser:
    name = "csv"
    label = "CSV table"
    extensions = (".csv", ".tsv")

    def sniff(self, sample: Sample) -> float:
        table = _find_table(islice(sample.text.split("\n"), 50))
        if table is not None and table.roles.text and (table.roles.sender or table.roles.time):
            return 0.85
        return 0.3 if sample.filename.lower().endswith(self.extensions) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        encoding = _guess_encoding(source)
        table = _find_table(islice(iter_lines(source, ParseReport(), encoding=encoding), 50))
        if table is None or table.roles.text is None:
            raise UnreadableExport(
                "unknown_format",
                "The table has no column for the messages' text. Name the columns time, sender, text in its first row.",
            )
        rows = _Rows(source, table, encoding)
        order = _date_order(rows, options)
        order.warn(report)
        return _read(rows, MomentReader(LocalClock(options, report), order, report), options, report)


class _Rows:
    """The rows of a table as records, which can be read several times."""

    def __init__(self, source: BinaryIO, table: Table, encoding: str) -> None:
        self._source, self._table, self._encoding = source, table, encoding
        self.time_column = table.roles.time
        self._time_of_day = _time_of_day_column(table)

    def read(self, report: ParseReport) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the line number and the record of each row."""
        lines = iter_lines(self._source, report, encoding=self._encoding)
        skipped = sum(1 for _ in islice(lines, self._table.preamble_lines))
        reader = csv.reader((f"{line}\n" for line in lines), delimiter=self._table.delimiter)
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
        header = self._table.header
        if not any(cell.strip() for cell in cells):
            return None
        if len(cells) > len(header) and header[-1] == self._table.roles.text:
            last = len(header) - 1
            cells = [*cells[:last], self._table.delimiter.join(cells[last:])]
        record = dict(zip(header, cells, strict=False))
        if self._table.roles.text not in record:
            report.skip(line, "The row has too few cells.", self._table.delimiter.join(cells))
            return None
        if self._time_of_day:
            record[self.time_column] = (
                f"{record.get(self.time_column, '')} {record.pop(self._time_of_day, '')}".strip()
            )
        return record


def _read(
    rows: _Rows, moments: MomentReader, options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    reader, conversation = RecordReader(moments, report), conversation_name(options.filename)
    for line, record in rows.read(report):
        if message := reader.read(record, line, conversation):
            yield message


def _find_table(lines: Iterator[str]) -> Table | None:
    """Return the layout that the first rows show, or None if they are no table."""
    delimiter = ""
    for number, line in enumerate(lines):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        if separator := SEPARATOR_LINE.match(line):
            delimiter = separator[1]
            continue
        delimiter = delimiter or max(DELIMITERS, key=line.count)
        try:
            cells = next(csv.reader([line[:10_000]], delimiter=delimiter))
        except csv.Error:
            return None
        header = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, 1)]
        if len(header) < 2:
            return None
        return Table(delimiter, header, find_roles(header), number)
    return None


def _time_of_day_column(table: Table) -> str | None:
    """Return the column that holds the time of day where the chosen time column holds the date only."""
    if table.roles.time is None or fields.normalise(table.roles.time) not in fields.DATE_ONLY:
        return None
    taken = set(table.roles)
    names = [
        name for name in table.header if name not in taken and fields.normalise(name) in fields.TIME_OF_DAY
    ]
    return names[0] if names else None


def _date_order(rows: _Rows, options: ParseOptions) -> DateOrder:
    """Return the order of local dates, read over the whole file only if its times are of that kind."""
    if options.date_order:
        return DateOrder(require_order(options.date_order), is_certain=True)
    return infer_order(record.get(rows.time_column) for _, record in rows.read(ParseReport()))


def _guess_encoding(source: BinaryIO) -> str:
    """Return the encoding of a table that is not UTF-8, or nothing to have it decoded as every text file."""
    source.seek(0)
    head = source.read(SAMPLE_BYTES)
    if head.isascii() or detect_encoding(head).startswith("utf-16"):
        return ""
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        best = (
            from_bytes(head, cp_isolation=LEGACY_ENCODINGS).best()
            if len(head) >= MIN_BYTES_TO_GUESS
            else None
        )
        return best.encoding if best else ""
    return ""
