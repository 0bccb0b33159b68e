"""The dated beginning of a message line, in all the shapes that phones' locales give it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

FIRST_STYLE_WEIGHT = 10
"""The first header of a file is its own; headers of another style are likely a pasted chat."""

SPACE = "[ \u00a0\u202f]"
DATE = rf"(\d{{1,4}})([/\-.年년]){SPACE}?(\d{{1,2}})[/\-.月월]{SPACE}?(\d{{1,4}})(?:[.日일]|{SPACE}?г\.)?"
JOINT = rf"([,،、]?){SPACE}*([^\W\d_][^\s\d\[\]:,<>-]{{0,11}})?{SPACE}*"
TIME = (
    rf"(\d{{1,2}})(?:[:.]|{SPACE}?h{SPACE}?)(\d{{2}})(?:(?:[:.]|{SPACE}?min{SPACE}?)(\d{{2}})(?:{SPACE}?s)?)?"
)
MARKER = rf"(?:{SPACE}?([^\W\d_][^\d\[\]:–—<>-]{{0,14}}?))?"
HEADER = re.compile(
    rf"(\[)?{DATE}{JOINT}{TIME}{MARKER}(?(1)\]{SPACE}?|(?:{SPACE}*({SPACE}[-–—])(?:{SPACE}|$)|(:){SPACE}))"
)

BEFORE_NOON = frozenset(
    [
        "am",
        "a",
        "ص",
        "قظ",
        "πμ",
        "上午",
        "午前",
        "오전",
        "凌晨",
        "早上",
        "清晨",
        "öö",
        "sa",
        "de",
        "fm",
        "ap",
        "dop",
        "pg",
        "पूर्वाह्न",
        "পূর্বাহ্ণ",
        "ก่อนเที่ยง",
        "дп",
        "пробъ",
        "прподне",
    ]
)
AFTER_NOON = frozenset(
    [
        "pm",
        "p",
        "م",
        "بظ",
        "μμ",
        "下午",
        "午後",
        "오후",
        "中午",
        "晚上",
        "ös",
        "ch",
        "du",
        "em",
        "ip",
        "odp",
        "ptg",
        "अपराह्न",
        "অপরাহ্ণ",
        "หลังเที่ยง",
        "пп",
        "слоб",
        "поподне",
    ]
)
NOT_IN_MARKER = re.compile(r"[.\s]")


@dataclass(frozen=True)
class HeaderStyle:
    """How one file writes its headers. Year widths are 2 or 4 digits; `end` is `]`, `-`, `–`, `—` or `:`."""

    separator: str
    comma: str
    first_width: int
    last_width: int
    end: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Groups: date, word before the time, hour, minute, second, marker after the time."""
        first, last = ("4" if width == 4 else "1,2" for width in (self.first_width, self.last_width))
        separator = re.escape(self.separator)
        month_end, day_end = {"年": ("月", "日?"), "년": ("월", "일?")}.get(
            self.separator, (separator, rf"(?:\.|{SPACE}?г\.)?")
        )
        date = rf"(\d{{{first}}}{separator}{SPACE}?\d{{1,2}}{month_end}{SPACE}?\d{{{last}}}){day_end}"
        joint = rf"{self.comma}{SPACE}*([^\W\d_][^\s\d\[\]:,<>-]{{0,11}})?{SPACE}*"
        bracket = r"\[" if self.end == "]" else ""
        return re.compile(f"{bracket}{date}{joint}{TIME}{MARKER}{self._end_pattern()}")

    def _end_pattern(self) -> str:
        if self.end == "]":
            return rf"\]{SPACE}?"
        if self.end == ":":
            return rf":{SPACE}"
        return rf"{SPACE}+{re.escape(self.end)}(?:{SPACE}|$)"


def style_of(line: str) -> HeaderStyle | None:
    """Return the style of a line's header, or None if it has none. The line must hold no invisible marks."""
    match = HEADER.match(line)
    if match is None:
        return None
    bracket, first, separator, _, last, comma = match.group(1, 2, 3, 4, 5, 6)
    dash, colon = match.group(12, 13)
    if to_24_hours(0, match[7] or "", match[11] or "") is None:
        return None
    end = "]" if bracket else colon or dash[-1]
    return HeaderStyle(separator, comma, 4 if len(first) > 2 else 2, 4 if len(last) > 2 else 2, end)


def choose_style(lines: Iterable[str]) -> HeaderStyle | None:
    """Return the style that is the file's own, from its first lines; None if no line has a header."""
    counts: Counter[HeaderStyle] = Counter(style for line in lines if (style := style_of(line)) is not None)
    if not counts:
        return None
    first = next(iter(counts))
    counts[first] *= FIRST_STYLE_WEIGHT
    return counts.most_common(1)[0][0]


def to_24_hours(hour: int, before: str, after: str) -> int | None:
    """Return the hour on a 24-hour clock, or None if a word beside the time is no marker of half a day.

    A short word before the time, such as `klo`, `kl.` or `à`, may also be nothing but a preposition.
    """
    marker = NOT_IN_MARKER.sub("", after or before).lower()
    if not marker or hour > 12:
        return hour
    if marker in BEFORE_NOON:
        return hour % 12
    if marker in AFTER_NOON:
        return hour if marker == "中午" and hour < 12 and hour > 9 else hour % 12 + 12
    return hour if before and not after and len(before) <= 4 else None
