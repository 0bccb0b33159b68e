"""The moment of a log line, where the lines show less than a whole date."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.clock import LocalClock, from_epoch, is_plausible
from apps.uploads.parsing.dates import DateOrder, read_number
from apps.uploads.parsing.irc.markers import make_date
from apps.uploads.parsing.irc.styles import LogStyle, hour_of
from apps.uploads.parsing.written_dates import find_month

JUMP_BACK_MIN = 120
"""A clock that falls back by more has passed midnight (or noon, on a 12-hour clock); by less, lines are out of order
or summer time ended."""
HALF_DAY_MIN = 720
IMPOSSIBLE = "There is no such date or time; the message was kept without it."


class Moment(NamedTuple):
    """When a line was written: aware UTC, as the log's clock showed it, and what it is good to; empty where unknown."""

    sent_at: datetime | None
    local_time: str
    precision: str = ""


NO_MOMENT = Moment(None, "")
NUMBER = re.compile(r"\d+")
UTC_NAMES = ("Z", "UTC", "GMT")


class LogClock:
    """Follows the lines of a log in file order."""

    def __init__(
        self,
        style: LogStyle,
        local: LocalClock,
        day: date | None,
        *,
        half_days: bool,
        day_markers: bool,
        order: DateOrder | None = None,
    ) -> None:
        self._style, self._local, self._day, self._order = style, local, day, order
        self._half_days, self._day_markers = half_days, day_markers
        self._last_min = -1
        self._afternoon_min = 0

    def set_day(self, day: date) -> None:
        """Take the day from a marker line; the clock starts anew."""
        self._day, self._last_min, self._afternoon_min = day, -1, 0

    def read(self, stamp: re.Match[str], report: ParseReport, line_number: int) -> Moment:
        """Return the moment of a line's stamp; unknown if the log shows no date, skipped if it is impossible."""
        groups = stamp.re.groupindex
        if "epoch" in groups:
            return self._of_epoch(stamp, report, line_number)
        if not self._style.has_date and "numbers" in groups and (stamp["date"] or stamp["numbers"]):
            self.set_day(self._numbered_day(stamp) or self._day)
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
            report.skip(line_number, IMPOSSIBLE, stamp[0])
            return NO_MOMENT
        return self._with_zone(local, stamp)

    def _of_epoch(self, stamp: re.Match[str], report: ParseReport, line_number: int) -> Moment:
        moment = from_epoch(float(stamp["epoch"]))
        if moment is None:
            report.skip(line_number, IMPOSSIBLE, stamp[0])
        return Moment(moment, "", "" if "." in stamp["epoch"] else "second") if moment else NO_MOMENT

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
        """Return the day of a stamp that has one; where it has no year, that of the lines before goes on."""
        groups = stamp.re.groupindex
        if "date" in groups or "numbers" in groups:
            return self._numbered_day(stamp)
        month = find_month(stamp["month"]) or 0
        if "year" in groups:
            return make_date(int(stamp["year"]), month, int(stamp["day"]))
        if self._day is None:
            return None
        if self._day.month == 12 and month == 1:
            self._day = date(self._day.year + 1, 1, 1)
        stamped = make_date(self._day.year, month, int(stamp["day"]))
        self._day = stamped or self._day
        return stamped

    def _numbered_day(self, stamp: re.Match[str]) -> date | None:
        groups = stamp.re.groupindex
        if "date" in groups and stamp["date"]:
            digits = stamp["date"].replace(stamp["part"], "") if stamp["part"] else stamp["date"]
            return make_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        order = self._order or DateOrder("mdy" if stamp["half"] else "dmy")
        return order.to_date([read_number(number) for number in NUMBER.findall(stamp["numbers"])])


def _microseconds(stamp: re.Match[str]) -> int:
    return int((stamp["fraction"] or "").ljust(6, "0"))


def _offset(zone: str) -> timedelta:
    if zone.strip() in UTC_NAMES:
        return timedelta(0)
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if zone[0] == "-" else offset
