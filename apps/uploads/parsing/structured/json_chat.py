"""JSON that holds messages under the usual names: `[{…}]`, `{"messages": [{…}]}`, conversations of such, JSON lines.

Sender, time and text are found by synonyms (see `fields`), also inside an object (`"user": {"name": …}`). Times may
be ISO 8601, Unix seconds, ms, µs or ns, or local dates. What can be read before a damaged place is kept.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import ijson

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.dates import DateOrder, stated_order
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.structured.json_stream import MAX_DEPTH, Record, RecordStream, root_name
from apps.uploads.parsing.structured.moments import MomentReader, infer_order
from apps.uploads.parsing.structured.records import RecordReader, find_roles
from apps.uploads.parsing.text import iter_lines

BEGINNING = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:[\[{"\]]|$)|\{\s*$)')
LOOSE_BEGINNING = re.compile(r"\s*[\[{]")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')
MAX_LINE_CHARS = 4 * 1024 * 1024
MAX_HELD = 1000
"""Records without a text field kept back until one with text shows that these are messages."""
DAMAGE = (ijson.JSONError, ValueError, OverflowError)


class JsonParser:
    name = "json"
    label = "JSON with messages"
    extensions = (".json", ".jsonl", ".ndjson")

    def sniff(self, sample: Sample) -> float:
        if BEGINNING.match(sample.text):
            return 0.9
        is_named_so = sample.filename.lower().endswith(self.extensions)
        return 0.5 if is_named_so and LOOSE_BEGINNING.match(sample.text) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        document = _Document(source, options)
        order = document.date_order()
        order.report(report)
        moments = MomentReader(LocalClock(options, report), order, report)
        return _only_chats(document.messages(RecordReader(moments, report), report), report)


class _Document:
    """One file, which can be read through several times."""

    def __init__(self, source: BinaryIO, options: ParseOptions) -> None:
        self._source, self._options = source, options
        self._is_lines = _is_json_lines(source)
        first = None if self._is_lines else self._first_record()
        self._any_list = not self._is_lines and first is None
        self._name = self._root_name(first) or conversation_name(options.filename)

    def records(self, report: ParseReport) -> Iterator[Record]:
        if self._is_lines:
            return _read_lines(self._source, report)
        return _read_document(self._source, report, any_list=self._any_list)

    def messages(self, reader: RecordReader, report: ParseReport) -> Iterator[ParsedMessage]:
        for record in self.records(report):
            if not isinstance(record.value, dict):
                report.skip(record.position, "This is no record with named fields.", str(record.value)[:200])
                continue
            if self._any_list and not reader.roles_of(record.value).is_message:
                continue
            name = clean_name(record.conversation) or self._name
            if message := reader.read(record.value, record.position, name):
                yield message

    def date_order(self) -> DateOrder:
        """Return the order of local dates, read over the whole file only if its times are of that kind."""
        if self._options.date_order:
            return stated_order(self._options.date_order)
        with suppress(UnreadableExport):
            return infer_order(self._times())
        return DateOrder("dmy")

    def _times(self) -> Iterator[Any]:
        roles: dict[tuple[str, ...], str | None] = {}
        for record in self.records(ParseReport()):
            if isinstance(record.value, dict):
                shape = tuple(record.value)
                if shape not in roles:
                    roles[shape] = find_roles(list(shape)).time
                yield record.value.get(roles[shape])

    def _first_record(self) -> Record | None:
        """Return the first item of an array that is named as one of messages; None too if damage comes before it."""
        with suppress(UnreadableExport, *DAMAGE):
            return next(iter(RecordStream(self._source, ParseReport())), None)
        return None

    def _root_name(self, first: Record | None) -> str:
        """Return the name that the document gives its only conversation, if it stands after the messages."""
        if first is None or first.conversation:
            return ""
        with suppress(UnreadableExport, *DAMAGE):
            return clean_name(root_name(self._source))
        return ""


def _read_document(source: BinaryIO, report: ParseReport, *, any_list: bool) -> Iterator[Record]:
    stream = RecordStream(source, report, any_list=any_list)
    try:
        yield from stream
    except DAMAGE as damage:
        if stream.count == 0:
            raise UnreadableExport(
                "broken_json",
                "The file is not valid JSON. Export it again, and check that it was copied whole.",
            ) from damage
        report.skip(
            stream.count + 1, "The JSON is damaged from here on; the rest of it was not read.", str(damage)
        )
        report.warn("The file is damaged or cut off; only what stands before the damage was read.")
        report.damage = UnreadableExport(
            "broken_json",
            "The JSON is damaged or cut off before its end. Export it again, and check that it was copied whole.",
        )


def _read_lines(source: BinaryIO, report: ParseReport) -> Iterator[Record]:
    for number, line in enumerate(iter_lines(source, report, max_chars=MAX_LINE_CHARS), start=1):
        if not line.strip():
            continue
        if _is_too_deep(line):
            report.skip(number, f"The line is nested more than {MAX_DEPTH} levels deep.", line)
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            report.skip(number, "The line is not valid JSON.", line)
            continue
        yield Record(value, number, "")


def _is_json_lines(source: BinaryIO) -> bool:
    """Return whether the first line is an object by itself, and another line begins like one or none follows."""
    lines = (line for line in iter_lines(source, ParseReport(), max_chars=MAX_LINE_CHARS) if line.strip())
    first, second = next(lines, ""), next(lines, "")
    if not first.lstrip().startswith("{") or _is_too_deep(first):
        return False
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return second.lstrip().startswith("{") or (not second and _is_lone_message(record))


def _is_lone_message(record: dict[str, Any]) -> bool:
    return find_roles(list(record)).text is not None and not any(
        isinstance(value, list) for value in record.values()
    )


def _is_too_deep(line: str) -> bool:
    if line.count("[") + line.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for token in TOKEN.finditer(line):
        if token[0][0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif token[0][0] in "]}":
            depth -= 1
    return False


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
