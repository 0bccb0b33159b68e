"""The order of day, month and year, which most exports do not state.

Read over the whole file, the orders are ranked by: how many dates would be impossible, how often time would run
backwards, and whether the day changes more often than the month and the month more often than the year. What is
then still open falls to the preferred order: day first, unless the caller knows the locale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from apps.uploads.parsing.base import ParseReport, UnreadableExport

FIELDS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
"""Where year, month and day stand among the three numbers of a date."""
LABELS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
DAY_FIRST = ("dmy", "mdy", "ymd")
MONTH_FIRST = ("mdy", "dmy", "ymd")

CENTURY_PIVOT = 70
"""Two-digit years from here on are of the 20th century, as POSIX strptime reads them."""
FIRST_LOGGED_YEAR = 1988
"""That of the first IRC logs. A number that would be an earlier or a coming year is rather a day."""
BUDDHIST_ERA = 543
ABSURD_MONTHS = 5


@dataclass(frozen=True, slots=True)
class DateOrder:
    """An order of the fields, and whether the file or the uploader left no other."""

    name: str
    is_certain: bool

    def to_date(self, numbers: Sequence[int]) -> date | None:
        """Return the date that three numbers stand for, or None if there is no such day."""
        year, month, day = (numbers[field] for field in FIELDS[self.name])
        try:
            return date(full_year(year), month, day)
        except ValueError:
            return None

    def warn(self, report: ParseReport) -> None:
        if not self.is_certain:
            report.warn(
                f"The file does not settle the order of its dates; they were read as {LABELS[self.name]}. "
                "State the date order if that is wrong."
            )


def read_number(digits: str) -> int:
    """Return the value of a date's number; `0024` is a year of its own, never short for 2024."""
    return int(digits) if len(digits) < 3 else max(int(digits), 100)


def full_year(year: int) -> int:
    """Return the year of the common era for a two-digit or Buddhist year."""
    if year < 100:
        return year + (1900 if year >= CENTURY_PIVOT else 2000)
    return year - BUDDHIST_ERA if year > 2400 and year < 2700 else year


class OrderEvidence:
    """What the dates of a file say about their order. Add each date when it differs from the one before."""

    def __init__(self, first_year: int = FIRST_LOGGED_YEAR) -> None:
        self._years = range(first_year, datetime.now(UTC).year + 2)
        self._previous: tuple[int, int, int] | None = None
        self._changes = [0, 0, 0]
        self._impossible = dict.fromkeys(FIELDS, 0)
        self._backwards = dict.fromkeys(FIELDS, 0)
        self._latest = dict.fromkeys(FIELDS, (0, 0, 0))

    def add(self, numbers: tuple[int, int, int]) -> None:
        for name, fields in FIELDS.items():
            self._add_to_order(name, *(numbers[field] for field in fields))
        if self._previous is not None:
            for field in range(3):
                self._changes[field] += numbers[field] != self._previous[field]
        self._previous = numbers

    def _add_to_order(self, name: str, year: int, month: int, day: int) -> None:
        full = full_year(year)
        if not (1 <= month <= 12 and 1 <= day <= 31 and full in self._years):
            self._impossible[name] += 1
            return
        moment = (full, month, day)
        self._backwards[name] += moment < self._latest[name]
        self._latest[name] = moment

    def decide(self, stated: str = "", preferred: Sequence[str] = DAY_FIRST) -> DateOrder:
        """Return the order to read the file in. Raises UnreadableExport if the stated one does not exist."""
        if stated:
            return DateOrder(require_order(stated), is_certain=True)
        ranks = {name: self._rank(name) for name in preferred}
        best = min(preferred, key=lambda name: (ranks[name], preferred.index(name)))
        rivals = [name for name in preferred if name != best and self._latest[name] != self._latest[best]]
        is_certain = all(ranks[name][:2] > ranks[best][:2] or self._is_absurd(name) for name in rivals)
        return DateOrder(best, is_certain)

    def _is_absurd(self, name: str) -> bool:
        """Return whether, in this order, people only ever wrote on one day of the month, in many months or years."""
        year, month, day = (self._changes[field] for field in FIELDS[name])
        return day == 0 and (year > 0 or month >= ABSURD_MONTHS)

    def _rank(self, name: str) -> tuple[int, int, int]:
        year, month, day = (self._changes[field] for field in FIELDS[name])
        odd_changes = (month > day) + (year > month) + (year > day)
        return self._impossible[name], self._backwards[name], odd_changes


def require_order(name: str) -> str:
    """Return the name if it is a known order, else raise UnreadableExport."""
    if name not in FIELDS:
        raise UnreadableExport("unknown_date_order", "The date order must be one of dmy, mdy and ymd.")
    return name
