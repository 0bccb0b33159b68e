"""The moment of a log line, where the lines show less than a whole date."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.irc.styles import MONTHS, LogStyle, hour_of, make_date

JUMP_BACK_MIN = 120
"""A clock that falls back by more has passed midnight (or noon, on a 12-hour clock); by less, lines are out of order
or summer time ended."""
HALF_DAY_MIN = 720


class Moment(NamedTuple):
    """When a line was written: aware UTC, as the log's clock showed it, and what it is good to; empty where unknown."""

    sent_at: datetime | None
    local_time: str
    precision: str = ""


NO_MOMENT = Moment(None, "")


class LogClock:
    """Follows the lines of a log in file order."""

    def __init__(
        self, style: LogStyle, local: LocalClock, day: date | None, *, half_days: bool, day_markers: bool
    ) -> None:
        self._style, self._local, self._day = style, local, day
        self._half_days, self._day_markers = half_days, day_markers
        self._last_min = -1
        self._afternoon_min = 0

    def set_day(self, day: date) -> None:
        """Take the day from a marker line; the clock starts anew."""
        self._day, self._last_min, self._afternoon_min = day, -1, 0

    def read(self, stamp: re.Match[str], report: ParseReport, line_number: int) -> Moment:
        """Return the moment of a line's stamp; unknown if the log shows no date, skipped if it is impossible."""
        hour, minute = hour_of(stamp), int(stamp["minute"])
        if not self._style.has_date:
            hour = self._follow(hour, minute)
        day = self._stamped_day(stamp) if self._style.has_date else self._day
        if day is None and self._day is None and not self._style.has_year:
            return NO_MOMENT
        try:
            local = datetime.combine(day, time(hour, minute, int(stamp["second"] or 0), _microseconds(stamp)))
        except (TypeError, ValueError):
            local = None
        if local is None or not is_plausible(local):
            report.skip(
                line_number, "There is no such date or time; the message was kept without it.", stamp[0]
            )
            return NO_MOMENT
        return self._with_zone(local, stamp)

    def _with_zone(self, local: datetime, stamp: re.Match[str]) -> Moment:
        precision = "minute" if stamp["second"] is None else "" if stamp["fraction"] else "second"
        if "zone" in stamp.re.groupindex and stamp["zone"]:
            return Moment((local - _offset(stamp["zone"])).replace(tzinfo=UTC), "", precision)
        return Moment(self._local.to_utc(local), local.isoformat(), precision)

    def _follow(self, hour: int, minute: int) -> int:
        """Return the hour of the day, having moved the day on if the clock jumped back."""
        clock_min = (hour % 12 if self._half_days else hour) * 60 + minute
        if self._last_min - clock_min > JUMP_BACK_MIN and not self._day_markers:
            self._pass_noon_or_midnight()
        self._last_min = clock_min
        return (clock_min + self._afternoon_min) // 60

    def _pass_noon_or_midnight(self) -> None:
        if self._half_days and not self._afternoon_min:
            self._afternoon_min = HALF_DAY_MIN
            return
        self._afternoon_min = 0
        if self._day is not None:
            self._day += timedelta(days=1)

    def _stamped_day(self, stamp: re.Match[str]) -> date | None:
        if self._style.has_year:
            return make_date(*map(int, stamp["date"].split("-")))
        if self._day is None:
            return None
        month = MONTHS.get(stamp["month"], 0)
        if self._day.month == 12 and month == 1:
            self._day = date(self._day.year + 1, 1, 1)
        stamped = make_date(self._day.year, month, int(stamp["day"]))
        self._day = stamped or self._day
        return stamped


def _microseconds(stamp: re.Match[str]) -> int:
    return int((stamp["fraction"] or "").ljust(6, "0"))


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta(0)
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if zone[0] == "-" else offset
