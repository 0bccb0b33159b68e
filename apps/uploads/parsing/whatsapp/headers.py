"""The dated beginning of a message line, in all the shapes that phones' locales give it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from apps.uploads.parsing.half_days import to_24_hours
from apps.uploads.parsing.written_dates import WORD, find_month

FIRST_STYLE_WEIGHT = 10
"""The first header of a file is its own; headers of another style are likely a pasted chat."""

SPACE = "[ \u00a0\u202f\u2009]"
ERA = rf"{SPACE}?(?:г\.|BE|AD)"
"""Bulgarian and Russian write "year", phones with a Buddhist calendar set to English the era."""
DATE = (
    rf"(?P<first>\d{{1,4}})(?P<separator>[/\-.年년]){SPACE}?(\d{{1,2}})[/\-.月월]{SPACE}?(?P<last>\d{{1,4}})"
    rf"(?:[.日일]|{ERA})?"
)
BEFORE = r"(?P<before>[^\W\d_][^\s\d\[\]:,<>-]{0,11})?"
JOINT = rf"(?P<comma>[,،、]?){SPACE}*{BEFORE}{SPACE}*"
TIME = (
    rf"(?P<hour>\d{{1,2}})(?:[:.]|{SPACE}?h{SPACE}?)(?P<minute>\d{{2}})"
    rf"(?:(?:[:.]|{SPACE}?min{SPACE}?)(?P<second>\d{{2}})(?:{SPACE}?s)?)?"
)
AFTER = rf"(?:{SPACE}?(?P<after>['’]?[^\W\d_](?:[^\d\[\]:–—<>-]|\b-\b){{0,15}}?))?"
AUTHOR = r"(?=[^\s:][^:\n]{0,59}:)"
END = rf"(?(bracket)\]{SPACE}?|(?:{SPACE}*(?P<dash>{SPACE}[-–—])(?:{SPACE}|$)|(?P<colon>:){SPACE}))"
DATE_FIRST = re.compile(rf"(?P<bracket>\[)?{DATE}{JOINT}{TIME}{AFTER}{END}")
BARE = re.compile(rf"{DATE}{JOINT}{TIME}{SPACE}{AUTHOR}")
"""Some versions of 2018, with seconds; only a year at the end tells them from other programs' logs."""
TIME_FIRST = re.compile(
    rf"(?P<bracket>\[)?(?P<before>){TIME}{AFTER}(?P<comma>,?){SPACE}{DATE}"
    rf"(?(bracket)\]{SPACE}?|{SPACE}(?P<dash>[-–—])(?P<colon>{SPACE}))"
)
MONTH = r"[^\W\d_][^\s\d,/\[\]:.-]{1,14}\.?"
WORDED = (
    rf"(?P<date>\d{{1,2}}(?:\.|er|º)?[/.-]?{SPACE}?(?:de{SPACE})?{MONTH}[/.,-]?{SPACE}?(?:del?{SPACE})?(?:\d{{4}}|\d\d)"
    rf"|{MONTH}{SPACE}\d{{1,2}},?{SPACE}\d{{4}})"
)
"""A date with its month by name, as people's own tools write it: `5 Jan 2024`, `5 de enero de 2024`, `Jan 5, 2024`."""
WORDED_FIRST = re.compile(rf"(?P<bracket>\[)?{WORDED}{JOINT}{TIME}{AFTER}{END}")
WORDED_LAST = re.compile(
    rf"(?P<bracket>\[)?(?P<before>){TIME}{AFTER}(?P<comma>,?){SPACE}{WORDED}"
    rf"(?(bracket)\]{SPACE}?|{SPACE}(?P<dash>[-–—])(?P<colon>{SPACE}))"
)


@dataclass(frozen=True)
class HeaderStyle:
    """How one file writes its headers. Year widths are 2 or 4 digits; `end` is `]`, `-`, `–`, `—`, `:` or a blank.

    Vietnamese has the time before the date, as has what is copied out of WhatsApp Web. `separator` is empty where
    the month is a word.
    """

    separator: str
    comma: str
    first_width: int
    last_width: int
    end: str
    time_first: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Its groups are named date, before (a word before the time), hour, minute, second and after."""
        bracket = r"\[" if self.end == "]" else ""
        if self.time_first:
            return re.compile(
                f"{bracket}(?P<before>){TIME}{AFTER}{self.comma}{SPACE}{self._date()}{self._end()}"
            )
        joint = rf"{self.comma}{SPACE}*{BEFORE}{SPACE}*"
        return re.compile(f"{bracket}{self._date()}{joint}{TIME}{AFTER}{self._end()}")

    @property
    def is_worded(self) -> bool:
        return not self.separator

    def _date(self) -> str:
        if self.is_worded:
            return WORDED
        first, last = ("4" if width == 4 else "1,2" for width in (self.first_width, self.last_width))
        separator = re.escape(self.separator)
        month_end, day_end = {"年": ("月", "日?"), "년": ("월", "일?")}.get(
            self.separator, (separator, rf"(?:\.|{ERA})?")
        )
        return rf"(?P<date>\d{{{first}}}{separator}{SPACE}?\d{{1,2}}{month_end}{SPACE}?\d{{{last}}}){day_end}"

    def _end(self) -> str:
        if self.end == "]":
            return rf"\]{SPACE}?"
        if self.end == ":":
            return rf":{SPACE}"
        if self.end == " ":
            return f"{SPACE}{AUTHOR}"
        return rf"{SPACE}+{re.escape(self.end)}(?:{SPACE}|$)"


def style_of(line: str) -> HeaderStyle | None:
    """Return the style of a line's header, or None if it has none. The line must hold no invisible marks."""
    match = DATE_FIRST.match(line) or TIME_FIRST.match(line)
    if match is None:
        return _bare_style(line) or _worded_style(line)
    if not _is_time(match):
        return _bare_style(line) if match["colon"] else None
    time_first = match.re is TIME_FIRST
    return HeaderStyle(match["separator"], match["comma"], *_widths(match), _end_of(match), time_first)


def _bare_style(line: str) -> HeaderStyle | None:
    match = BARE.match(line)
    if match is None or match["second"] is None or match["before"]:
        return None
    widths = _widths(match)
    return None if widths[0] == 4 else HeaderStyle(match["separator"], match["comma"], *widths, " ")


def _worded_style(line: str) -> HeaderStyle | None:
    match = WORDED_FIRST.match(line) or WORDED_LAST.match(line)
    if match is None or not _is_time(match) or not any(map(find_month, WORD.findall(match["date"]))):
        return None
    return HeaderStyle("", match["comma"], 2, 4, _end_of(match), match.re is WORDED_LAST)


def _widths(match: re.Match[str]) -> tuple[int, int]:
    return 4 if len(match["first"]) > 2 else 2, 4 if len(match["last"]) > 2 else 2


def _is_time(match: re.Match[str]) -> bool:
    return to_24_hours(0, match["before"] or "", match["after"] or "") is not None


def _end_of(match: re.Match[str]) -> str:
    if match["bracket"]:
        return "]"
    return match["dash"][-1:] if match["dash"] else ":"


def choose_style(lines: Iterable[str]) -> HeaderStyle | None:
    """Return the style that is the file's own, from its first lines; None if no line has a header."""
    counts: Counter[HeaderStyle] = Counter(style for line in lines if (style := style_of(line)) is not None)
    if not counts:
        return None
    first = next(iter(counts))
    counts[first] *= FIRST_STYLE_WEIGHT
    return counts.most_common(1)[0][0]
