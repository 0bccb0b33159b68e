"""The rows of a table of any size, whose quoted cells may hold line ends."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.text import iter_lines

MAX_LINE_CHARS = 1024 * 1024
OPENED_CELL = re.compile(r'(?:^|\t)"')


def iter_table_lines(source: BinaryIO, report: ParseReport, encoding: str = "") -> Iterator[str]:
    """Yield the lines of a table, those too that end with CR alone, as old programs for the Macintosh write them."""
    for line in iter_lines(source, report, encoding=encoding, max_chars=MAX_LINE_CHARS):
        if "\r" in line:
            yield from line.split("\r")
        else:
            yield line


def are_quotes_raw(lines: Iterable[str], tabs: int) -> bool:
    """Return whether cells of a table parted by tabs hold quotation marks as they are: one is left open in a line, and
    still the next is a whole row. Read as quotes, they would swallow the rows after them.
    """
    is_open = False
    for line in lines:
        is_row = line.count("\t") == tabs
        if is_open and is_row:
            return True
        is_open = is_row and line.count('"') % 2 == 1 and OPENED_CELL.search(line) is not None
    return False


def iter_rows(
    source: BinaryIO,
    report: ParseReport,
    *,
    delimiter: str = ",",
    encoding: str = "",
    preamble_lines: int = 0,
    has_backslashes: bool = False,
    has_raw_quotes: bool = False,
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each row's last line and its cells, from behind the preamble on; blank rows are left out.

    `has_backslashes` tells that they, not doubling, escape quotation marks; `has_raw_quotes` that these are part of the
    cells, see `are_quotes_raw`.
    """
    lines = iter_table_lines(source, report, encoding)
    skipped = sum(1 for _ in islice(lines, preamble_lines))
    escape = "\\" if has_backslashes else None
    reader = csv.reader(
        (f"{line}\n" for line in lines),
        delimiter=delimiter,
        escapechar=escape,
        doublequote=not escape,
        quoting=csv.QUOTE_NONE if has_raw_quotes else csv.QUOTE_MINIMAL,
    )
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            report.skip(reader.line_num + skipped, f"The row cannot be read: {problem}.", "")
            continue
        if any(cell and not cell.isspace() for cell in cells):
            yield reader.line_num + skipped, cells
