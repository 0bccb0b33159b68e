"""How a CSV file is laid out: its encoding, delimiter, header row and the columns' roles."""

import csv
import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO, NamedTuple

from charset_normalizer import from_bytes

from apps.uploads.parsing.structured import fields
from apps.uploads.parsing.structured.guess import looks_like_time
from apps.uploads.parsing.structured.roles import Roles, find_roles
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
NO_NAME = re.compile(r"[-+]?\d[\d.,]*$|.{1,400}[.!?…]$")
MIN_BYTES_TO_GUESS = 200
MAX_HEADER_CHARS = 10_000


class Layout(NamedTuple):
    """`preamble_lines` stand before the first row; `is_headed` tells that this row names the columns."""

    delimiter: str
    header: list[str]
    preamble_lines: int
    is_headed: bool = True

    def roles(self, stated: Mapping[str, str] | None = None) -> Roles:
        """Return what the columns hold, the time of day joined to its day's column."""
        roles = find_roles(self.header, stated)
        if (
            roles.date is not None
            or roles.time is None
            or fields.normalise(roles.time) not in fields.DATE_ONLY
        ):
            return roles
        free = (name for name in self.header if name not in roles)
        clock = next((name for name in free if fields.normalise(name) in fields.TIME_OF_DAY), None)
        return roles._replace(date=roles.time, time=clock) if clock else roles


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
    is_headed = not _is_data(cells)
    header = [(cell.strip() if is_headed else "") or f"column {place}" for place, cell in enumerate(cells, 1)]
    return Layout(delimiter, _tell_apart(header), number, is_headed)


def _is_data(cells: list[str]) -> bool:
    """Return whether the first row is a message rather than names: it holds a time or a number, or ends a sentence."""
    if find_roles(cells).is_message:
        return False
    return any(looks_like_time(cell.strip()) or NO_NAME.match(cell.strip()) for cell in cells)


def _tell_apart(header: list[str]) -> list[str]:
    """Return the names with a number behind those that come again."""
    first = {name: place for place, name in reversed(list(enumerate(header)))}
    return [name if first[name] == place else f"{name} ({place + 1})" for place, name in enumerate(header)]
