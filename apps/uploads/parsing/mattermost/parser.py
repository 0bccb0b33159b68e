"""The lines of a bulk export as messages."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.json_lines import iter_json_lines
from apps.uploads.parsing.mattermost.post import PostReader
from apps.uploads.parsing.mattermost.table import looks_like_table, read_table
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.values import dict_of

BEGINNING = re.compile(
    r'\s*\{\s*"type"\s*:\s*"(version|team|channel|user|post|direct_channel|direct_post|emoji|role|scheme|bot)"\s*,\s*'
    r'"(?:\1|info)"\s*:'
)


class MattermostParser:
    name = "mattermost"
    label = "Mattermost export"
    family = "mattermost"
    extensions = (".jsonl", ".csv")
    guide = (
        "Ask an administrator of the server; members cannot export.",
        "The administrator runs `mmctl export create` and downloads the result with `mmctl export download`.",
        "Upload the zip, or the .jsonl file in it; the CSV of a compliance or channel export is read too.",
    )
    remarks = (
        "Kept: channels and direct messages, people, times to the millisecond, replies, reactions with who reacted, "
        "files by name. The bulk export has no ids of messages, no edits and nothing of deleted messages; tables have "
        "ids, but no reactions and files."
    )

    def sniff(self, sample: Sample) -> float:
        return 0.98 if BEGINNING.match(sample.text) or looks_like_table(sample.text) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        if looks_like_table(decode_sample(source.read(SAMPLE_BYTES))):
            return read_table(source, options, report)
        return self._read_lines(source, report)

    def _read_lines(self, source: BinaryIO, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = "JSON lines of the types of Mattermost's bulk export."
        reader = PostReader(report)
        for number, line in iter_json_lines(source, report):
            kind = line.get("type")
            if kind == "post" or kind == "direct_post":
                yield from reader.read(dict_of(line.get(kind)), number)
            elif isinstance(kind, str):
                reader.see(kind, dict_of(line.get(kind)))
