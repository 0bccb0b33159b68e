"""Times on a page: of messages to the second, of events only the day that the line before them shows."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.telegram.moment import UNKNOWN, Moment

STAMP = re.compile(r"(\d{2})\.(\d{2})\.(\d{4}) (\d{2}):(\d{2}):(\d{2})(?: UTC([+-])(\d{2}):(\d{2}))?\s*$")
OFFSET = re.compile(r'title="[\d.]{10} [\d:]{8} UTC([+-])(\d{2}):(\d{2})"')
DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}$")


class PageClock:
    """Knows the day and the offset that the page showed last."""

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock
        self._day: date | None = None
        self._offset: timezone | None = None

    def see_beginning(self, text: str) -> None:
        """Take the first offset that a page states: an event may stand before the first message."""
        if self._offset is None and (found := OFFSET.search(text)):
            self._offset = _read_offset(*found.groups())

    def see_day(self, text: str) -> bool:
        """Take the day of a line that shows a new one; return whether it is such a line."""
        if not DAY.match(text):
            return False
        try:
            self._day = datetime.strptime(text, "%d %B %Y").date()
        except ValueError:
            self._day = None
        return True

    def read(self, stamp: str) -> Moment:
        """Return the moment that a message's tooltip shows, UNKNOWN if it shows none."""
        match = STAMP.match(stamp)
        try:
            local = datetime(*(int(match[field]) for field in (3, 2, 1, 4, 5, 6))) if match else None
        except ValueError:
            local = None
        if local is None or not is_plausible(local):
            return UNKNOWN
        self._day = local.date()
        if match[7] is None:
            return Moment(self._clock.to_utc(local), local.isoformat())
        self._offset = _read_offset(match[7], match[8], match[9])
        return Moment(local.replace(tzinfo=self._offset).astimezone(UTC), "")

    def midnight(self) -> Moment:
        """Return the beginning of the day, UNKNOWN before the first."""
        if self._day is None or not is_plausible(local := datetime.combine(self._day, time())):
            return UNKNOWN
        if self._offset is None:
            return Moment(self._clock.to_utc(local), local.isoformat())
        return Moment(local.replace(tzinfo=self._offset).astimezone(UTC), "")


def _read_offset(sign: str, hours: str, minutes: str) -> timezone:
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(min(ahead, timedelta(hours=23)) * (1 if sign == "+" else -1))
