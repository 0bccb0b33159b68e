"""How a CSV file is laid out: its encoding, delimiter, header row and the columns' roles."""

import csv
import re
from collections.abc import Iterable, Mapping
from itertools import islice
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
CELL_ENDS = re.compile(rb"[,;\t|\r\"]+")
NAMES = frozenset((*fields.KNOWN, *fields.CONVERSATION, *fields.TIME_OF_DAY, *fields.DATE_ONLY))
NO_NAME = re.compile(r"[-+]?\d[\d.,]*$|.{1,400}[.!?…]$")
BACKSLASHED = re.compile(r'\\"(?![,;\t|\r\n]|$)')
DOUBLED = re.compile(r'[^,;\t|\r\n"]""(?!")')
MAX_PREAMBLE_LINES = 12
"""Lines such as a title may stand before the names of the columns."""
MIN_BYTES_TO_GUESS = 200
MAX_HEADER_CHARS = 10_000


class Layout(NamedTuple):
    """`preamble_lines` stand before the first row; `is_headed` tells that this row names the columns."""

    delimiter: str
    header: list[str]
    preamble_lines: int
    is_headed: bool = True

    def roles(self, stated: Mapping[str, str] | None = None) -> Roles:
        """Return what the columns hold."""
        return find_roles(self.header, stated)


def find_layout(lines: Iterable[str]) -> Layout | None:
    """Return the layout that the first lines show, or None if they are no table."""
    delimiter, first = "", None
    for number, line in enumerate(islice(lines, MAX_PREAMBLE_LINES)):
        line = line.rstrip("\r")
        if separator := SEPARATOR_LINE.match(line):
            delimiter = separator[1]
        elif line.strip():
            layout = _read_header(line, delimiter or max(DELIMITERS, key=line.count), number)
            if layout and layout.is_headed and layout.roles().names_a_chat:
                return layout
            first = first or layout or Layout("", [], number)
    return first if first and first.header else None


def uses_backslashes(text: str) -> bool:
    """Return whether quotation marks inside cells are escaped by a backslash rather than doubled."""
    return BACKSLASHED.search(text) is not None and not DOUBLED.search(text)


def guess_encoding(source: BinaryIO) -> str:
    """Return the encoding of a table that is not UTF-8, or nothing to have it decoded as every text file."""
    source.seek(0)
    head = source.read(SAMPLE_BYTES)
    if head.isascii() or detect_encoding(head).startswith("utf-16"):
        return ""
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        likely = _encodings_of_names(head)
        if len(likely) == len(LEGACY_ENCODINGS) and len(head) < MIN_BYTES_TO_GUESS:
            return ""
        best = from_bytes(head, cp_isolation=likely).best() if len(likely) > 1 else None
        return best.encoding if best else likely[0] if len(likely) == 1 else ""
    return ""


def _encodings_of_names(head: bytes) -> list[str]:
    """Return the encodings in which most words of the first lines name columns; all of them if none does."""
    lines = head.split(b"\n", MAX_PREAMBLE_LINES)[:MAX_PREAMBLE_LINES]
    cells = [
        cell for line in lines for cell in CELL_ENDS.split(line[:MAX_HEADER_CHARS]) if not cell.isascii()
    ]
    known = {encoding: sum(_is_name(cell, encoding) for cell in cells) for encoding in LEGACY_ENCODINGS}
    most = max(known.values())
    return [encoding for encoding in LEGACY_ENCODINGS if known[encoding] == most]


def _is_name(cell: bytes, encoding: str) -> bool:
    try:
        return fields.normalise(cell.decode(encoding)) in NAMES
    except UnicodeDecodeError:
        return False


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
