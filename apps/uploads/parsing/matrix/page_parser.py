"""The parser of Element's export as web pages.

Element writes `messages.html`, `messages2.html` and so on, a thousand events each, into a folder or zip. A page begins
with its room's name; a separator gives the day of the events after it, in the app's language. An event's time is shown
to the minute; versions until 2024 give the whole date with seconds as its title. Both are the browser's local time.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import SYSTEM, ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.claims import sample_of
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.html_stream import drop, iter_elements
from apps.uploads.parsing.markup import element_to_text
from apps.uploads.parsing.matrix.page import Tile, read_tile
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.structured.records import clean_text
from apps.uploads.parsing.tree import OpenFiles, Tree, TreeFile
from apps.uploads.parsing.written_dates import Written, WrittenDates

PAGE = re.compile(r"""<\w{1,10} [^<>]{0,200}class=["'][^"']{0,200}\bmx_(?:RoomView|EventTile|Export_)""")
FILE = re.compile(r"messages(\d{0,6})\.html?", re.IGNORECASE)
EVENT, AROUND, DAY = "mx_EventTile", "mx_Export_EventWrapper", "mx_DateSeparator"
ROOM_NAMES = frozenset(("mx_RoomHeader_nametext", "mx_RoomHeader_truncated"))


class ElementPageParser:
    name = "matrix_html"
    label = "Matrix room (Element, web pages)"
    family = "matrix"
    extensions = (".html", ".htm")
    guide = (
        "In Element, open the room's info and choose Export chat.",
        "Choose JSON rather than HTML where you can: it has exact times in UTC and all edits.",
        "Upload the zip that Element made, or a single messages.html from it.",
    )
    remarks = (
        "Keeps ids, people, replies, reactions, files, deleted messages and events. Times are the browser's, in newer "
        "versions to the minute; threads and the times of edits are not told."
    )

    def sniff(self, sample: Sample) -> float:
        return 0.98 if PAGE.search(sample.text) else 0.0

    def claim(self, tree: Tree) -> list[Unit]:
        """Return a unit per folder, its pages in their order."""
        folders: dict[str, list[TreeFile]] = {}
        for file in tree.readable():
            if FILE.fullmatch(file.name) and self.sniff(sample_of(file)):
                folders.setdefault(file.folder, []).append(file)
        return [self._unit_of(folder, pages) for folder, pages in folders.items()]

    def _unit_of(self, folder: str, pages: list[TreeFile]) -> Unit:
        pages.sort(key=lambda page: int(FILE.fullmatch(page.name)[1] or 1))
        return Unit(folder or pages[0].path, tuple(page.path for page in pages), self.name)

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        return _read_pages((source,), options, report)

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        return _read_pages((files.open(path) for path in unit.paths), options, report)


def _read_pages(
    sources: Iterable[BinaryIO], options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    report.recognised_by = "The page draws a room with the classes of Element, such as `mx_EventTile`."
    reader = _Reader(options, report)
    for source in sources:
        yield from reader.read(source)
    reader.tell()


class _Reader:
    """Reads the pages of one room in their order."""

    def __init__(self, options: ParseOptions, report: ParseReport) -> None:
        self._report, self._clock, self._dates = report, LocalClock(options, report), WrittenDates()
        self._room = conversation_name(options.filename)
        self._names: dict[str, str] = {}
        self._day = self._name = self._person = ""
        self._position = self._encrypted = 0

    def read(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        for element in iter_elements(source, self._report):
            classes = (element.get("class") or "").split()
            if AROUND in classes:
                drop(element)
            elif EVENT in classes and element.tag == "li":
                message = self._read_event(element)
                drop(element)
                if message is not None:
                    yield message
            elif DAY in classes:
                self._day = clean_text(element.get("aria-label") or "") or element_to_text(element).text
            elif not self._position and not ROOM_NAMES.isdisjoint(classes):
                self._room = clean_name(element_to_text(element).text) or self._room

    def tell(self) -> None:
        if self._encrypted:
            self._report.warn(f"Messages that were exported encrypted cannot be read: {self._encrypted}.")

    def _read_event(self, element: Any) -> ParsedMessage | None:
        self._position += 1
        tile = read_tile(element)
        name, person = self._sender_of(tile)
        if not tile.kind:
            self._encrypted += 1
            self._report.skip(self._position, "The message is encrypted.", name)
            return None
        written = self._moment_of(tile)
        local = written.moment if written else None
        return ParsedMessage(
            self._room,
            name or person or None,
            self._clock.to_utc(local) if local else None,
            tile.said.text,
            tile.kind,
            local.isoformat() if local else "",
            source_ref=tile.event_id or f"item {self._position}",
            is_edited=tile.is_edited,
            reply_to_ref=tile.answered,
            attachments=tile.attachments,
            reactions=tile.reactions,
            conversation_ref=tile.room,
            sender_ref=person,
            precision=("second" if written.has_seconds else "minute") if written else "",
            mentions=tile.said.mentions,
            links=tile.said.links,
        )

    def _sender_of(self, tile: Tile) -> tuple[str, str]:
        """Return name and id; what a tile leaves out is that of the one before, except for events."""
        if tile.kind == SYSTEM and not tile.name:
            return self._names.get(tile.person, ""), tile.person
        if tile.name or tile.person:
            self._name = tile.name or self._names.get(tile.person, tile.person)
            self._person = tile.person
            self._names[tile.person] = self._name
        return self._name, self._person

    def _moment_of(self, tile: Tile) -> Written | None:
        written = self._dates.read(tile.stamp) or self._dates.read(f"{self._day} {tile.shown}")
        if written is None:
            self._report.skip(
                self._position,
                "The time cannot be read; the message was kept without it.",
                tile.stamp or tile.shown,
            )
        return written
