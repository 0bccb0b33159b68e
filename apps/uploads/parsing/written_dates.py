"""Dates written out in words, as programs show them in the account's language.

`Friday, May 29, 2026 at 3:00:29 AM UTC`, `2026年5月29日星期五 UTC 03:00:29`, `Freitag, 29. Mai 2026 um 03:00:29 UTC`
and their like are taken apart by what they have in common: a time with colons, a year of four digits, a month by its
name or between the year and the day, and a word for half days. Languages whose months are not listed go to dateparser,
which is slow: once it failed MAX_FAILURES times in a file it is not asked again.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from apps.uploads.parsing.clock import is_plausible
from apps.uploads.parsing.half_days import to_24_hours

MAX_CHARS = 90
MAX_FAILURES = 5
"""Each tries all languages there are, which takes a good part of a second."""
MAX_SLOW = 200
MONTHS = (
    "jan janv ene gen led sty siječ янв січ tammi ιαν oca ian ינו يناير",
    "feb févr fév fev febr úno lut velj фев лют helmi φεβ şub פבר فبراير",
    "mar mär mrz märz mars maart mrt bře márc ožuj мар бер maalis μαρ מרץ مارس",
    "apr avr abr avril dub kwi ápr trav апр кві huhti απρ nis אפר أبريل",
    "may mai mei maj mag maio mayo kvě máj svib май мая трав touko μαΐ μαι מאי مايو",
    "jun juin giu giugno čvn cze jún июн черв kesä ιουν haz iun יונ يونيو",
    "jul juil lug luglio čvc lip júl июл лип heinä ιουλ tem iul יול يوليو",
    "aug août aoû ago agu agosto srp sie kolov авг серп elo αυγ ağu אוג أغسطس",
    "sep sept set settembre zář wrz ruj szept сен вер syys σεπ eyl ספט سبتمبر",
    "oct oct okt ott out říj paź окт жов loka οκτ eki אוק أكتوبر",
    "nov nov lis listopad stud ноя лист marras νοε kas נוב نوفمبر",
    "dec déc dez des dic dis pro gru дек груд joulu δεκ ara דצמ ديسمبر",
)
"""Beginnings of the names in Germanic, Romance, Slavic, Finnic and other languages, each month a line."""
WHOLE = {
    "lipnja": 6, "červen": 6, "června": 6, "červenec": 7, "července": 7, "srpnja": 7, "srpanj": 7,
    "marzo": 3, "março": 3, "mayıs": 5, "haziran": 6, "temmuz": 7, "mart": 3, "aralık": 12, "kasım": 11, "ocak": 1,
}  # fmt: skip
"""Names that begin as another month's does."""
CROATIAN_OCTOBER = re.compile(r"\d\. ?listopad")
"""November elsewhere, where the day has no full stop (Polish) or the name another ending (Czech)."""
BEGINNINGS = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}
LONGEST_BEGINNING = max(map(len, BEGINNINGS))
SHORTEST_BEGINNING = min(map(len, BEGINNINGS))

BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
TIME = re.compile(
    r"(?P<before>[^\W\d_]{1,6}\.? ?)?(?<!\d)(?P<hour>\d{1,2}) ?[:.h時시点] ?(?P<minute>\d{2}|\d(?= ?[分분]))"
    r"(?: ?[:.m分분] ?(?P<second>\d{1,2}) ?[秒초]?)?(?![\d:])(?:[.,]\d{1,6})?"
    r" ?(?P<after>[^\W\d_](?:[\w.]| (?=[mM]\b)){0,9})?"
)
NUMBERED = re.compile(r"(?<!\d)(\d{4}) ?[年년./-] ?(\d{1,2}) ?[月월./-] ?(\d{1,2})(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:\. ?| tháng )(\d{1,2})(?:\. ?|, )(\d{4})(?!\d)")
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
WORD = re.compile(r"[^\W\d_]+")
CJK_HALF_DAY = re.compile("上午|下午|凌晨|早上|清晨|中午|晚上|午前|午後|오전|오후")
UTC_NAME = re.compile(r"\b(?:UTC|GMT|Z)\b(?![+-])")


@dataclass(frozen=True, slots=True)
class Written:
    """A naive local time; `is_utc` tells that the text names UTC as its zone."""

    moment: datetime
    is_utc: bool
    has_seconds: bool


class WrittenDates:
    """Reads the written dates of one file."""

    def __init__(self) -> None:
        self._failures = 0
        self._parser: Any = None

    def read(self, text: str) -> Written | None:
        """Return the moment that a text states, or None if it states none with a time of day."""
        if not text or len(text) > MAX_CHARS:
            return None
        text = BLANKS.sub(" ", text).strip()
        moment, has_seconds = read_known(text)
        if moment is None and YEAR.search(text) and TIME.search(text):
            moment, has_seconds = self._read_slowly(text), text.count(":") > 1
        if moment is None or not is_plausible(moment):
            return None
        return Written(moment, UTC_NAME.search(text) is not None, has_seconds)

    def _read_slowly(self, text: str) -> datetime | None:
        if self._failures >= MAX_FAILURES:
            return None
        if self._parser is None:
            from dateparser.date import (
                DateDataParser,
            )  # Its languages take a second that most files need not spend.

            settings = {"REQUIRE_PARTS": ["year", "month", "day"]}
            self._parser = DateDataParser(try_previous_locales=True, settings=settings)
        try:
            found = self._parser.get_date_data(UTC_NAME.sub("", text)).date_obj
        except (ValueError, OverflowError, TypeError, RecursionError):
            found = None
        self._failures += found is None
        return found.replace(tzinfo=None) if found else None


def read_known(text: str) -> tuple[datetime | None, bool]:
    """Return the naive time of a text in a known language, and whether it has seconds."""
    for match in TIME.finditer(text):
        rest = f"{text[: match.start('hour')]} | {text[match.end() :]}"
        day = _read_day(rest)
        if day is None:
            continue
        hour = _read_hour(match)
        try:
            return datetime(*day, hour, int(match["minute"]), int(match["second"] or 0)), bool(
                match["second"]
            )
        except ValueError:
            continue
    return None, False


def _read_hour(match: re.Match[str]) -> int:
    """A word beside the time may name the half of the day, or be a preposition or zone."""
    hour, before, after = int(match["hour"]), match["before"] or "", match["after"] or ""
    if written_together := CJK_HALF_DAY.search(before):
        before = written_together[0]
    for first, last in (("", after.strip()), (before.strip(), "")):
        found = to_24_hours(hour, first, last)
        if found is not None and found != hour:
            return found
    return hour


@lru_cache(maxsize=4096)
def _read_day(text: str) -> tuple[int, int, int] | None:
    if match := NUMBERED.search(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := DAY_FIRST.search(text):
        return int(match[3]), int(match[2]), int(match[1])
    year, day = YEAR.search(text), DAY.search(text)
    months = [month for word in WORD.findall(text) if (month := find_month(word))]
    if CROATIAN_OCTOBER.search(text):
        months = [10]
    # A Tuesday of Romance languages begins as March does, and stands before the month.
    return (int(year[0]), months[-1], int(day[0])) if year and day and months else None


def find_month(word: str) -> int | None:
    """Return the number of the month that a word names, in whichever language, full or short."""
    word = word.lower()
    if word in WHOLE:
        return WHOLE[word]
    for length in range(min(len(word), LONGEST_BEGINNING), SHORTEST_BEGINNING - 1, -1):
        if (number := BEGINNINGS.get(word[:length])) is not None:
            return number
    return None
