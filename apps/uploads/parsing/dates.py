"""Dates of three numbers, in an order that most exports do not state (see `date_evidence` for how it is found)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.uploads.parsing.base import Inference, ParseReport, UnreadableExport

FIELDS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
"""Where year, month and day stand among the three numbers of a date."""
LABELS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}

CENTURY_PIVOT = 70
"""Two-digit years from here on are of the 20th century, as POSIX strptime reads them."""
BUDDHIST_ERA = 543
BUDDHIST_YEARS = range(2400, 2700)
PERSIAN_YEARS = range(1360, 1420)
"""Of the solar calendar that phones set to Persian may use, from 1981 to 2040."""
PERSIAN_OFFSET_DAYS = -356_033
"""Fits the reckoning by cycles of 33 years to 1 Farvardin 1403, which was 20 March 2024."""


@dataclass(frozen=True, slots=True)
class DateOrder:
    """An order of the fields. `inference` tells why it is this one; None where the file has no such dates."""

    name: str
    inference: Inference | None = None

    def to_date(self, numbers: Sequence[int]) -> date | None:
        """Return the date that three numbers stand for, or None if there is no such day."""
        year, month, day = (numbers[field] for field in FIELDS[self.name])
        try:
            return (
                persian_date(year, month, day) if year in PERSIAN_YEARS else date(full_year(year), month, day)
            )
        except ValueError:
            return None

    def report(self, report: ParseReport) -> None:
        """Put into the report how the dates were read, and the question where nothing decides."""
        if self.inference is not None:
            report.infer(self.inference)


def stated_order(name: str) -> DateOrder:
    """Return the order that the uploader stated. Raises UnreadableExport if it does not exist."""
    require_order(name)
    explanation = f"Dates are read as {LABELS[name]}, as stated for this upload."
    return DateOrder(name, Inference("date_order", name, "stated", 1.0, explanation))


def read_number(digits: str) -> int:
    """Return the value of a date's number; `0024` is a year of its own, never short for 2024."""
    return int(digits) if len(digits) < 3 else max(int(digits), 100)


def full_year(year: int) -> int:
    """Return the year of the common era for a two-digit or Buddhist year."""
    if year < 100:
        return year + (1900 if year >= CENTURY_PIVOT else 2000)
    return year - BUDDHIST_ERA if year in BUDDHIST_YEARS else year


def persian_date(year: int, month: int, day: int) -> date:
    """Return a date of the Persian solar calendar in ours. Raises ValueError if there is no such day.

    Leap years follow the cycle of 33 years, which is that of the sky from 1798 to 2256.
    """
    start, following = _persian_new_year(year), _persian_new_year(year + 1)
    before = (month - 1) * 31 if month < 8 else (month - 1) * 30 + 6
    last = 31 if month < 7 else 30 if month < 12 else following - start - 336
    if not (1 <= month <= 12 and 1 <= day <= last):
        raise ValueError("There is no such day in the Persian calendar.")
    return date.fromordinal(start + before + day)


def _persian_new_year(year: int) -> int:
    """Return the ordinal of the day before the first of a year."""
    cycles, rest = divmod(year + 1595, 33)
    return PERSIAN_OFFSET_DAYS + 365 * (year + 1595) + cycles * 8 + (rest + 3) // 4


def require_order(name: str) -> str:
    """Return the name if it is a known order, else raise UnreadableExport."""
    if name not in FIELDS:
        raise UnreadableExport("unknown_date_order", "The date order must be one of dmy, mdy and ymd.")
    return name
