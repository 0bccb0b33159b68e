"""A thread's page of HTML, read by its structure while it streams.

A message is an element of two or more children the last of which holds nothing but a date; the first names the
sender, those between are what was said, with a list of reactions. The dates in brackets in that list end no message.
All else, above all the classes, changes from year to year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from apps.uploads.parsing.base import Attachment, ParseReport, Reaction
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.html_stream import drop, iter_elements
from apps.uploads.parsing.markup import element_to_text
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.structured.records import clean_text
from apps.uploads.parsing.written_dates import Written, WrittenDates

MAX_DATE_CHARS = 60
MAX_DATE_WORDS = 5
MAX_FILES = 100
MAX_STEPS_DOWN = 8
LISTS = frozenset(("ul", "ol", "li"))
TIME = re.compile(r"\d ?[:.h時时시点] ?\d")
WORD = re.compile(r"[^\W\d_]+")
REACTION = re.compile(
    r"(?P<emoji>[\U0001f1e6-\U0001f1ff]{2}"
    r"|[^\w\s()](?:[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[^\w\s()]){0,8}) ?(?P<name>[^(\n]{0,200})"
)
"""One emoji, be it put together of several signs, right before the name; a time may follow in brackets."""
FILE_TAGS = {"img": "src", "video": "src", "audio": "src", "source": "src", "a": "href"}
ABROAD = re.compile(r"(?:[a-z][a-z0-9+.-]{0,20}:|//|#)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A message as the page shows it."""

    sender: str
    text: str
    written: Written
    links: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    reactions: tuple[Reaction, ...]


class Page:
    """Reads one page. `title` is the thread's, known after the first message at the latest."""

    def __init__(self, source: BinaryIO, report: ParseReport) -> None:
        self._source, self._report = source, report
        self._dates = WrittenDates()
        self.title = ""

    def __iter__(self) -> Iterator[Block]:
        for element in iter_elements(self._source, self._report):
            if element.tag == "title":
                self.title = clean_name(clean_text(element.text or ""))
            elif len(element) > 1 and (written := self._date_at_end(element)):
                block = _read_block(element, written)
                drop(element)
                yield block

    def _date_at_end(self, element: Any) -> Written | None:
        if element.tag in LISTS:
            return None
        last = element[-1]
        for _ in range(MAX_STEPS_DOWN):
            if last.tag in LISTS:
                return None
            if not len(last):
                break
            last = last[-1]
        text = (last.text or "").strip()
        if len(last) or not 8 <= len(text) <= MAX_DATE_CHARS or not TIME.search(text):
            return None
        return self._dates.read(text) if len(WORD.findall(text)) <= MAX_DATE_WORDS else None


def _read_block(element: Any, written: Written) -> Block:
    first, *between = list(element)[:-1]
    if not between and first.find(".//div") is not None:
        first, between = None, [first]
    reactions = gather_reactions(_reactions_of(between))
    marked = [element_to_text(part) for part in between]
    files = tuple(files_of(between))
    return Block(
        sender="" if first is None else clean_name(element_to_text(first).text),
        text="\n".join(part.text for part in marked if part.text),
        written=written,
        links=tuple(dict.fromkeys(link for part in marked for link in part.links)),
        attachments=files,
        reactions=reactions,
    )


def _reactions_of(parts: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield emoji and name of each item of the lists in a message, and take the lists out."""
    for part in parts:
        for found in part.findall(".//ul"):
            for item in found.findall("li"):
                if match := REACTION.match(element_to_text(item).text):
                    yield match["emoji"], clean_name(match["name"])
            if found.getparent() is not None:
                found.getparent().remove(found)


def files_of(parts: list[Any]) -> Iterator[Attachment]:
    """Yield the files of the download that elements show, each once."""
    names: dict[str, None] = {}
    for part in parts:
        for node in part.iter(*FILE_TAGS):
            path = (node.get(FILE_TAGS[node.tag]) or "").strip()
            if path and not ABROAD.match(path) and len(names) < MAX_FILES:
                names[clean_text(path.rpartition("/")[2])[:255]] = None
    return (Attachment(name, guess_type(name)) for name in names if name)
