"""The first reading of a log: its style, its first day, and whether its clock shows half days only."""

from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import ParseOptions, ParseReport, UnreadableExport
from apps.uploads.parsing.irc.styles import (
    DAY_MARKER,
    OPENING,
    LogStyle,
    choose_style,
    date_in_name,
    date_of_marker,
)
from apps.uploads.parsing.text import iter_lines

STYLE_LINES = 2000
NOON_WRAPS = frozenset({(12, 1), (11, 0)})


@dataclass(frozen=True, slots=True)
class Scan:
    """`day` is the first line's, as far as the file or its name tells; of a style with dates only its year counts."""

    style: LogStyle
    day: date | None
    half_days: bool
    day_markers: bool

    def warn(self, report: ParseReport) -> None:
        if self.half_days:
            report.warn(
                "The log's clock shows 12 hours without am or pm; its times may be 12 hours too early or too late."
            )
        if self.day is None and not self.style.has_year:
            missing = "year" if self.style.has_date else "date"
            report.warn(
                f"The log gives no {missing}, so its messages have no time. "
                "Put the date into the file name, such as channel_2013-12-24.log, and upload it again."
            )


def scan(source: BinaryIO, options: ParseOptions) -> Scan:
    """Read a log once for what only the whole of it tells. Raises UnreadableExport if no line has a stamp."""
    style = choose_style(islice(iter_lines(source, ParseReport()), STYLE_LINES))
    if style is None:
        raise UnreadableExport(
            "no_messages", "No message was found in the log. Upload the log as the client wrote it."
        )
    in_name = date_in_name(options.filename)
    if style.has_year:
        return Scan(style, None, half_days=False, day_markers=False)
    return _read_all(source, style, in_name)


def _read_all(source: BinaryIO, style: LogStyle, day: date | None) -> Scan:
    has_markers, hours, wraps = False, set(), False
    last_hour = -1
    for line in iter_lines(source, ParseReport()):
        stamp = style.pattern.match(line)
        if stamp is None or line[stamp.end() : stamp.end() + 4] == "--- ":
            has_markers = has_markers or date_of_marker(line, DAY_MARKER) is not None
            day = day or date_of_marker(line, OPENING)
            continue
        hour = int(stamp["hour"])
        if hour != last_hour:
            wraps = wraps or (last_hour, hour) in NOON_WRAPS
            hours.add(hour)
            last_hour = hour
    half_days = wraps and not has_markers and max(hours) <= 12 and not {0, 12} <= hours
    return Scan(style, day, half_days=half_days and not style.has_date, day_markers=has_markers)
