"""Times as tables and bots write them besides ISO 8601: months in words, names of zones, days of Excel, objects of
databases."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

from apps.uploads.parsing.names import words
from apps.uploads.parsing.written_dates import read_known

ZONES_H = {
    **dict.fromkeys(words("UTC GMT"), 0), **dict.fromkeys(words("CET MEZ WAT"), 1),
    **dict.fromkeys(words("CEST MESZ EET SAST"), 2), **dict.fromkeys(words("EEST MSK"), 3), "JST": 9, "KST": 9,
    "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8, "AEST": 10,
}  # fmt: skip
"""Those of RFC 5322, and others that stand for one offset wherever they are used."""
ZONE_NAME = re.compile(rf"(?<=[\dMm.])[ \u00a0]?\(?({'|'.join(ZONES_H)})\)?$")
OFFSET = re.compile(r"(?:(?:UTC|GMT) ?|(?<=\d) |(?<=[APap][Mm]) )([+-])(\d{1,2}):?(\d{2})?$")
COMPACT = re.compile(r"((?:19|20)\d{6})[ _T-]?(\d{6})$")
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
HAS_CLOCK = re.compile(r"\d ?[:.h時时点시] ?\d{2}|\d ?[時时点시]")
HOUR_ALONE = re.compile(r"(?<![\d:.])(\d{1,2}) ?(?=[AaPp]\.?[Mm]\b)")
EXCEL_DAY = re.compile(r"\d{5}(?:[.,]\d{1,12})?$")
EXCEL_EPOCH = datetime(1899, 12, 30)
EXCEL_DAYS = range(25_569, 73_051)
"""From 1970 to 2099."""
MIN_EXCEL_DAYS = 1
SECONDS = ("seconds", "_seconds", "$seconds")
WRAPPED = ("$date", "$numberLong", "$numberDouble", "iso", "value", "timestamp")


def split_zone(text: str) -> tuple[str, timezone | None]:
    """Return a time without the zone it names at its end, and that zone."""
    if match := ZONE_NAME.search(text):
        return text[: match.start()], timezone(timedelta(hours=ZONES_H[match[1]]))
    if match := OFFSET.search(text):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if offset < timedelta(hours=24):
            return text[: match.start()], timezone(-offset if match[1] == "-" else offset)
    return text, None


def read_written(text: str) -> tuple[datetime, str] | None:
    """Return the naive time of `20131224140300`, `December 24, 2013 at 2:03 PM` and their like, and what it is good to.

    Raises ValueError if there is no such time.
    """
    if compact := COMPACT.match(text):
        return datetime.strptime(compact[1] + compact[2], "%Y%m%d%H%M%S"), "second"
    if not YEAR.search(text):
        return None
    text = HOUR_ALONE.sub(r"\1:00 ", text)
    has_clock = HAS_CLOCK.search(text) is not None
    moment, has_seconds = read_known(text if has_clock else f"{text} 0:00")
    if moment is None:
        return None
    return moment, "day" if not has_clock else "second" if has_seconds else "minute"


def are_excel_days(times: Iterable[Any]) -> bool:
    """Return whether times are Excel's: days since 1900 with the time of day as a fraction."""
    texts = [str(value).strip() for value in times if value not in (None, "")]
    return len(texts) >= MIN_EXCEL_DAYS and all(
        EXCEL_DAY.match(text) and int(text[:5]) in EXCEL_DAYS for text in texts
    )


def read_excel_day(text: str) -> datetime | None:
    """Return the local time of one of Excel's days, to the second; None if it is none."""
    if not EXCEL_DAY.match(text):
        return None
    return EXCEL_EPOCH + timedelta(seconds=round(float(text.replace(",", ".")) * 86_400))


def unwrap(value: Any) -> Any:
    """Return the time inside an object of MongoDB, Firestore and their like; None if there is none."""
    for _ in range(3):
        if not isinstance(value, dict):
            return value
        seconds = next((value[key] for key in SECONDS if key in value), None)
        if isinstance(seconds, int) and not isinstance(seconds, bool):
            nanoseconds = next(
                (value[key] for key in ("nanoseconds", "_nanoseconds", "nanos") if key in value), 0
            )
            return seconds + (nanoseconds / 1e9 if isinstance(nanoseconds, int) else 0)
        value = next((value[key] for key in WRAPPED if key in value), None)
    return value
