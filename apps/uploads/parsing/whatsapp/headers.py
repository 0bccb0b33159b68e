"""The dated beginning of a message line, in all the shapes that phones' locales give it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from apps.uploads.parsing.half_days import to_24_hours

FIRST_STYLE_WEIGHT = 10
"""The first header of a file is its own; headers of another style are likely a pasted chat."""

SPACE = "[ \u00a0\u202f]"
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
END = rf"(?(bracket)\]{SPACE}?|(?:{SPACE}*(?P<dash>{SPACE}[-–—])(?:{SPACE}|$)|(?P<colon>:){SPACE}))"
DATE_FIRST = re.compile(rf"(?P<bracket>\[)?{DATE}{JOINT}{TIME}{AFTER}{END}")
TIME_FIRST = re.compile(
    rf"(?P<bracket>\[)?(?P<before>){TIME}{AFTER}(?P<comma>,?){SPACE}{DATE}"
    rf"(?(bracket)\]{SPACE}?|{SPACE}(?P<dash>[-–—])(?P<colon>{SPACE}))"
)


@dataclass(frozen=True)
class HeaderStyle:
    """How one file writes its headers. Year widths are 2 or 4 digits; `end` is `]`, `-`, `–`, `—` or `:`.

    Vietnamese has the time before the date, as has what is copied out of WhatsApp Web.
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

    def _date(self) -> str:
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
        return rf"{SPACE}+{re.escape(self.end)}(?:{SPACE}|$)"


def style_of(line: str) -> HeaderStyle | None:
    """Return the style of a line's header, or None if it has none. The line must hold no invisible marks."""
    match = DATE_FIRST.match(line) or TIME_FIRST.match(line)
    if match is None or to_24_hours(0, match["before"] or "", match["after"] or "") is None:
        return None
    end = "]" if match["bracket"] else match["dash"][-1:] if match["dash"] else ":"
    first_width, last_width = (4 if len(match[name]) > 2 else 2 for name in ("first", "last"))
    time_first = match.re is TIME_FIRST
    return HeaderStyle(match["separator"], match["comma"], first_width, last_width, end, time_first)


def choose_style(lines: Iterable[str]) -> HeaderStyle | None:
    """Return the style that is the file's own, from its first lines; None if no line has a header."""
    counts: Counter[HeaderStyle] = Counter(style for line in lines if (style := style_of(line)) is not None)
    if not counts:
        return None
    first = next(iter(counts))
    counts[first] *= FIRST_STYLE_WEIGHT
    return counts.most_common(1)[0][0]
