"""Lines and file names that tell the day of a log whose stamps do not."""

import re
from datetime import date
from pathlib import PurePosixPath

from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.written_dates import find_month

UNTIMED_EVENT = "=== "
DAY_MARKER = re.compile(r"--- Day changed |\[\d\d:\d\d(?::\d\d)?\] --- (?=\w{2,3}\.? )")
OPENING = re.compile(
    r"--- Log opened |Session Start(?: \([^()]{0,100}\))?: |Session Time: |\*{4} (?=[^\d]{4,60}\d)"
    r"|Conversation with .{1,200}? at |\[(?=[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d{4}\]$)"
)
"""HexChat's line after four stars is in the language of its user; that which ends a session tells a day as well."""
CLOSING = re.compile(
    r"--- Log closed|Session Close|--- Log opened|--- Day changed|Session |[*=]{4}|\[INFO\]\tLog|# Session "
)
IDENT = re.compile(r"Session Ident: (\S{1,64})|Conversation with (.{1,200}?) at (?=.{0,60}\d:\d\d)")
ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
WORD = re.compile(r"[^\W\d_]{3,}")
MARKER_CHARS = 300

FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_./]?(0[1-9]|1[0-2])[-_./]?(0[1-9]|[12]\d|3[01])(?!\d)")
"""Folders too are named by year, month and day, as those of irclogs.ubuntu.com: `2013/12/24/#ubuntu.txt`."""
DAY_IN_NAME = re.compile(rf"^{FILE_DATE.pattern}(?:[-_. ]{{1,3}}|$)|(?:^|[-_. ]{{1,3}}){FILE_DATE.pattern}$")
CHANNEL_IN_NAME = re.compile(
    r"(?:^|[/\\_. -])([#&][^\s/\\,]+?)(?=(?:[._-]?(?:19|20)\d\d)|\.\w{1,10}$|[/\\]|$)"
)


def date_of_marker(line: str, pattern: re.Pattern[str]) -> date | None:
    """Return the day that a marker line of the given pattern names, in whichever language."""
    match = pattern.match(line)
    return _date_in(line[match.end() : match.end() + MARKER_CHARS]) if match else None


def channel_of_marker(line: str) -> str:
    """Return the channel or person that a line names whom the log is of, or nothing."""
    match = IDENT.match(line)
    return (match[1] or match[2]) if match else ""


def _date_in(text: str) -> date | None:
    if iso := ISO.search(text):
        return make_date(int(iso[1]), int(iso[2]), int(iso[3]))
    text = CLOCK.sub("", text.partition(" on ")[0])
    year, day = YEAR.search(text), DAY.search(text)
    months = [month for word in WORD.findall(text) if (month := find_month(word))]
    # A Tuesday of Romance languages begins as March does, and stands before the month.
    return make_date(int(year[0]), months[-1], int(day[0])) if year and day and months else None


def date_in_name(filename: str) -> date | None:
    """Return the day that a file name carries, such as `#ubuntu_20131224.log`; the last one, if several."""
    found = FILE_DATE.findall(filename)
    return make_date(*map(int, found[-1])) if found else None


def log_name(filename: str) -> str:
    """Return whom a log is of: the channel that its path names, such as `libera/#python/2013-12-24.log`, else its
    file's name without the day, so that the files of all days are one conversation, else the folder's.
    """
    filename = filename.replace("%23", "#")
    if channel := CHANNEL_IN_NAME.search(filename):
        return channel[1].removesuffix(".log")
    for part in reversed(PurePosixPath(filename.replace("\\", "/")).parts):
        name = DAY_IN_NAME.sub("", conversation_name(part)).strip()
        if name and not name.isdecimal():
            return conversation_name(part) if name[0].isdecimal() else name
    return conversation_name(filename)


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
