"""The lines of an export: title, days, and the beginnings of messages."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from apps.uploads.parsing.half_days import to_24_hours
from apps.uploads.parsing.names import clean_name

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY = r"[^\W\d_]{2,9}"
ASIAN_DATE = r"(?P<y>\d{4})(?:[년年.]|-) ?(?P<m>\d{1,2})(?:[월月.]|-) ?(?P<d>\d{1,2})[일日.]?"
ENGLISH_DATE = (
    rf"(?:{WEEKDAY}, )?(?P<day>\d{{1,2}} )?(?P<month>[A-Z][a-z]{{2,8}})\.? "
    r"(?(day)|(?P<ed>\d{1,2}),? )(?P<ey>\d{4})"
)
DATE = rf"(?:{ASIAN_DATE}|{ENGLISH_DATE})"
TIME = (
    r"(?:(?P<before>오전|오후|午前|午後) ?)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:[ \u00a0\u202f]?(?P<after>[AaPp]\.?[Mm]\b\.?))?"
)
DATED = re.compile(rf"{DATE}(?:,| at)? {TIME}(?P<end>, |: |$)")
"""Phones: all of a message's moment, then who speaks."""
BARE_DAY = re.compile(rf"{DATE}(?: {WEEKDAY})?$")
RULED_DAY = re.compile(rf"-{{5,}} ?{DATE} ?(?:{WEEKDAY})? ?-{{5,}}$")
BRACKETED = re.compile(rf"\[(?P<name>[^\n]{{1,100}}?)\] \[{TIME}\](?: |$)")
"""Computers: who speaks and when, on the day that was ruled last."""
TITLES = (
    re.compile(r"(?P<name>.{1,200}?)(?: ?님과의?)? 카카오톡 대화$"),
    re.compile(r"(?:KakaoTalk Chats(?: with)?|Chat with) (?P<name>.{1,200})$"),
    re.compile(r"(?P<name>.{1,200}?) with KakaoTalk Chats$"),
    re.compile(r"(?P<name>.{1,200}?)(?:さん)?との?カカオトーク"),
)
SAVED = re.compile(r"(?:저장한 날짜|Date Saved|Saved Date|保存した日付|保存日) ?:")
STAMP = r"\d{8}_\d{4}_\d{2}_\d{3}"
FILE_STAMP = re.compile(
    rf"^KakaoTalk_(?:Chats?_)?(?:{STAMP}_)?|_KakaoTalk_{STAMP}(?:_group)?(?=\.|$)|_\d{{4}}(?:-\d\d){{5}}(?=\.|$)"
)
"""What KakaoTalk writes into file names beside the chat's name: when it was saved."""
TABLE_HEAD = "Date,User,Message"


@dataclass(frozen=True, slots=True)
class Beginning:
    """The beginning of a message. `moment` lacks the day where that stands above; `sender` is None for the program."""

    moment: datetime | time
    has_seconds: bool
    sender: str | None
    text: str


def read_beginning(line: str) -> Beginning | None:
    """Return what begins a message, or None. A moment alone begins a day, not a message (see `is_bare_day`)."""
    if match := DATED.match(line):
        day, clock = _date_of(match), _time_of(match)
        if day is None or clock is None or not match["end"]:
            return None
        sender, text = _split(line[match.end() :]) if match["end"] == ", " else (None, line[match.end() :])
        return Beginning(datetime.combine(day, clock), match["second"] is not None, sender, text)
    if line.startswith("[") and (match := BRACKETED.match(line)):
        clock = _time_of(match)
        sender = clean_name(match["name"])
        return clock and Beginning(clock, match["second"] is not None, sender, line[match.end() :])
    return None


def read_ruled_day(line: str) -> date | None:
    """Return the date between two rules, or None."""
    match = RULED_DAY.match(line)
    return _date_of(match) if match else None


def is_bare_day(line: str) -> bool:
    """Return whether a line is a date alone, which begins a day only if a message follows."""
    return (BARE_DAY.match(line) or DATED.fullmatch(line)) is not None


def name_without_stamp(filename: str) -> str:
    """Return a file's name without what KakaoTalk adds to the chat's; the name itself if nothing is left."""
    bare = FILE_STAMP.sub("", filename)
    return bare if bare.rpartition(".")[0] else filename


def read_title(line: str) -> str:
    """Return the chat's name in one of a file's first lines, or nothing."""
    found = next((match for pattern in TITLES if (match := pattern.match(line))), None)
    return clean_name(found["name"]) if found else ""


def _split(rest: str) -> tuple[str | None, str]:
    name, colon, text = rest.partition(" : ")
    if not colon and rest.endswith(" :"):
        name, colon, text = rest[:-2], ":", ""
    return (clean_name(name), text) if colon and len(name) <= 100 else (None, rest)


def _date_of(match: re.Match[str]) -> date | None:
    try:
        if match["y"]:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        return date(
            int(match["ey"]), MONTHS.index(match["month"][:3].lower()) + 1, int(match["day"] or match["ed"])
        )
    except ValueError:
        return None


def _time_of(match: re.Match[str]) -> time | None:
    hour = to_24_hours(int(match["hour"]), match["before"] or "", match["after"] or "")
    try:
        return time(hour, int(match["minute"]), int(match["second"] or 0))
    except (TypeError, ValueError):
        return None
