"""How a CSV file is laid out: its encoding, delimiter, header row and the columns' roles."""

import csv
import re
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

from charset_normalizer import from_bytes

from apps.uploads.parsing.structured import fields
from apps.uploads.parsing.structured.records import Roles, find_roles
from apps.uploads.parsing.text import SAMPLE_BYTES, detect_encoding

DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r'"?sep=([,;|\t])"?$', re.IGNORECASE)
"""Excel's way to state the delimiter."""
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
MAX_HEADER_CHARS = 10_000


class Layout(NamedTuple):
    """`preamble_lines` stand before the header row; `time_of_day` is a column beside that of the date."""

    delimiter: str
    header: list[str]
    roles: Roles
    time_of_day: str | None
    preamble_lines: int


def find_layout(lines: Iterable[str]) -> Layout | None:
    """Return the layout that the first lines show, or None if they are no table."""
    delimiter = ""
    for number, line in enumerate(lines):
        line = line.rstrip("\r")
        if separator := SEPARATOR_LINE.match(line):
            delimiter = separator[1]
        elif line.strip():
            return _read_header(line, delimiter or max(DELIMITERS, key=line.count), number)
    return None


def guess_encoding(source: BinaryIO) -> str:
    """Return the encoding of a table that is not UTF-8, or nothing to have it decoded as every text file."""
    source.seek(0)
    head = source.read(SAMPLE_BYTES)
    if head.isascii() or detect_encoding(head).startswith("utf-16"):
        return ""
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        if len(head) < MIN_BYTES_TO_GUESS:
            return ""
        best = from_bytes(head, cp_isolation=LEGACY_ENCODINGS).best()
        return best.encoding if best else ""
    return ""


def _read_header(line: str, delimiter: str, number: int) -> Layout | None:
    try:
        cells = next(csv.reader([line[:MAX_HEADER_CHARS]], delimiter=delimiter))
    except csv.Error:
        return None
    if len(cells) < 2:
        return None
    header = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, 1)]
    roles = find_roles(header)
    return Layout(delimiter, header, roles, _time_of_day(header, roles), number)


def _time_of_day(header: list[str], roles: Roles) -> str | None:
    """Return the column that holds the time of day where the chosen time column holds the date only."""
    if roles.time is None or fields.normalise(roles.time) not in fields.DATE_ONLY:
        return None
    free = (name for name in header if name not in roles)
    return next((name for name in free if fields.normalise(name) in fields.TIME_OF_DAY), None)
