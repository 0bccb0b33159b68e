"""How the programs stamp their lines, and how they mark the days in between."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,6})\d*)?)?"
    r"(?: ?(?P<half>[AaPp])[Mm])?"
)
ISO_DATE = r"(?P<date>\d{4}-\d{2}-\d{2})"
ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"


@dataclass(frozen=True)
class LogStyle:
    """One way to stamp lines. `pattern` always has the groups hour, minute and second."""

    name: str
    pattern: re.Pattern[str]
    has_date: bool
    has_year: bool
    has_time: bool = True


STYLES = (
    LogStyle("channel", re.compile(rf"(?P<channel>[^\s\[<]\S{{0,63}}) {ISO_DATE} \[{TIME}\] "), True, True),
    LogStyle("tabbed", re.compile(rf"{ISO_DATE}[T ]{TIME}{ZONE}\t"), True, True),
    LogStyle("iso", re.compile(rf"{ISO_DATE}[T ]{TIME}{ZONE} {{1,2}}"), True, True),
    LogStyle("bracketed iso", re.compile(rf"\[{ISO_DATE}[T ]{TIME}{ZONE}\] "), True, True),
    LogStyle(
        "day first", re.compile(rf"\[(?P<day>\d{{1,2}}) (?P<month>[A-Z][a-z]{{2}}) {TIME}\] "), True, False
    ),
    LogStyle(
        "month first", re.compile(rf"(?P<month>[A-Z][a-z]{{2}}) (?P<day>\d{{1,2}}) {TIME} "), True, False
    ),
    LogStyle("bracketed time", re.compile(rf"\[{TIME}\] "), False, False),
    LogStyle("time", re.compile(rf"{TIME} "), False, False),
)

PLAIN = LogStyle("none", re.compile(r"(?=<|\* |\*\*\* )"), has_date=False, has_year=False, has_time=False)
"""Lines without stamps, as they are copied from a window."""
PLAIN_SPEECH = re.compile(r"<[ @+%&~]?[^\s<>/!?][^\s<>]{0,60}> \S")
MIN_SPEECH = 0.5
"""The share of lines that somebody says in a log without stamps; lists and web pages have less."""

UNTIMED_EVENT = "=== "
DAY_MARKER = re.compile(
    r"(?:--- Day changed|\[\d\d:\d\d(?::\d\d)?\] ---) (?:\w{2,3}\.? )?(?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2})"
    r"(?: \d\d:\d\d:\d\d)? (?P<year>\d{4})"
)
OPENING = re.compile(
    r"(?:--- Log opened|Session Start:|Session Time:|\*\*\*\* BEGIN LOGGING AT) (?:\w{2,3}\.? )?"
    r"(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2})(?: \d\d:\d\d:\d\d)? (?P<year>\d{4})"
)
CLOSING = re.compile(
    r"--- Log closed|Session Close:|\*\*\*\* ENDING LOGGING AT|--- Log opened|--- Day changed|Session "
)
SESSION_IDENT = re.compile(r"Session Ident: (\S{1,64})")

FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
CHANNEL_IN_NAME = re.compile(
    r"(?:^|[/\\_. -])([#&][^\s/\\,]+?)(?=(?:[._-]?(?:19|20)\d\d)|\.\w{1,10}$|[/\\]|$)"
)


def choose_style(lines: Iterable[str]) -> LogStyle | None:
    """Return the style of most of the lines, or None if none has a stamp."""
    counts: Counter[LogStyle] = Counter()
    unstamped: list[str] = []
    for line in lines:
        style = next((style for style in STYLES if style.pattern.match(line)), None)
        if style is not None:
            counts[style] += 1
        elif line.strip():
            unstamped.append(line)
    if counts:
        return counts.most_common(1)[0][0]
    return PLAIN if _is_plain(unstamped) else None


def _is_plain(lines: list[str]) -> bool:
    spoken = sum(PLAIN_SPEECH.match(line) is not None for line in lines)
    return spoken > MIN_SPEECH * len(lines) and not any("</" in line for line in lines)


def hour_of(stamp: re.Match[str]) -> int:
    """Return the hour of a stamp on a 24-hour clock, as far as the stamp itself tells the half day."""
    hour, half = int(stamp["hour"]), stamp["half"]
    return hour % 12 + 12 * (half in "Pp") if half and hour <= 12 else hour


def date_of_marker(line: str, pattern: re.Pattern[str]) -> date | None:
    """Return the day that a marker line of the given pattern names."""
    match = pattern.match(line)
    return make_date(int(match["year"]), MONTHS.get(match["month"], 0), int(match["day"])) if match else None


def date_in_name(filename: str) -> date | None:
    """Return the day that a file name carries, such as `#ubuntu_20131224.log`; the last one, if several."""
    found = FILE_DATE.findall(filename)
    return make_date(*map(int, found[-1])) if found else None


def channel_in_name(filename: str) -> str:
    """Return the channel that a path names, such as `libera/#python/2013-12-24.log`, or nothing."""
    match = CHANNEL_IN_NAME.search(filename)
    return match[1] if match else ""


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return datetime(year, month, day).date()
    except ValueError:
        return None
