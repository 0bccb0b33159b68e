"""Times of messages as programs write them into fields: ISO 8601, Unix times, RFC 2822 and local dates."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from email.utils import parsedate_to_datetime
from itertools import chain, islice
from numbers import Real
from typing import Any, NamedTuple

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.clock import LocalClock, from_epoch, is_plausible
from apps.uploads.parsing.date_evidence import OrderEvidence
from apps.uploads.parsing.dates import DateOrder, read_number
from apps.uploads.parsing.half_days import to_24_hours
from apps.uploads.parsing.structured.times_of_day import TIME_OF_DAY, DayCounter
from apps.uploads.parsing.structured.written_moments import (
    ZONES_H,
    read_excel_day,
    read_written,
    split_zone,
    unwrap,
)

MAX_TIME_CHARS = 80
SAMPLED_TIMES = 20
DIGITS = re.compile(r"-?\d{9,20}(?:\.\d{1,9})?$")
LOCAL_DATE = re.compile(
    r"(\d{1,4})[/.-] ?(\d{1,2})[/.-] ?(\d{1,4})\.?"
    r"(?:[,T]? {0,3}(\d{1,2})[:.h](\d{2})(?:[:.m](\d{2})s?(?:\.\d{1,9})?)?(?:[ \u00a0\u202f]?([^\W\d_][^\d]{0,8}))?)?$"
)
LOCAL_DATE_PART = re.compile(r"\d{1,4}[/.-] ?\d{1,2}[/.-] ?\d{1,4}")
FRACTION = re.compile(r":\d\d[.,]\d")
CLOCK = re.compile(r"(?<![\d+:-])\d{1,2}:\d\d(:\d\d)?")
LARGEST_IN_SECONDS = 1e11
"""As in `clock.UNITS_S`: greater numbers are finer than seconds."""
YEAR_FIRST = re.compile(r"\s*\d{4}-\d\d-\d\d")
"""ISO 8601 leaves no other order."""
MAIL_DATE = re.compile(
    r"[A-Z][a-z]{2},? (?:\d{1,2} [A-Z][a-z]{2} \d{2,4}|[A-Z][a-z]{2} {1,2}\d{1,2}) \d{1,2}:\d\d(?::\d\d)?"
    r"(?: (?:[+-]\d{4}|[A-Z]{2,4}))?(?: \d{4})?(?: \(\w{2,6}\))?$"
)
"""`Tue, 24 Dec 2013 14:03:09 +0100`, and as ctime and JavaScript write it."""
UTC_NAMES = re.compile(r" ?(?:UTC|GMT)$")


class Moment(NamedTuple):
    """Aware UTC, as the exporter's clock showed it where no zone is stated, and what it is good to, as
    `ParsedMessage.precision`; empty where unknown."""

    sent_at: datetime | None
    local_time: str
    precision: str = ""


UNKNOWN = Moment(None, "")


def date_numbers(value: Any) -> tuple[int, int, int] | None:
    """Return the three numbers of a local date such as `3/4/2024 10:15`, or None if it is none or ISO."""
    if (
        not isinstance(value, str)
        or len(value) > MAX_TIME_CHARS
        or (match := LOCAL_DATE.match(value.strip())) is None
    ):
        return None
    return read_number(match[1]), read_number(match[2]), read_number(match[3])


def infer_order(times: Iterable[Any]) -> DateOrder:
    """Return the order of a file's local dates; reads on beyond its first times only if one of them is a local date."""
    times = iter(times)
    first = list(islice(times, SAMPLED_TIMES))
    local = [value for value in first if date_numbers(value)]
    if all(map(YEAR_FIRST.match, local)):
        return DateOrder("ymd" if local else "dmy")
    evidence, last = OrderEvidence(may_descend=True), None
    for number, value in enumerate(chain(first, times), start=1):
        numbers = date_numbers(value)
        if numbers and numbers != last:
            evidence.add(numbers, LOCAL_DATE_PART.match(value.strip())[0], number, value)
            last = numbers
    return evidence.decide()


