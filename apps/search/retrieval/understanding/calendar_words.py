"""Days, months, seasons and years as English writes them, found by pattern."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from .periods import CalendarSpan, Found

MONTH_NUMBERS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month, as the northern half of the world counts; three months each."""
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?![\w-]|\.\d)"
_PART = r"(?:the\s+)?(?:early|mid|late|(?:beginning|start|middle|end)\s+of)[\s-]+"
_CUE = rf"\b(?:(?:in|during|over|since|from|until|till|before|after|between)\s+(?:{_PART})?|{_PART})"
_SECOND = rf"(?:\b(?:and|to|until|till|through)\s+|-\s*|–\s*)(?:{_PART})?"
"""What makes a month or a year of the word after it if that is where a range ends."""

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b",
        r"\b(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>(?:19|20)\d{2})\b",
        rf"\b{MONTH}\.?\s+{_DAY}(?![\w:])(?:,?\s+{_YEAR})?",
        rf"\b{_DAY}\s+(?:of\s+)?{MONTH}\b\.?(?:,?\s+{_YEAR})?",
        rf"\b{MONTH}\.?,?\s+(?:of\s+)?{_YEAR}",
        r"\b(?P<year>(?:19|20)\d{2})-(?P<number>\d{2})\b(?!-)",
        rf"\b{SEASON}\s+(?:of\s+)?{_YEAR}",
        rf"\bq(?P<quarter>[1-4])\s+{_YEAR}",
        rf"{_CUE}(?P<named>{MONTH})\b(?!['’]s\b)",
        rf"\b(?:in|during|over|since)\s+(?:the\s+)?(?P<named>{SEASON})\b",
        rf"(?:{_CUE}|\bof\s+)(?:the\s+)?(?:year\s+)?(?P<named>{_YEAR})",
        rf"{_SECOND}(?P<second>{MONTH})\b",
        rf"{_SECOND}(?P<second>{_YEAR})",
    )
)
"""In order: what an earlier one has found, a later one leaves alone. A month or a year by itself needs a word before
it that makes it one: "may", "march" and "june" are other things as well, and 2023 may be a number.
"""


def find_calendar_spans(text: str, zone: tzinfo = UTC) -> Iterator[Found]:
    """Yield what is found, overlapping pieces too, the more telling first."""
    for pattern in _PATTERNS:
        group = next((name for name in ("named", "second") if name in pattern.groupindex), 0)
        for match in pattern.finditer(text):
            span = _make_span(match.groupdict(), zone)
            if span is not None:
                yield Found(match.start(group), match.end(group), span, only_ends_range=group == "second")


def _make_span(named: dict[str, str | None], zone: tzinfo) -> CalendarSpan | None:
    year = int(named["year"]) if named.get("year") else None
    day = int(named["day"]) if named.get("day") else None
    if season := named.get("season"):
        name = season.lower()
        return CalendarSpan(year, SEASONS[name], months=3, name=name, zone=zone)
    if quarter := named.get("quarter"):
        first = 3 * int(quarter) - 2
        return CalendarSpan(year, first, months=3, name=f"quarter {quarter} of", zone=zone)
    span = CalendarSpan(year, _month_number(named), day, zone=zone)
    return span if _exists(span) else None


def _month_number(named: dict[str, str | None]) -> int | None:
    if name := named.get("month"):
        return MONTH_NUMBERS[name[:3].lower()]
    return int(named["number"]) if named.get("number") else None


def _exists(span: CalendarSpan) -> bool:
    """Whether there is such a day in its own year, or in a leap year."""
    return span.within(span.year or 2000) is not None


def newest(span: CalendarSpan, now: datetime, *, is_over: bool = False) -> CalendarSpan | None:
    """The latest of a span of every year that has begun by now, or is over."""
    for year in range(now.year, now.year - 9, -1):  # 29 February may be eight years away
        interval = span.within(year)
        if interval and interval[is_over] <= now:
            return replace(span, year=year)
    return None
