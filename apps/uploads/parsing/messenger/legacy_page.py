"""`messages.htm` of downloads until 2017: all threads in one page, the newest first; the latest had a page a thread.

A thread is a `div.thread` that begins with its people's names, in the latest after a heading and `Participants:`. Each
message is a `span.user`, a `span.meta` with the time, such as `Friday, October 4, 2013 at 10:05pm PDT`, and a `p` after
them, others with pictures perhaps. The time names its zone, mostly by letters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from apps.uploads.parsing.base import Attachment, ParseReport
from apps.uploads.parsing.html_stream import drop, iter_elements
from apps.uploads.parsing.markup import element_to_text
from apps.uploads.parsing.messenger.page import MAX_FILES, files_of
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS, clean_text
from apps.uploads.parsing.written_dates import WrittenDates

HOURS_OF_ZONES = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
    "HST": -10, "BRT": -3, "BRST": -2, "ART": -3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Letters that mean one thing to Facebook's users at least; others are read in the zone stated for the upload."""
OFFSET = re.compile(r"(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d{2}))?$")
MAX_PARAGRAPHS = 100
"""Of one message, which mostly has one."""
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
    attachments: tuple[Attachment, ...] = ()


def read_legacy_page(source: BinaryIO, report: ParseReport) -> Iterator[LegacyMessage]:
    dates = WrittenDates()
    thread = sender = shown = ""
    message: LegacyMessage | None = None
    paragraphs = 0
    for element in iter_elements(source, report):
        classes = element.get("class") or ""
        if element.tag == "span" and classes == "user":
            if message is not None:
                yield message
            message, paragraphs = None, 0
            thread = _thread_of(element) or thread
            sender = clean_name(element_to_text(element).text)
        elif element.tag == "span" and classes == "meta":
            shown = clean_text((element.text or "")[:100])
        elif element.tag == "p" and (shown or message) and paragraphs < MAX_PARAGRAPHS:
            paragraphs += 1
            message = _add(message or _with_moment(LegacyMessage(thread, sender, shown, ""), dates), element)
            drop(element)
            sender = shown = ""
    if message is not None:
        yield message


def _add(message: LegacyMessage, paragraph: Any) -> LegacyMessage:
    """Return the message with what a paragraph holds."""
    text = "\n".join(filter(None, (message.text, element_to_text(paragraph).text)))[:MAX_TEXT_CHARS]
    files = (*message.attachments, *files_of([paragraph]))[:MAX_FILES]
    return replace(message, text=text, attachments=files)


def _thread_of(element: Any) -> str:
    """Return the names at the beginning of the thread around an element."""
    around = next((node for node in element.iterancestors("div") if node.get("class") == "thread"), None)
    if around is None:
        return ""
    named = (around.text or "").strip()
    if not named and (heading := around.find("h3")) is not None:
        named = (heading.tail or "").partition(":")[2]
    return clean_name(clean_text(named[:1000]))


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
