"""One JSON file, lines or a document, which can be read through several times."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

import ijson

from apps.uploads.parsing.base import EvidenceLine, ParsedMessage, ParseOptions, ParseReport, UnreadableExport
from apps.uploads.parsing.dates import DateOrder, stated_order
from apps.uploads.parsing.json_decode import decode_json
from apps.uploads.parsing.json_lines import MAX_LINE_CHARS, is_too_deep, iter_json_lines
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.structured import fields
from apps.uploads.parsing.structured.columns import describe_guess, describe_named
from apps.uploads.parsing.structured.guess import SAMPLED, Guess, guess_columns
from apps.uploads.parsing.structured.json_stream import (
    LISTS_IN_RECORDS,
    Record,
    RecordStream,
    root_name,
)
from apps.uploads.parsing.structured.moments import infer_order
from apps.uploads.parsing.structured.records import RecordReader, time_of
from apps.uploads.parsing.structured.roles import Roles, find_roles
from apps.uploads.parsing.text import iter_lines

DAMAGE = (ijson.JSONError, ValueError, OverflowError)
MIN_GUESSED = 2
"""A lone unknown record is more likely settings than a chat."""


class JsonDocument:
    def __init__(self, source: BinaryIO, options: ParseOptions) -> None:
        self._source, self._options = source, options
        self.is_lines = _is_json_lines(source)
        self._mode: dict[str, bool] = {}
        self.columns: dict[str, str] = dict(options.columns)
        self._guess: Guess | None = None
        first = self._choose_mode()
        self._sample = first.value if first and isinstance(first.value, dict) else {}
        if not find_roles(self._sample, self.columns).is_message:
            self._guess_columns()
        self._name = self._root_name(first) or conversation_name(options.filename)

    def records(self, report: ParseReport) -> Iterator[Record]:
        if self.is_lines:
            found = (Record(value, number, "") for number, value in iter_json_lines(self._source, report))
        else:
            found = _read_document(self._source, report, **self._mode)
        dotted = [name for name in self.columns.values() if "." in name]
        return (_reach_into(record, dotted) for record in found) if dotted else found

    def messages(self, reader: RecordReader, report: ParseReport) -> Iterator[ParsedMessage]:
        for record in self.records(report):
            if not isinstance(record.value, dict):
                report.skip(record.position, "This is no record with named fields.", str(record.value)[:200])
                continue
            if self._mode and not reader.roles_of(record.value).is_message:
                continue
            name = clean_name(record.conversation) if record.conversation else ""
            if message := reader.read(record.value, record.position, name or self._name):
                yield message

    def times(self) -> Iterator[Any]:
        roles: dict[tuple[str, ...], Roles] = {}
        with suppress(UnreadableExport):
            for record in self.records(ParseReport()):
                if isinstance(record.value, dict):
                    shape = tuple(record.value)
                    if shape not in roles:
                        roles[shape] = find_roles(shape, self.columns)
                    yield time_of(record.value, roles[shape])

    def date_order(self) -> DateOrder:
        """Return the order of local dates, read over the whole file only if its times are of that kind."""
        if self._options.date_order:
            return stated_order(self._options.date_order)
        return infer_order(self.times())

    def report_columns(self, report: ParseReport) -> None:
        excerpt = ", ".join(f"{name}: {value}" for name, value in self._sample.items())[:200]
        lines = [EvidenceLine(1, excerpt, "the first record")] if excerpt else []
        if self._guess is not None:
            report.infer(describe_guess(self._guess, list(self._sample), self._sample, lines))
        elif self._sample:
            roles = find_roles(self._sample, self.columns)
            report.infer(describe_named(roles, self._options.columns, lines))

    def _choose_mode(self) -> Record | None:
        """Choose which arrays or objects hold records; return the first record that looks like a message, if any."""
        if self.is_lines:
            return next(self.records(ParseReport()), None)
        if first := self._first_record():
            return first
        for mode in ({"any_list": True}, {"maps": True}):
            if found := self._first_message(mode):
                self._mode = mode
                return found
        self._mode = {"any_list": True}
        return self._first_record(any_list=True)

    def _first_record(self, **mode: bool) -> Record | None:
        """Return the first item of an array that may hold messages; None too if damage comes before it."""
        with suppress(UnreadableExport, *DAMAGE):
            return next(iter(RecordStream(self._source, ParseReport(), **mode)), None)
        return None

    def _first_message(self, mode: dict[str, bool]) -> Record | None:
        with suppress(UnreadableExport, *DAMAGE):
            for record in RecordStream(self._source, ParseReport(), **mode):
                if isinstance(record.value, dict) and find_roles(record.value, self.columns).is_message:
                    return record
        return None

    def _guess_columns(self) -> None:
        with suppress(UnreadableExport):
            records = [record.value for record in islice(self.records(ParseReport()), SAMPLED)]
            shaped = [
                value for value in records if isinstance(value, dict) and value.keys() == self._sample.keys()
            ]
            guess = guess_columns(list(self._sample), shaped) if len(shaped) >= MIN_GUESSED else None
            if guess is not None and guess.is_chat:
                here = {role: name for role, name in self.columns.items() if name in self._sample}
                self._guess, self.columns = guess, {**guess.columns, **here}

    def _root_name(self, first: Record | None) -> str:
        """Return the name that the document gives its only conversation, if it stands after the messages."""
        if first is None or self.is_lines or first.conversation:
            return ""
        with suppress(UnreadableExport, *DAMAGE):
            return clean_name(root_name(self._source))
        return ""


def _read_document(source: BinaryIO, report: ParseReport, **mode: bool) -> Iterator[Record]:
    stream = RecordStream(source, report, **mode)
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


def _reach_into(record: Record, dotted: list[str]) -> Record:
    """Return the record with what stands at names such as `author.name` under that very name."""
    if not isinstance(record.value, dict):
        return record
    value = dict(record.value)
    for name in dotted:
        inner: Any = record.value
        for step in name.split("."):
            inner = inner.get(step) if isinstance(inner, dict) else None
        if inner is not None:
            value.setdefault(name, inner)
    return record._replace(value=value)


def _is_json_lines(source: BinaryIO) -> bool:
    """Return whether the first line is an object by itself, and another line begins like one or none follows."""
    lines = (line for line in iter_lines(source, ParseReport(), max_chars=MAX_LINE_CHARS) if line.strip())
    first, second = next(lines, ""), next(lines, "")
    if not first.lstrip().startswith("{") or is_too_deep(first):
        return False
    try:
        record = decode_json(first)
    except ValueError:
        return False
    if isinstance(record, dict) and _holds_conversation(record):
        return False
    return second.lstrip().startswith("{") or _is_lone_message(record)


def _holds_conversation(record: dict[str, Any]) -> bool:
    """Return whether an object is no message but a conversation, of which a file may have one a line."""
    return not find_roles(record).is_message and any(
        isinstance(value, list) and fields.normalise(key) in LISTS_IN_RECORDS for key, value in record.items()
    )


def _is_lone_message(record: dict[str, Any]) -> bool:
    roles = find_roles(record)
    lists = [key for key, value in record.items() if isinstance(value, list) and key != roles.text]
    if roles.text is None or any(fields.normalise(key) in LISTS_IN_RECORDS for key in lists):
        return False
    return roles.names_a_chat or not lists
