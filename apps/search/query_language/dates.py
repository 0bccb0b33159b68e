"""A date value to the stretch of time it means."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apps.search.retrieval.understanding.time import find_periods

Interval = tuple[datetime, datetime]
"""[start, end), aware: midnights of the zone that days are counted in."""

_END = datetime.max.replace(tzinfo=UTC)
_CALENDAR = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_RELATIVE = re.compile(r"(\d{1,4})([dwmy])", re.IGNORECASE)
_LEADING = re.compile(r"\s*(?:in|on|between|from)?\s*(?:the\s+)?", re.IGNORECASE)
_FIRST_YEAR = 1990
"""Chats are not older: from here on a date without a year is looked for in each."""


class NotADate(ValueError):
    """No stretch of time is called so."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One interval, or those of several years where the date names none, in order of time."""

    intervals: tuple[Interval, ...]

    @property
    def start(self) -> datetime:
        """The latest one counts where there are several."""
        return self.intervals[-1][0]


def read_date(value: str, now: datetime) -> Stretch:
    """`now` is aware; its zone is the one that days are counted in. Raises NotADate.

    `2026-05-14`, `2026-05`, `2026`; `today`, `yesterday`; `30d`, `2w`, `6m`, `1y` back from today, today included;
    or English such as "last summer".
    """
    value, today = value.strip(), now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    for read in (_read_calendar, _read_day_word, _read_relative):
        if interval := read(value, today):
            return Stretch((interval,))
    return _read_english(value, now)


def _read_calendar(value: str, today: datetime) -> Interval | None:
    match = _CALENDAR.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        start = datetime(year, month or 1, day or 1, tzinfo=today.tzinfo)
    except ValueError as error:
        raise NotADate(f"There is no such date as {value}.") from error
    if day:
        return start, _clip(lambda: start + timedelta(days=1))
    return start, _clip(lambda: _add_months(start, 1 if month else 12))


def _read_day_word(value: str, today: datetime) -> Interval | None:
    days_ago = {"today": 0, "yesterday": 1}.get(value.lower())
    if days_ago is None:
        return None
    start = today - timedelta(days=days_ago)
    return start, start + timedelta(days=1)


def _read_relative(value: str, today: datetime) -> Interval | None:
    match = _RELATIVE.fullmatch(value)
    if match is None:
        return None
    count, unit = int(match[1]), match[2].lower()
    try:
        if unit in "dw":
            start = today - timedelta(days=count * (7 if unit == "w" else 1))
        else:
            start = _add_months(today, -count * (12 if unit == "y" else 1))
    except (ValueError, OverflowError) as error:
        raise NotADate(f"{value} is longer ago than dates reach.") from error
    return start, today + timedelta(days=1)


def _read_english(value: str, now: datetime) -> Stretch:
    """All of the value has to be one date; "may" and "monday" are dates here, though not in every sentence."""
    for text in (value, f"in {value}", f"on {value}"):
        for period in find_periods(text, now):
            intervals = sorted(period.intervals(_FIRST_YEAR, now.year))
            if intervals and period.end == len(text) and _LEADING.fullmatch(text[: period.start]):
                return _keep_begun(intervals, now)
    raise NotADate(f"“{value}” is not a date.")


def _keep_begun(intervals: list[Interval], now: datetime) -> Stretch:
    """Those of every year up to now; one that is yet to come only if there is no other."""
    return Stretch(tuple([one for one in intervals if one[0] <= now] or intervals[:1]))


def _add_months(day: datetime, count: int) -> datetime:
    """The same day of another month, or that month's last one. Raises ValueError beyond the calendar."""
    year, month = divmod(12 * day.year + day.month - 1 + count, 12)
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return day.replace(year=year, month=month + 1, day=last)
            except ValueError:
                continue
    raise ValueError(f"no year {year}")


def _clip(compute: Callable[[], datetime]) -> datetime:
    try:
        return compute()
    except (ValueError, OverflowError):
        return _END
