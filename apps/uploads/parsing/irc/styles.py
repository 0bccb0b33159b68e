"""How the programs stamp their lines."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

COLOUR = r"(?:\d{1,2}(?=[\[(])|# )?"
"""mIRC's colour before a line, which copies keep as bare digits; the W3C's logs are commented out."""
TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,6})\d*)?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
ISO_DATE = r"(?P<date>\d{4}(?P<part>[-/.]?)\d{2}(?P=part)\d{2})"
ZONE = r"(?P<zone>Z| ?UTC| ?GMT|[+-]\d{2}:?\d{2})?"
ZONE_NAME = r"(?: [A-Z]{2,5})?"
NUMBERS = r"(?P<numbers>\d{1,2}(?P<between>[./-])\d{1,2}(?P=between)(?:\d{4}|\d{2})),?"
WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,? {1,2})?"
MONTH = r"(?P<month>[^\W\d_]{3,10})"
DAY = r"(?P<day>\d{1,2})"
YEAR = r"(?P<year>\d{4})"
MONTH_FIRST = rf"{WEEKDAY}{MONTH}\.? {{1,2}}{DAY}"
DAY_FIRST = rf"{WEEKDAY}{DAY}(?:\. ?|-| ){MONTH}\.?"
OPEN, CLOSE, TO_TIME = r"[\[(]?", r"[\])]?[ \t]", r"(?:\] \[|,? )"


@dataclass(frozen=True)
class LogStyle:
    """One way to stamp lines. `pattern` has the groups hour, minute and second, or epoch."""

    name: str
    pattern: re.Pattern[str]
    has_date: bool
    has_year: bool
    has_time: bool = True

    @property
    def has_order(self) -> bool:
        """Whether its dates are numbers, whose order has to be found."""
        return self.name == "numbers"


def _dated(name: str, pattern: str, *, has_year: bool = True) -> LogStyle:
    return LogStyle(name, re.compile(pattern), has_date=True, has_year=has_year)


STYLES = (
    _dated("channel", rf"(?P<channel>[^\s\[<]\S{{0,63}}) {ISO_DATE} \[{TIME}\] "),
    _dated("tabbed", rf"{ISO_DATE}[T ]{TIME}{ZONE}\t"),
    _dated("iso", rf"{ISO_DATE}[T ]{TIME}{ZONE} {{1,2}}"),
    _dated("bracketed iso", rf"[\[(]{ISO_DATE}[T ]{TIME}{ZONE}{ZONE_NAME}[\])] "),
    _dated("numbers", rf"{OPEN}{NUMBERS} {TIME}{ZONE}{CLOSE}"),
    _dated("year after the day", rf"{OPEN}{MONTH_FIRST},? {YEAR}{TO_TIME}{TIME}{ZONE_NAME}{CLOSE}"),
    _dated("day first, with the year", rf"{OPEN}{DAY_FIRST}[ -]{YEAR}{TO_TIME}{TIME}{ZONE_NAME}{CLOSE}"),
    _dated("year last", rf"{OPEN}{MONTH_FIRST},? {TIME}{ZONE_NAME} {YEAR}{CLOSE}"),
    _dated("day first, year last", rf"{OPEN}{DAY_FIRST},? {TIME}{ZONE_NAME} {YEAR}{CLOSE}"),
    _dated("day first", rf"\[{DAY_FIRST} {TIME}\] ", has_year=False),
    _dated("month first", rf"{OPEN}{MONTH_FIRST} {TIME}{CLOSE}", has_year=False),
    _dated("epoch", r"\[?(?P<epoch>\d{10}(?:\.\d{1,6})?)\]?[ \t]"),
    LogStyle(
        "bracketed time",
        re.compile(rf"{COLOUR}[\[(](?:(?:{ISO_DATE}|{NUMBERS}) )?{TIME}{ZONE_NAME}[\])](?:[ \t]|(?=[<*-]))"),
        has_date=False,
        has_year=False,
    ),
    LogStyle("time", re.compile(rf"{TIME}(?: |\t(?! ?[^\t]*\t)|(?=[<*-]))"), has_date=False, has_year=False),
)

PLAIN = LogStyle("none", re.compile(r"(?=<|\* |\*\*\* )"), has_date=False, has_year=False, has_time=False)
"""Lines without stamps, as they are copied from a window."""
PLAIN_SPEECH = re.compile(r"<[ @+%&~]?[^\s<>/!?][^\s<>]{0,60}> \S")
MIN_SPEECH = 0.5
"""The share of lines that somebody says in a log without stamps; lists and web pages have less."""


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
