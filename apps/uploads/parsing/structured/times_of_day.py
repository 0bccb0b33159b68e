"""Times of day that stand without a date: the day is stated, and moves on where the clock jumps back."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from apps.uploads.parsing.half_days import to_24_hours

TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?:[ \u00a0\u202f]?([^\W\d_][^\d]{0,8}))?$")
JUMP_BACK = timedelta(hours=2)
SAMPLED = 20
NO_DATES = "The messages have a time of day, but no date."


def are_times_of_day(values: Iterable[Any]) -> bool:
    """Return whether the first values that are there have a time of day only."""
    first = list(islice((value for value in values if value not in (None, "")), SAMPLED))
    matching = [value for value in first if isinstance(value, str) and TIME_OF_DAY.match(value.strip())]
    return bool(matching) and 2 * len(matching) > len(first)


class DayCounter:
    """Reads times of day in file order."""

    def __init__(self, day: date | None) -> None:
        self._day = day
        self._last: datetime | None = None

    def read(self, match: re.Match[str]) -> datetime | None:
        """Return the local time of a match of TIME_OF_DAY; None if no day was stated. ValueError if there is none."""
        hour = to_24_hours(int(match[1]), "", match[4] or "")
        clock = time(int(match[1]) if hour is None else hour, int(match[2]), int(match[3] or 0))
        if self._day is None:
            return None
        local = datetime.combine(self._day, clock)
        if self._last is not None and self._last - local > JUMP_BACK:
            self._day += timedelta(days=1)
            local += timedelta(days=1)
        self._last = local
        return local
