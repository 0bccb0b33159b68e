"""The first reading of a file: the chat's name, the order of its dates, and where names end."""

from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO

from apps.uploads.parsing.base import ParseOptions, ParseReport, UnreadableExport
from apps.uploads.parsing.date_evidence import OrderEvidence
from apps.uploads.parsing.date_reasons import DOTTED
from apps.uploads.parsing.dates import DateOrder
from apps.uploads.parsing.line.rows import Row, read_day, read_row, read_title
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.text import iter_lines, strip_marks

FIRST_LINE_YEAR = 2011
MAX_NAME_WORDS = 4
MIN_REPEATS = 3
MAX_COUNTED = 50_000
MAX_HEADING_LINES = 5


class Columns:
    """Tells name and text apart. Where blanks stand for tabs, by the words that begin many rows alike (`see`)."""

    def __init__(self) -> None:
        self._beginnings: Counter[str] = Counter()

    def see(self, row: Row) -> None:
        if row.is_tabbed or len(self._beginnings) > MAX_COUNTED:
            return
        parts = row.rest[:200].split(" ")[:MAX_NAME_WORDS]
        self._beginnings.update(" ".join(parts[:count]) for count in range(1, len(parts) + 1))

    def split(self, row: Row) -> tuple[str | None, str]:
        """Return the sender, None for what the program says, and the text."""
        if row.is_tabbed:
            name, tab, text = row.rest.partition("\t")
            return (clean_name(name) or None, text) if tab else (None, row.rest)
        name = self._name(row.rest)
        return (clean_name(name) or None, row.rest[len(name) + 1 :]) if name else (None, row.rest)

    def _name(self, rest: str) -> str:
        parts = rest[:200].split(" ")
        if len(parts) < 2:
            return ""
        name, count = parts[0], self._beginnings[parts[0]]
        for words in range(2, min(len(parts), MAX_NAME_WORDS + 1)):
            longer = " ".join(parts[:words])
            if count < MIN_REPEATS or self._beginnings[longer] != count:
                break
            name = longer
        return name


@dataclass(slots=True)
class Scan:
    title: str = ""
    is_tabbed: bool | None = None
    is_computers: bool = False
    heading_lines: int = 0
    order: DateOrder = field(default_factory=lambda: DateOrder("ymd"))
    columns: Columns = field(default_factory=Columns)


def scan(source: BinaryIO, options: ParseOptions) -> Scan:
    """Read a file once for what only the whole of it tells. Raises UnreadableExport if it has no row."""
    found, evidence, is_dotted, rows = Scan(), OrderEvidence(FIRST_LINE_YEAR), False, 0
    for number, raw in enumerate(iter_lines(source, ParseReport()), start=1):
        line = strip_marks(raw)
        if number == 1:
            found.title = read_title(line)
        if row := read_row(line, found.is_tabbed):
            rows += 1
            found.is_tabbed = row.is_tabbed
            found.columns.see(row)
        elif day := read_day(line):
            is_dotted = is_dotted or "." in day.written
            evidence.add(day.numbers, day.written, number, line, day.weekday)
        elif not rows and number <= MAX_HEADING_LINES:
            found.heading_lines = number
    if not rows:
        raise UnreadableExport(
            "no_messages", "No message was found in the file. Export the chat from LINE again."
        )
    found.is_computers = is_dotted and not found.is_tabbed
    found.order = evidence.decide(options.date_order, DOTTED if is_dotted else None)
    return found
