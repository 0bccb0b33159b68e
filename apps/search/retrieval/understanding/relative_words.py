"""Times that English measures from now: "yesterday", "two weeks ago", "last March", "on Friday"."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from .calendar_words import MONTH, MONTH_NUMBERS, SEASON, SEASONS, newest
from .periods import CalendarSpan, FixedSpan, Found, Span

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?P<weekday>mon|tues?|wednes|thurs?|fri|satur|sun)day\b"
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "three": 3, "few": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = r"(?P<unit>day|week|month|year)"
_LAST_WORDS = ("last", "past", "previous")
_LAST = rf"(?:{'|'.join(_LAST_WORDS)})"
_DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365}

_Reader = Callable[[re.Match[str], datetime], Span | None]


def _day(now: datetime, days_ago: int, days: int = 1) -> FixedSpan:
    start = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
    return FixedSpan(start, start + timedelta(days=days))


def _month(now: datetime, months_ago: int) -> CalendarSpan:
    year, month = divmod(12 * now.year + now.month - 1 - months_ago, 12)
    return CalendarSpan(year, month + 1, zone=now.tzinfo)


def _ago(match: re.Match[str], now: datetime) -> Span:
    """As exact as the unit: days by the day, weeks by the days around, months and years whole. A few are 2 to 6."""
    count, unit = _read_count(match["count"]), match["unit"].lower()
    if match["count"].lower() == "few":
        return _day(now, 6 * _DAYS_OF[unit], days=5 * _DAYS_OF[unit])
    if unit == "month":
        return _month(now, count)
    if unit == "year":
        return CalendarSpan(now.year - count, zone=now.tzinfo)
    return _day(now, count) if unit == "day" else _day(now, 7 * count + 3, days=7)


def _within_last(match: re.Match[str], now: datetime) -> Span:
    days = _read_count(match["count"]) * _DAYS_OF[match["unit"].lower()]
    return FixedSpan(_day(now, days).after, _day(now, 0).before)


def _week(match: re.Match[str], now: datetime) -> Span:
    ago = now.weekday() + (0 if match["which"].lower() == "this" else 7)
    is_weekend = match["unit"].lower() == "weekend"
    return _day(now, ago - 5, days=2) if is_weekend else _day(now, ago, days=7)


def _whole(match: re.Match[str], now: datetime) -> Span:
    ago = 0 if match["which"].lower() == "this" else 1
    return (
        _month(now, ago)
        if match["unit"].lower() == "month"
        else CalendarSpan(now.year - ago, zone=now.tzinfo)
    )


def _named_month(match: re.Match[str], now: datetime) -> Span | None:
    month = CalendarSpan(None, MONTH_NUMBERS[match["month"][:3].lower()], zone=now.tzinfo)
    return newest(month, now, is_over=match["which"].lower() != "this")


def _named_season(match: re.Match[str], now: datetime) -> Span | None:
    name = match["season"].lower()
    season = CalendarSpan(None, SEASONS[name], months=3, name=name, zone=now.tzinfo)
    return newest(season, now, is_over=match["which"].lower() != "this")


def _weekday(match: re.Match[str], now: datetime) -> Span:
    """The latest that is over, or today's for "on" and "this"."""
    ago = (now.weekday() - _WEEKDAYS.index(match["weekday"][:3].lower())) % 7
    return _day(now, 7 if ago == 0 and match["which"].lower() in _LAST_WORDS else ago)


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (r"\bthe day before yesterday\b", lambda _match, now: _day(now, 2)),
        (r"\b(?:yesterday|last night)\b", lambda _match, now: _day(now, 1)),
        (r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", lambda _match, now: _day(now, 0)),
        (rf"\b(?:a )?{_COUNT}\s+{_UNIT}s?\s+ago\b", _ago),
        (rf"\b(?:in |over |within |during )?(?:the )?{_LAST}\s+{_COUNT}\s+{_UNIT}s?\b", _within_last),
        (rf"\b(?P<which>this|{_LAST})\s+(?P<unit>week(?:end)?)\b(?!['’])", _week),
        (rf"\b(?P<which>this|{_LAST})\s+(?P<unit>month|year)\b(?!['’])", _whole),
        (rf"\b(?!this may\b)(?P<which>this|{_LAST})\s+{MONTH}\b", _named_month),
        (rf"\b(?P<which>this|{_LAST})\s+{SEASON}\b", _named_season),
        (rf"\b(?P<which>on|this|since|{_LAST})\s+{_WEEKDAY}", _weekday),
    )
)


def find_relative_spans(text: str, now: datetime) -> Iterator[Found]:
    """Yield what is found, overlapping pieces too, the more telling first."""
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            try:
                span = read(match, now)
            except (ValueError, OverflowError):  # 999 years ago
                span = None
            if span is not None:
                keeps_cue = match.groupdict().get("which", "").lower() not in ("on", "since")
                start = match.start() if keeps_cue else match.start("weekday")
                yield Found(start, match.end(), span)


def _read_count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]
