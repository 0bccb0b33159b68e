"""Events of Matrix as messages."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.matrix.events import is_backwards
from apps.uploads.parsing.matrix.reader import EventReader
from apps.uploads.parsing.matrix.rooms import Rooms
from apps.uploads.parsing.time_order import in_time_order

STAMP = re.compile(r'"origin_server_ts"\s*:')
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

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = (
            "The file holds events with `origin_server_ts` and types such as `m.room.message`."
        )
        rooms = Rooms(source, options)
        messages = EventReader(rooms, report).read(source)
        yield from in_time_order(messages) if is_backwards(source) else messages
