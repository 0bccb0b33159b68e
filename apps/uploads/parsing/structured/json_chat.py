"""JSON that holds messages under the usual names: `[{…}]`, `{"messages": [{…}]}`, conversations of such, JSON lines.

Sender, time and text are found by synonyms (see `fields`), also inside an object (`"user": {"name": …}`). Times may
be ISO 8601, Unix seconds, ms, µs or ns, or local dates. What can be read before a damaged place is kept. Objects of
objects, as Firebase exports lists, are read with their keys as ids. Where no name is known, what the parts are is
guessed from their values, and the import asks; parts inside an object can be stated with a dot, as `author.name`.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.first_day import describe_day, stated_day
from apps.uploads.parsing.structured.guess import SAMPLED
from apps.uploads.parsing.structured.json_document import JsonDocument
from apps.uploads.parsing.structured.moments import MomentReader
from apps.uploads.parsing.structured.records import RecordReader
from apps.uploads.parsing.structured.roles import require_roles
from apps.uploads.parsing.structured.times_of_day import NO_DATES, are_times_of_day

BEGINNING = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:[\[{"\]]|$)|\{\s*$)')
LOOSE_BEGINNING = re.compile(r"\s*[\[{]")
MAX_HELD = 1000
"""Records without a text field kept back until one with text shows that these are messages."""


class JsonParser:
    name = "json"
    label = "JSON with messages"
    family = "json"
    extensions = (".json", ".jsonl", ".ndjson")
    guide = (
        "Write a JSON object for each message, one a line (JSON Lines), or all of them as an array.",
        "Name its parts sender, time and text, and where you have them id, conversation, reply_to, attachments.",
        "Upload the file; for other names you will be asked what they hold.",
    )
    remarks = "What stands under a known name is kept; which names were taken stands in the report."

    def sniff(self, sample: Sample) -> float:
        if BEGINNING.match(sample.text):
            return 0.9
        is_named_so = sample.filename.lower().endswith(self.extensions)
        return 0.5 if is_named_so and LOOSE_BEGINNING.match(sample.text) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        require_roles(options.columns)
        document = JsonDocument(source, options)
        report.recognised_by = (
            "Each line is a JSON object." if document.is_lines else "The file is a JSON document."
        )
        document.report_columns(report)
        order = document.date_order()
        order.report(report)
        if are_times_of_day(islice(document.times(), SAMPLED)):
            report.infer(describe_day(options, NO_DATES))
        moments = MomentReader(LocalClock(options, report), order, report, stated_day(options))
        reader = RecordReader(moments, report, document.columns)
        yield from _only_chats(document.messages(reader, report), report)


def _only_chats(messages: Iterator[ParsedMessage], report: ParseReport) -> Iterator[ParsedMessage]:
    """Pass messages on once one of them has words; a list of which none has is no chat."""
    held: list[ParsedMessage] = []
    for message in messages:
        held.append(message)
        if message.text:
            break
        if len(held) > MAX_HELD:
            break
    if not any(message.text for message in held):
        raise report.damage or UnreadableExport(
            "no_messages",
            "No messages were found in the JSON. It should hold a list of objects with a text, and a sender or time.",
        )
    yield from held
    yield from messages
