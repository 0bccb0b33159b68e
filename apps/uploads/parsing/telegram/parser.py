"""Telegram chats, as JSON or as pages of HTML."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.telegram.html_export import read_pages
from apps.uploads.parsing.telegram.html_page import looks_like_page
from apps.uploads.parsing.telegram.html_pages import claim_pages
from apps.uploads.parsing.telegram.json_export import looks_like_json, read_json
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import OpenFiles, Tree


class TelegramParser:
    name = "telegram"
    label = "Telegram Desktop export"
    family = "telegram"
    extensions = (".json", ".html")
    guide = (
        "Open Telegram Desktop on a computer; phones cannot export.",
        "For one chat open it and choose Export chat history in its menu; for all of them choose Settings, Advanced, "
        "Export Telegram data.",
        "Choose JSON as the format (machine-readable), which holds more than HTML, and which media are to come along.",
        "Upload result.json, or a zip of the whole folder.",
    )
    remarks = (
        "Kept from JSON: ids, people, times to the second, replies, topics, edits, reactions, forwards, polls, files "
        "by name and size. HTML has no edits and no ids of people, and of events only the day. Deleted messages are "
        "not in an export; only the latest reactions name who reacted."
    )

    def sniff(self, sample: Sample) -> float:
        return 0.98 if looks_like_json(sample.text) or looks_like_page(sample.text) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        if looks_like_page(decode_sample(source.read(SAMPLE_BYTES))):
            return read_pages((source,), options, report)
        return read_json(source, options, report)

    def claim(self, tree: Tree) -> list[Unit]:
        return claim_pages(tree, self.name)

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        return read_pages((files.open(path) for path in unit.paths), options, report)
