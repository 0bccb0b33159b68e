"""Stretches of time as a question names them: whole, of every year, or open at one end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

Interval = tuple[datetime, datetime]
"""[start, end), aware."""
BEGINNING, END = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
_MAX_YEARS = 50
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarSpan:
    """A day, some months from one on, or a year. Without `year` it recurs, without `month` it is all of the year.

    `name` is what people call it where the calendar's own words do not do ("summer").
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    months: int = 1
    name: str = ""
    zone: tzinfo = UTC

    @property
    def recurs(self) -> bool:
        return self.year is None

    @property
    def is_precise(self) -> bool:
        return self.day is not None

    def within(self, year: int) -> Interval | None:
        """Its interval in that year or in its own; None if there is no such day, as on 30 February."""
        year = self.year or year
        month = self.month or 1
        try:
            start = datetime(year, month, self.day or 1, tzinfo=self.zone)
            if self.day:
                return start, start + timedelta(days=1)
            count = self.months if self.month else 12
            later = month - 1 + count
            return start, datetime(year + later // 12, later % 12 + 1, 1, tzinfo=self.zone)
        except (ValueError, OverflowError):
            return None

    @property
    def label(self) -> str:
        month = self.name or (_MONTHS[self.month - 1] if self.month else "")
        return " ".join(str(part) for part in (self.day, month, self.year) if part)


@dataclass(frozen=True, slots=True)
class FixedSpan:
    """A stretch measured from now, such as yesterday."""

    after: datetime
    before: datetime

    recurs = False

    @property
    def is_precise(self) -> bool:
        return self.before - self.after <= timedelta(days=8)

    def within(self, year: int) -> Interval:
        return self.after, self.before

    @property
    def label(self) -> str:
        last = self.before - timedelta(seconds=1)
        if self.after.date() == last.date():
            return _name_day(self.after)
        return f"{_name_day(self.after)} to {_name_day(last)}"


Span = CalendarSpan | FixedSpan


@dataclass(frozen=True, slots=True)
class Found:
    """A span and where the text names it. "to June" names a month only if a range ends there."""

    start: int
    end: int
    span: Span
    only_ends_range: bool = False

    def overlaps(self, other: "Found") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included; None is open. `start`, `end` are where in the text it is named.

    A recurring span at one end takes the year of the other; at both ends, or alone, it means every year.
    `beyond` leaves out the one end itself: "before 2021" ends where 2021 begins.
    """

    first: Span | None
    last: Span | None
    start: int
    end: int
    beyond: bool = False

    @property
    def is_precise(self) -> bool:
        """Whether it names days, and not a month or more, or one end only."""
        return bool(self.first and self.last and self.first.is_precise and self.last.is_precise)

    @property
    def recurs(self) -> bool:
        return all(span is not None and span.recurs for span in (self.first, self.last))

    def intervals(self, first_year: int, last_year: int) -> Iterator[Interval]:
        """[start, end) in each of these years, or once if the period has a year of its own."""
        if self.first is None or self.last is None:
            yield self._one_side(last_year)
            return
        last_year = min(last_year, first_year + _MAX_YEARS)
        for year in range(first_year, last_year + 1) if self.recurs else [self._own_year(last_year)]:
            start, last = self.first.within(year), self.last.within(year)
            if start and last and last[1] <= start[0]:
                start, last = self._over_new_year(year) or (start, last)
            if start and last and start[0] < last[1]:
                yield start[0], last[1]

    def _one_side(self, year: int) -> Interval:
        start, end = (self.first or self.last).within(year)
        if self.first:
            return (end if self.beyond else start), END
        return BEGINNING, (start if self.beyond else end)

    def _over_new_year(self, year: int) -> tuple[Interval | None, Interval | None] | None:
        """From December to January: whichever end has no year of its own moves."""
        if self.last.recurs:
            return self.first.within(year), self.last.within(year + 1)
        return (self.first.within(year - 1), self.last.within(year)) if self.first.recurs else None

    def _own_year(self, otherwise: int) -> int:
        years = [
            span.year for span in (self.first, self.last) if isinstance(span, CalendarSpan) and span.year
        ]
        return years[0] if years else otherwise

    @property
    def label(self) -> str:
        if self.first is None or self.last is None:
            words = ("before", "after") if self.beyond else ("until", "since")
            return f"{words[0]} {self.last.label}" if self.last else f"{words[1]} {self.first.label}"
        if self.first == self.last:
            return f"{self.first.label} of any year" if self.recurs else self.first.label
        return f"{self.first.label} to {self.last.label}" + (" of any year" if self.recurs else "")


def _name_day(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
