"""The lines of imessage-exporter that begin a message."""

import re
from dataclasses import dataclass
from datetime import datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TIME_LINE = re.compile(
    r"(?P<indent> {0,12})(?P<time>(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}), (?P<year>\d{4}) {1,2}"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2}) (?P<half>[AP]M))(?P<rest>.*)"
)
ACTION = re.compile(
    r" (?:(?:re)?named the conversation(?: to)? |removed the name from the conversation\.|changed their phone number\.|"
    r"(?:added|removed) .{1,200} (?:to|from) the conversation\.|"
    r"left the conversation\.|(?:changed|removed) the (?:group photo|chat background)\.|kept an audio message\.|"
    r"unsent a message!|performed unknown action )"
)
READ = re.compile(r" \(Read by .{1,200} after .{1,200}\)")


@dataclass(frozen=True, slots=True)
class TimeLine:
    """`moment` is naive and None where there is no such time; `rest` is what follows on the line."""

    moment: datetime | None
    shown: str
    rest: str
    indent: int

    @property
    def begins_message(self) -> bool:
        """A line with more than the time is an announcement, or a person's own words."""
        return not self.rest or ACTION.search(f" {self.rest}") is not None


def read_time_line(line: str) -> TimeLine | None:
    """Return what a line says that begins a message, or None if it does not."""
    match = TIME_LINE.match(line)
    if match is None or match["month"] not in MONTHS:
        return None
    rest = READ.sub("", match["rest"], count=1).strip()
    return TimeLine(_moment(match), match["time"], rest, len(match["indent"]))


def _moment(match: re.Match[str]) -> datetime | None:
    hour = int(match["hour"]) % 12 + (12 if match["half"] == "PM" else 0)
    month = MONTHS.index(match["month"]) + 1
    try:
        return datetime(
            int(match["year"]), month, int(match["day"]), hour, int(match["minute"]), int(match["second"])
        )
    except ValueError:
        return None
