"""The first reading of a log: its style, its first day, and whether its clock shows half days only."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import EvidenceLine, ParseOptions, ParseReport, UnreadableExport
from apps.uploads.parsing.date_evidence import OrderEvidence
from apps.uploads.parsing.dates import DateOrder, read_number
from apps.uploads.parsing.first_day import stated_day
from apps.uploads.parsing.irc.dircproxy import STYLE as DIRCPROXY
from apps.uploads.parsing.irc.dircproxy import find_unsigned
from apps.uploads.parsing.irc.lines import iter_log_lines
from apps.uploads.parsing.irc.look import Look, look_at
from apps.uploads.parsing.irc.markers import DAY_MARKER, OPENING, date_in_name, date_of_marker
from apps.uploads.parsing.irc.styles import LogStyle, hour_of
from apps.uploads.parsing.irc.themes import ANGLE
from apps.uploads.parsing.options import CLOCKS

STYLE_LINES = 2000
NOON_WRAPS = frozenset({(12, 1), (11, 0)})


@dataclass(frozen=True, slots=True)
class Scan:
    """`day` is the first line's, as far as the file, its name or the uploader tells; of a style with dates only its
    year counts. `day_source` is `stated`, `file`, or empty where nothing tells."""

    style: LogStyle
    day: date | None = None
    day_source: str = ""
    day_lines: tuple[EvidenceLine, ...] = ()
    half_days: bool = False
    clock_lines: tuple[EvidenceLine, ...] = ()
    day_markers: bool = False
    order: DateOrder | None = None
    """Of dates that are numbers."""
    form: str = ANGLE
    """How lines name who speaks, see `themes`."""
    has_channel: bool = False
    """The channel stands between stamp and nick."""
    unsigned: frozenset[str] = frozenset()
    """Nicks that dircproxy writes no sign before, see there."""


def scan(source: BinaryIO, options: ParseOptions) -> Scan:
    """Read a log once for what only the whole of it tells. Raises UnreadableExport if no line has a stamp."""
    look = look_at([line for _, line in islice(iter_log_lines(source, ParseReport()), STYLE_LINES)])
    if look is None:
        raise UnreadableExport(
            "no_messages", "No message was found in the log. Upload the log as the client wrote it."
        )
    stated = stated_day(options)
    if options.clock and options.clock not in CLOCKS:
        raise UnreadableExport("unknown_clock", "The clock must be 12 or 24.")
    if look.style.has_order:
        return _apply(look, Scan(look.style, order=_find_order(source, look.style, options)))
    if look.style.has_year or not look.style.has_time:
        return _apply(look, Scan(look.style))
    unsigned = (
        find_unsigned(iter_log_lines(source, ParseReport()), look.style)
        if look.style.name == DIRCPROXY
        else frozenset()
    )
    walk = _Walk(look.style)
    for number, line in iter_log_lines(source, ParseReport()):
        walk.see(line, number)
    return _apply(look, replace(walk.conclude(options, stated), unsigned=unsigned))


def _apply(look: Look, found: Scan) -> Scan:
    return replace(found, form=look.form.name, has_channel=look.has_channel)


def _find_order(source: BinaryIO, style: LogStyle, options: ParseOptions) -> DateOrder:
    evidence, last = OrderEvidence(), ""
    for number, line in iter_log_lines(source, ParseReport()):
        stamp = style.pattern.match(line)
        if stamp is not None and stamp["numbers"] != last:
            last = stamp["numbers"]
            first, second, third = map(read_number, last.split(stamp["between"]))
            evidence.add((first, second, third), last, number, line[:200])
    return evidence.decide(options.date_order)


class _Walk:
    """What the lines of a log without whole dates tell together."""

    def __init__(self, style: LogStyle) -> None:
        self._style = style
        self._marked_day: tuple[date, EvidenceLine] | None = None
        self._has_markers = False
        self._hours: set[int] = set()
        self._last_hour, self._last_line = -1, (0, "")
        self._wrap: tuple[EvidenceLine, ...] = ()

    def see(self, line: str, number: int) -> None:
        stamp = self._style.pattern.match(line)
        if stamp is None or line[stamp.end() : stamp.end() + 4] == "--- ":
            self._see_marker(line, number)
            return
        hour = hour_of(stamp)
        if hour != self._last_hour:
            if not self._wrap and (self._last_hour, hour) in NOON_WRAPS:
                self._wrap = (
                    EvidenceLine(*self._last_line, "the last line before"),
                    EvidenceLine(number, line[:200], "the clock starts over"),
                )
            self._hours.add(hour)
            self._last_hour = hour
        self._last_line = (number, line[:200])

    def _see_marker(self, line: str, number: int) -> None:
        changed = date_of_marker(line, DAY_MARKER)
        self._has_markers = self._has_markers or changed is not None
        if self._marked_day is not None:
            return
        if day := date_of_marker(line, OPENING):
            self._marked_day = (day, EvidenceLine(number, line[:200], f"the log begins on {day.isoformat()}"))
        elif changed:
            day = changed - timedelta(days=1) if self._hours else changed
            self._marked_day = (day, EvidenceLine(number, line[:200], "a day begins here"))

    def conclude(self, options: ParseOptions, stated: date | None) -> Scan:
        found = self._marked_day
        day = stated or (found[0] if found else date_in_name(options.filename))
        looks_half = bool(self._wrap) and max(self._hours) <= 12 and not {0, 12} <= self._hours
        half_days = options.clock == "12" if options.clock else looks_half and not self._has_markers
        has_date = self._style.has_date
        return Scan(
            self._style,
            day,
            day_source="stated" if stated else "file" if day else "",
            day_lines=(found[1],) if found and not stated else (),
            half_days=half_days and not has_date,
            clock_lines=self._wrap if looks_half else (),
            day_markers=self._has_markers,
        )
