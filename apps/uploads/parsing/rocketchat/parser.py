"""A dump's collection of messages as messages."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.rocketchat.documents import iter_documents
from apps.uploads.parsing.rocketchat.record import RecordReader
from apps.uploads.parsing.rocketchat.room_export import (
    looks_like_room_lines,
    looks_like_room_page,
    read_room_lines,
    read_room_page,
)
from apps.uploads.parsing.rocketchat.rooms import USERS, Directory, load_directory
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import OpenFiles, Tree

MESSAGES = re.compile(r"rocketchat_messages?\.(?:bson|jsonl?)$", re.IGNORECASE)
OTHERS = re.compile(
    r"rocketchat_.{1,100}\.(?:bson|jsonl?)$|.{1,100}\.(?:bson|metadata\.json)$", re.IGNORECASE
)
ROOM = re.compile(r'"rid"\s*:\s*"')
USER = re.compile(r'"u"\s*:\s*\{\s*"_id"\s*:')
DATE = re.compile(r'"ts"\s*:\s*\{\s*"\$date"\s*:')


class RocketChatParser:
    name = "rocketchat"
    label = "Rocket.Chat export"
    family = "rocketchat"
    extensions = (".json", ".jsonl", ".bson", ".html")
    guide = (
        "For one room, if you may: open its menu, Export messages, Export as file, and choose JSON; upload the zip.",
        "For everything ask whoever runs the server, as Rocket.Chat itself has no export of all messages.",
        "They run `mongodump --db rocketchat`, or mongoexport for rocketchat_message, rocketchat_room and users.",
        "Put rocketchat_message, rocketchat_room and users into a zip (nothing else is needed) and upload it.",
    )
    remarks = (
        "Kept from a dump: rooms, people, times to the millisecond, threads, quotations, edits, reactions with who "
        "reacted, mentions, files by name and size; from a room's export usernames, times, words and files. Encrypted "
        "messages have no words. Of a dump leave out other collections: some hold secrets."
    )

    def sniff(self, sample: Sample) -> float:
        is_it = all(pattern.search(sample.text) for pattern in (ROOM, USER, DATE)) and '"msg"' in sample.text
        is_room = looks_like_room_lines(sample.text) or looks_like_room_page(sample.text)
        return 0.97 if is_it or is_room else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        head = decode_sample(source.read(SAMPLE_BYTES))
        if looks_like_room_page(head):
            return read_room_page(source, options, report)
        if looks_like_room_lines(head):
            return read_room_lines(source, options, report)
        return _read(source, Directory(), options, report)

    def claim(self, tree: Tree) -> list[Unit]:
        files = [file for file in tree.readable() if MESSAGES.match(file.name)]
        folders = {file.folder for file in files}
        for file in tree.readable():
            if (
                file.folder in folders
                and (OTHERS.match(file.name) or USERS.match(file.name))
                and file not in files
            ):
                tree.take_as_helper(file.path)
        return [Unit(file.path, (file.path,), self.name) for file in files]

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        directory = load_directory(files.tree, unit.path.rpartition("/")[0])
        return _read(files.open(unit.path), directory, options, report, unit.path)


def _read(
    source: BinaryIO, directory: Directory, options: ParseOptions, report: ParseReport, name: str = ""
) -> Iterator[ParsedMessage]:
    report.recognised_by = "The collection of messages of a Rocket.Chat database."
    if not directory.rooms:
        report.warn("The rooms' names are not there; add the collection rocketchat_room to the zip.")
    reader = RecordReader(directory, conversation_name(options.filename), report)
    for position, record in iter_documents(source, name, report):
        if message := reader.read(record, position):
            yield message
    if reader.earlier_versions:
        report.warn(f"Earlier versions of edited messages, which were left out: {reader.earlier_versions}.")
