"""Dates of DiscordChatExporter's CSV and text: ISO 8601, its old `17-Jan-23 07:33 PM`, or in the exporter's locale."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from apps.uploads.parsing.base import ParseOptions, ParseReport
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.dates import stated_order
from apps.uploads.parsing.structured.moments import MomentReader, infer_order
from apps.uploads.parsing.values import moment_of

OLD_STYLE = "%d-%b-%y %I:%M %p"
MAX_CHARS = 60
SECONDS = 2
"""Colons (or dots) in a time that shows seconds."""


class DateMoment(NamedTuple):
    """Aware UTC; the exporter's local time where no offset is stated; what it is good to."""

    sent_at: datetime | None
    local_time: str
    precision: str


UNKNOWN = DateMoment(None, "", "")


class DateReader:
    """Reads the dates of one file; the order of day and month is inferred from all of them."""

    def __init__(self, dates: Iterable[str], options: ParseOptions, report: ParseReport) -> None:
        order = stated_order(options.date_order) if options.date_order else infer_order(dates)
        order.report(report)
        self._clock, self._report = LocalClock(options, report), report
        self._numeric = MomentReader(self._clock, order, ParseReport())

    def read(self, text: str, position: int) -> DateMoment:
        """Return the moment; what is none is counted as a skip."""
        text = text.strip()
        if sent_at := moment_of(text):
            return DateMoment(sent_at, "", "")
        found = self.read_local(text)
        if found is UNKNOWN:
            self._report.skip(
                position, "The time cannot be read; the message was kept without it.", text[:80]
            )
        return found

    def read_local(self, text: str) -> DateMoment:
        """Return the moment of a date in a locale's own form, UNKNOWN if it is none."""
        moment = self._numeric.read(text, 0)
        if moment.sent_at is not None:
            return DateMoment(*moment, _precision(text))
        local = parse_named_month(text)
        if local is None:
            return UNKNOWN
        return DateMoment(self._clock.to_utc(local), local.isoformat(), _precision(text))


@lru_cache(maxsize=4096)
def parse_named_month(text: str) -> datetime | None:
    """Return the naive local time of a date with the month's name, in whatever language; None if it is none."""
    if len(text) > MAX_CHARS or not any(char.isdigit() for char in text):
        return None
    try:
        return datetime.strptime(text, OLD_STYLE)
    except ValueError:
        pass
    import dateparser  # slow to load, and needed for few files

    try:
        found = dateparser.parse(
            text, settings={"REQUIRE_PARTS": ["day", "month", "year"], "RETURN_AS_TIMEZONE_AWARE": False}
        )
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    if found is None or not is_plausible(found):
        return None
    return found.replace(tzinfo=None, microsecond=0)


def _precision(text: str) -> str:
    clock = text.rpartition(" ")[2] if text[-1:].isdigit() else text
    return "second" if clock.count(":") >= SECONDS else "minute"
