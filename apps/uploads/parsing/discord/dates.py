"""Dates of DiscordChatExporter's CSV and text: ISO 8601, its old `17-Jan-23 07:33 PM`, or in the exporter's locale."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from apps.uploads.parsing.base import ParseOptions, ParseReport
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.dates import stated_order
from apps.uploads.parsing.structured.moments import MomentReader, infer_order
from apps.uploads.parsing.values import moment_of
from apps.uploads.parsing.written_dates import WrittenDates

OLD_STYLE = "%d-%b-%y %I:%M %p"
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
        self._written = WrittenDates()
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
            return DateMoment(moment.sent_at, moment.local_time, _precision(text))
        local = parse_old_style(text)
        if local is None and (written := self._written.read(text)):
            local = written.moment
        if local is None:
            return UNKNOWN
        return DateMoment(self._clock.to_utc(local), local.isoformat(), _precision(text))


def parse_old_style(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, OLD_STYLE)
    except ValueError:
        return None


def _precision(text: str) -> str:
    clock = text.rpartition(" ")[2] if text[-1:].isdigit() else text
    return "second" if clock.count(":") >= SECONDS else "minute"
