"""Rows of a table whose columns are known by name."""

import csv
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.text import iter_lines

MAX_LINE_CHARS = 1024 * 1024

Row = dict[str, str]


def iter_csv_rows(source: BinaryIO, report: ParseReport, delimiter: str = ",") -> Iterator[tuple[int, Row]]:
    """Yield the line where each row ends and its cells by column, which the first row names; blank rows are none."""
    columns: list[str] = []
    for line, cells in iter_cells(source, report, delimiter):
        if not columns:
            columns = [cell.strip() for cell in cells]
        elif any(map(str.strip, cells)):
            yield line, dict(zip(columns, cells, strict=False))


def iter_cells(
    source: BinaryIO, report: ParseReport, delimiter: str = ","
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line where each row ends and its cells; rows that cannot be read are told."""
    lines = (f"{line}\n" for line in iter_lines(source, report, max_chars=MAX_LINE_CHARS))
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            report.skip(reader.line_num, f"The row cannot be read: {problem}.", "")
            continue
        yield reader.line_num, cells
