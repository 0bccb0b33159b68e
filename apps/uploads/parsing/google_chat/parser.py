"""The parser of Google Chat's Takeout."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.google_chat.group import Group, read_group
from apps.uploads.parsing.google_chat.message import FindSize, MessageReader
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import OpenFiles, Tree, TreeFile

BEGINNING = re.compile(r'\s*\{\s*"messages"\s*:\s*\[\s*(?:\{|\])')
DATE = re.compile(r'"(?:created|updated)_date"\s*:\s*"')
OWN_KEYS = re.compile(r'"(?:creator|topic_id|message_id|attached_files|user_type)"\s*:')
MESSAGES, GROUP_INFO, USER_INFO = "messages.json", "group_info.json", "user_info.json"


class GoogleChatParser:
    name = "google_chat"
    label = "Google Chat Takeout"
    family = "google_chat"
    extensions = (".json",)
    guide = (
        "Open takeout.google.com with the account whose chats you want.",
        "Choose Deselect all, then tick Google Chat.",
        "Choose Next step, export once, and the file type .zip.",
        "Download the zip when Google has written it, and upload it as it is.",
    )
    remarks = (
        "Keeps authors with their addresses, times to the second, topics, quotations, files, links, reactions, calls, "
        "tasks and the places of deleted messages. Earlier versions of edited messages are left out."
    )

    def sniff(self, sample: Sample) -> float:
        text = sample.text
        return 0.97 if BEGINNING.match(text) and DATE.search(text) and OWN_KEYS.search(text) else 0.0

    def claim(self, tree: Tree) -> list[Unit]:
        groups = {info.folder for info in tree.named(GROUP_INFO)}
        found = [file for file in tree.named(MESSAGES) if file.folder in groups or self._is_ours(file)]
        if found:
            tree.take_as_helper(*(file.path for name in (GROUP_INFO, USER_INFO) for file in tree.named(name)))
        return [Unit(file.path, (file.path,), self.name) for file in found]

    def _is_ours(self, file: TreeFile) -> bool:
        with file.file.open("rb") as source:
            return self.sniff(Sample(file.path, decode_sample(source.read(SAMPLE_BYTES)))) > 0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = "It holds messages with the keys of a Google Chat Takeout."
        group = Group(conversation_name(options.filename))
        return _read(source, group, lambda name: None, options, report)

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        report.recognised_by = "Its folder is that of a group in a Google Chat Takeout."
        folder = unit.path.rpartition("/")[0]
        users = (file.path for file in files.tree.named(USER_INFO))
        group = read_group(folder or files.tree.name, f"{folder}/{GROUP_INFO}".lstrip("/"), users, files)

        def find_size(name: str) -> int | None:
            return files.tree.find_size(name, folder) if name else None

        return _read(files.open(unit.path), group, find_size, options, report)


def _read(
    source: BinaryIO, group: Group, find_size: FindSize, options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    reader = MessageReader(group, find_size, options, report)
    for item in iter_items(source, report, "messages.item"):
        if message := reader.read(item.value, item.position):
            yield message