class MomentReader:
    """Reads the time fields of one file. Values that are no time are counted as skips."""

    def __init__(
        self,
        clock: LocalClock,
        order: DateOrder,
        report: ParseReport,
        day: date | None = None,
        *,
        has_excel_days: bool = False,
    ) -> None:
        """`day` is that of the first message, for files whose times have no date; `has_excel_days` tells that they
        are numbers of days, see `are_excel_days`."""
        self._has_excel_days = has_excel_days
        self._clock, self._order, self._report = clock, order, report
        self._days = DayCounter(day)

    def read(self, value: Any, position: int) -> Moment:
        if isinstance(value, str):
            moment = _read_utc(value) or self._read_text(value)
        else:
            value = unwrap(value)
            if value is None or value == 0:
                return UNKNOWN
            moment = _read_number(value) if isinstance(value, Real | Decimal) else self._read_text(value)
        if moment is None:
            if value == "":
                return UNKNOWN
            self._report.skip(
                position, "The time cannot be read; the message was kept without it.", str(value)[:80]
            )
            return UNKNOWN
        return moment

    def _read_text(self, value: Any) -> Moment | None:
        text = value.strip() if isinstance(value, str) else ""
        if not text or len(text) > MAX_TIME_CHARS:
            return None
        if DIGITS.match(text) and (moment := _read_number(float(text))):
            return moment
        try:
            if self._has_excel_days and (day := read_excel_day(text)):
                return self._place(day, "", "day" if day.time() == time() else "second")
            return self._read_written(text)
        except (ValueError, OverflowError, TypeError):
            return None

    def _read_written(self, text: str) -> Moment | None:
        """Raises ValueError, OverflowError or TypeError if there is no such time."""
        if match := TIME_OF_DAY.match(text):
            return self._place(self._days.read(match), text)
        if parsed := _parse_iso(text) or _parse_mail_date(text):
            return self._place(parsed, text)
        if (match := LOCAL_DATE.match(text)) and (match[7] or "").rpartition(" ")[2] not in ZONES_H:
            return self._place(self._combine(match), _clock_of(match))
        bare, zone = split_zone(text)
        if match := LOCAL_DATE.match(bare):
            return self._place(self._combine(match).replace(tzinfo=zone), _clock_of(match))
        if written := read_written(bare):
            return self._place(written[0].replace(tzinfo=zone), bare, written[1])
        return None

    def _place(self, parsed: datetime | None, text: str, precision: str | None = None) -> Moment | None:
        if parsed is None:
            return UNKNOWN
        if not is_plausible(parsed):
            return None
        if precision is None:
            precision = _precision_of(text, parsed)
        if parsed.tzinfo is not None:
            return Moment(parsed.astimezone(UTC), "", precision)
        return Moment(self._clock.to_utc(parsed), parsed.isoformat(), precision)

    def _combine(self, match: re.Match[str]) -> datetime:
        """Return the local time of a match of LOCAL_DATE. Raises TypeError if there is no such day."""
        return datetime.combine(self._order.to_date(date_numbers(match[0])), _time_of(match))


def _clock_of(match: re.Match[str]) -> str:
    """Return what a match of LOCAL_DATE says besides the day, with colons."""
    return match[0][match.end(3) :].replace(".", ":", 2).replace("h", ":")


def _read_utc(text: str) -> Moment | None:
    """Return the moment of `2024-01-13T10:30:00.5Z`, the commonest form, without more ado; None for any other."""
    if text[-1:] != "Z" or not 20 <= len(text) <= 30 or text[10] != "T":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Moment(moment, "", "second" if len(text) == 20 else "") if is_plausible(moment) else None


def _read_number(value: Real | Decimal) -> Moment | None:
    if isinstance(value, bool):
        return None
    try:
        sent_at = from_epoch(float(value))
    except OverflowError:
        return None
    if sent_at is None:
        return None
    is_whole = abs(value) < LARGEST_IN_SECONDS and not sent_at.microsecond
    return Moment(sent_at, "", "second" if is_whole else "")


def _precision_of(text: str, moment: datetime) -> str:
    """Return what a written time is good to."""
    if moment.microsecond or FRACTION.search(text):
        return ""
    clock = CLOCK.search(text)
    if clock is None:
        return "day" if moment.time() == time() else "second"
    return "second" if clock[1] else "minute"


def _time_of(match: re.Match[str]) -> time:
    if match[4] is None:
        return time()
    hour = to_24_hours(int(match[4]), "", match[7] or "")
    return time(int(match[4]) if hour is None else hour, int(match[5]), int(match[6] or 0))


def _parse_iso(text: str) -> datetime | None:
    if not text[:4].isdigit():
        return None
    is_utc = UTC_NAMES.search(text) is not None
    try:
        parsed = datetime.fromisoformat(UTC_NAMES.sub("", text))
    except ValueError:
        return None
    return parsed.replace(tzinfo=UTC) if is_utc and parsed.tzinfo is None else parsed


def _parse_mail_date(text: str) -> datetime | None:
    return parsedate_to_datetime(text) if MAIL_DATE.match(text) else None
