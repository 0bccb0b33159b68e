"""Events of Matrix as messages."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.claims import SURE, sample_of
from apps.uploads.parsing.matrix.events import is_backwards
from apps.uploads.parsing.matrix.reader import EventReader
from apps.uploads.parsing.matrix.rooms import Rooms
from apps.uploads.parsing.time_order import in_time_order
from apps.uploads.parsing.tree import OpenFiles, Tree

STAMP = re.compile(r'"origin_server_ts"\s*:')
EVENTS = "events"
ROOM_FOLDER = re.compile(r"(?:^|(?<=/))rooms/![^/]+$")
"""Of a room in what Synapse's `export-data` writes; its events are a file without an ending."""
KIND = re.compile(r'"type"\s*:\s*"(?:m\.|org\.matrix\.)')


class MatrixParser:
    name = "matrix"
    label = "Matrix room (Element)"
    family = "matrix"
    extensions = (".json",)
    guide = (
        "In Element, open the room's info and choose Export chat.",
        "Choose JSON as the format and From the beginning as the messages; leave attachments out unless you want them.",
        "Upload the JSON file, or the zip that Element made.",
    )
    remarks = (
        "Edits, reactions, replies, threads, polls and files are kept. Messages that Element could not decrypt are "
        "counted as skipped; votes in polls are left out."
    )

    def sniff(self, sample: Sample) -> float:
        if sample.text.lstrip()[:1] not in ("{", "["):
            return 0.0
        return 0.98 if STAMP.search(sample.text) and KIND.search(sample.text) else 0.0

    def claim(self, tree: Tree) -> list[Unit]:
        """Return the rooms of a server's export, and keep what else it holds of the user from being read as chats."""
        rooms = [file for file in tree.named(EVENTS) if ROOM_FOLDER.search(file.folder)]
        rooms = [file for file in rooms if self.sniff(sample_of(file)) >= SURE]
        for root in {ROOM_FOLDER.sub("", file.folder) for file in rooms}:
            inside = (
                file
                for file in tree.readable()
                if file.path.startswith((f"{root}rooms/", f"{root}user_data/"))
            )
            tree.take_as_helper(*(file.path for file in inside if file not in rooms))
        return [Unit(file.path, (file.path,), self.name) for file in rooms]

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        return self.parse(files.open(unit.path), options, report)

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = (
            "The file holds events with `origin_server_ts` and types such as `m.room.message`."
        )
        rooms = Rooms(source, options)
        messages = EventReader(rooms, report).read(source)
        yield from in_time_order(messages) if is_backwards(source) else messages
