"""The lines of an export: its heading, days and rows."""

import re
from dataclasses import dataclass

from apps.uploads.parsing.dates import read_number
from apps.uploads.parsing.half_days import to_24_hours
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.weekdays import read_weekday

HEADING = "[LINE]"
TITLES = tuple(
    re.compile(pattern)
    for pattern in (
        r"Chat (?:history )?(?:with|in) (?P<name>.+)",
        r"(?P<name>.+?)とのトーク(?:履歴)?",
        r"(?P<name>.+?)のトーク(?:履歴)?",
        r"[與与和](?P<name>.+?) ?的 ?(?:聊天[記记][錄录]|对话|對話)",
        r"(?P<name>.+?) ?(?:的 ?)?(?:聊天[記记][錄录]|对话|對話)",
        r"ประวัติการ(?:สนทนา|แชท)(?:กับ|ใน) ?(?P<name>.+)",
        r"(?:Riwayat (?:obrolan|chat)|Histori Chat) (?:dengan|di) (?P<name>.+)",
        r"(?P<name>.+?)(?:님과(?:의)?|의) ?대화(?:한 내용|내용| 내용)?",
        r"Lịch sử trò chuyện (?:với|trong) (?P<name>.+)",
        r"Chatverlauf (?:mit|in) (?P<name>.+)",
        r"Historique des discussions (?:avec|dans) (?P<name>.+)",
        r"(?:Historial de chat|Chat) (?:con|en) (?P<name>.+)",
    )
)
"""Of the first line behind `[LINE] `, in the languages of the app; in any other the whole of it names the chat."""
WEEKDAY = r"[^\W\d_][^\W\d_.'ʼ-]{0,12}\.?"
DATE = r"\d{1,4}[./年년-] ?\d{1,2}[./月월-] ?\d{1,4}[.日일]?"
DAY = re.compile(
    rf"(?:(?P<before>{WEEKDAY}),? )?(?P<date>{DATE}) ?[(（]?(?P<after>{WEEKDAY})?[)）]?[ \u3000]*$"
)
NUMBER = re.compile(r"\d+")
HALF_DAY = "上午|下午|凌晨|中午|晚上|午前|午後|오전|오후"
ROW = re.compile(
    rf"(?:(?P<before>{HALF_DAY}) ?)?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})"
    r"[ \u00a0\u202f]?(?P<after>[AaPp]\.?[Mm]\.?)?(?P<gap>[\t ])"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A line that begins a day; `weekday` is from 0 for Monday."""

    written: str
    numbers: tuple[int, int, int]
    weekday: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line that begins a message: its time on a 24-hour clock and what follows it."""

    hour: int
    minute: int
    rest: str
    is_tabbed: bool


def read_day(line: str) -> Day | None:
    """Return the day that a line begins, or None. A date without a weekday may be anybody's words."""
    match = DAY.match(line)
    if match is None:
        return None
    weekday = read_weekday(match["after"] or match["before"] or "")
    if weekday is None:
        return None
    first, second, third = map(read_number, NUMBER.findall(match["date"]))
    return Day(match["date"], (first, second, third), weekday)


def read_row(line: str, is_tabbed: bool | None = None) -> Row | None:
    """Return the time of a line and its rest, or None if it does not begin with a time.

    `is_tabbed` is what the rows of this file have behind their time; None where that is not known yet.
    """
    match = ROW.match(line)
    if match is None or is_tabbed not in (None, match["gap"] == "\t"):
        return None
    hour = to_24_hours(int(match["hour"]), match["before"] or "", match["after"] or "")
    minute = int(match["minute"])
    if hour is None or hour > 24 or minute > 59:
        return None
    return Row(hour % 24, minute, line[match.end() :], match["gap"] == "\t")


def read_title(line: str) -> str:
    """Return the chat's name in the first line of a file, empty if that is no heading."""
    if not line.startswith(HEADING):
        return ""
    title = line.removeprefix(HEADING).strip()
    found = next((match for pattern in TITLES if (match := pattern.fullmatch(title))), None)
    return clean_name(found["name"] if found else title)
