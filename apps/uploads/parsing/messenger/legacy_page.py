"""`messages.htm` of downloads until 2017: all threads in one page, the newest first.

A thread is a `div.thread` that begins with its people's names; each message is a `span.user`, a `span.meta` with the
time, such as `Friday, October 4, 2013 at 10:05pm PDT`, and a `p` after them. The time names its zone, mostly by
letters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.html_stream import drop, iter_elements
from apps.uploads.parsing.markup import element_to_text
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.structured.records import clean_text
from apps.uploads.parsing.written_dates import WrittenDates

HOURS_OF_ZONES = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
    "HST": -10, "BRT": -3, "BRST": -2, "ART": -3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Letters that mean one thing to Facebook's users at least; others are read in the zone stated for the upload."""
OFFSET = re.compile(r"(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d{2}))?$")
LETTERS = re.compile(r"\b([A-Z]{3,4})$")


@dataclass(frozen=True, slots=True)
class LegacyMessage:
    """`moment` is naive: UTC where `offset` is known, else the account's local time; None where unreadable."""

    thread: str
    sender: str
    shown_time: str
    text: str
    moment: datetime | None = None
    is_utc: bool = False


def read_legacy_page(source: BinaryIO, report: ParseReport) -> Iterator[LegacyMessage]:
    dates = WrittenDates()
    thread = sender = shown = ""
    for element in iter_elements(source, report):
        classes = element.get("class") or ""
        if element.tag == "span" and classes == "user":
            thread = _thread_of(element) or thread
            sender = clean_name(element_to_text(element).text)
        elif element.tag == "span" and classes == "meta":
            shown = clean_text((element.text or "")[:100])
        elif element.tag == "p" and shown:
            text = element_to_text(element).text
            yield _with_moment(LegacyMessage(thread, sender, shown, text), dates)
            drop(element)
            sender = shown = ""


def _thread_of(element: Any) -> str:
    """Return the names at the beginning of the thread around an element."""
    around = next((node for node in element.iterancestors("div") if node.get("class") == "thread"), None)
    return clean_name(clean_text((around.text or "")[:1000])) if around is not None else ""


def _with_moment(message: LegacyMessage, dates: WrittenDates) -> LegacyMessage:
    shown, offset = _split_zone(message.shown_time)
    written = dates.read(shown)
    if written is None:
        return message
    return replace(message, moment=written.moment - (offset or timedelta()), is_utc=offset is not None)


def _split_zone(shown: str) -> tuple[str, timedelta | None]:
    if match := OFFSET.search(shown):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return shown[: match.start()], offset if match[1] == "+" else -offset
    if (match := LETTERS.search(shown)) and match[1] in HOURS_OF_ZONES:
        return shown[: match.start()], timedelta(hours=HOURS_OF_ZONES[match[1]])
    return shown, None
