"""Days a query names: "on March 17th", "8 May 2023", "2023-05-08", "between 3 May and 9 June".

Only whole dates: "in June" is more often what a message is about than when it was sent. English month names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?:,?\s+(?P<year>\d{4}))?"
_FORMS = (
    re.compile(rf"\b{_MONTH}\.?\s+{_DAY}\b{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}\b\.?{_YEAR}", re.IGNORECASE),
    re.compile(r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b"),
)
_RANGE_BEGINS = re.compile(r"\b(?:between|from)\s*(?:the\s*)?$", re.IGNORECASE)
_RANGE_GOES_ON = re.compile(r"^\s*(?:and|to|until|till|through|-|–)\s*(?:the\s*)?$", re.IGNORECASE)
_MAX_YEARS = 50


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day of a year, or of every year. `start`, `end` are where in the text it is named."""

    month: int
    day: int
    year: int | None
    start: int
    end: int

    def in_year(self, year: int) -> datetime | None:
        """Its first moment in UTC; None if there is no such day, as on 30 February."""
        try:
            return datetime(self.year or year, self.month, self.day, tzinfo=UTC)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """From the first day to the last, both included; one day if they are the same."""

    first: NamedDay
    last: NamedDay

    def intervals(self, first_year: int, last_year: int) -> Iterator[tuple[datetime, datetime]]:
        """[start, end) in each of these years, or once if the period has a year of its own."""
        own_year = self.first.year or self.last.year
        years = [own_year] if own_year else range(first_year, min(last_year, first_year + _MAX_YEARS) + 1)
        for year in years:
            start, last = self.first.in_year(year), self.last.in_year(year)
            if start is None or last is None:
                continue
            if last < start:
                last = self.last.in_year(year + 1) or last
            if start <= last < datetime.max.replace(tzinfo=UTC) - timedelta(days=1):
                yield start, last + timedelta(days=1)


def find_periods(text: str) -> list[NamedPeriod]:
    """The periods a query names, in text order."""
    days, periods, position = _find_days(text), [], 0
    while position < len(days):
        first = last = days[position]
        if position + 1 < len(days) and _is_range(text, first, days[position + 1]):
            position += 1
            last = days[position]
        periods.append(NamedPeriod(first, last))
        position += 1
    return periods


def _is_range(text: str, first: NamedDay, second: NamedDay) -> bool:
    between = text[first.end : second.start]
    return bool(_RANGE_BEGINS.search(text[: first.start]) and _RANGE_GOES_ON.match(between))


def _find_days(text: str) -> list[NamedDay]:
    found: list[NamedDay] = []
    for form in _FORMS:
        for match in form.finditer(text):
            day = _make_day(match)
            if day and not any(day.start < other.end and other.start < day.end for other in found):
                found.append(day)
    return sorted(found, key=lambda day: day.start)


def _make_day(match: re.Match[str]) -> NamedDay | None:
    named = match.groupdict()
    month = int(named["number"]) if named.get("number") else _MONTHS.index(named["month"][:3].lower()) + 1
    day, year = int(named["day"]), int(named["year"]) if named["year"] else None
    if not (1 <= month <= 12 and 1 <= day <= 31 and (year is None or year > 0)):
        return None
    return NamedDay(month, day, year, match.start(), match.end())
