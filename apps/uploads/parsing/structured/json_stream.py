"""The records of a JSON document of any size, one at a time.

A record is an object in an array; which arrays hold messages is told by their key (`messages`, `items`, …), and the
document itself may be the array. An object that holds such an array in turn is a conversation, and its name is the
conversation's. Nesting beyond MAX_DEPTH is refused while it streams, so no depth can exhaust memory or the stack.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import ijson

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.names import words
from apps.uploads.parsing.structured import fields
from apps.uploads.parsing.structured.json_parts import MAX_RECORD_NODES, Frame, RecordBuilder
from apps.uploads.parsing.structured.utf8_source import Utf8Source

MAX_DEPTH = 64
LISTS = frozenset(
    words(
        "messages message chatmessages items data list history log logs entries posts results records events "
        "conversation conversations chats chat channels rooms threads chunk rows messagelist turns dialog dialogue "
        "utterances"
    )
)
LISTS_IN_RECORDS = frozenset(
    words(
        "messages chatmessages conversation conversations chats channels rooms history messagelist turns utterances"
    )
)
"""Those that make the object around them a conversation; others may be a message's own, such as its events."""


BY_NAME = frozenset(words("conversations chats channels rooms threads"))


class Record(NamedTuple):
    """One item of an array: its value, its place from 1, and the name of the conversation around it, if given."""

    value: Any
    position: int
    conversation: str


class RecordStream:
    """Reads the records of one document.

    `any_list` takes every array for one that may hold messages, `maps` every object of objects, as databases such as
    Firebase export lists: `{"-Nx1": {"text": …}, "-Nx2": …}`; the key is then the record's id.
    """

    def __init__(
        self, source: BinaryIO, report: ParseReport, *, any_list: bool = False, maps: bool = False
    ) -> None:
        self._source = Utf8Source(source, report)
        self._report, self._any_list, self._maps = report, any_list, maps
        self._frames: list[Frame] = []
        self._record = RecordBuilder()
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        depth = 0
        for event, value in ijson.basic_parse(self._source, multiple_values=True):
            record = None
            if event == "map_key":
                self._see_key(value)
            elif event in ("start_map", "start_array"):
                depth += 1
                _require_shallow(depth)
                self._start(event == "start_array")
            elif event in ("end_map", "end_array"):
                depth -= 1
                record = self._end()
            else:
                record = self._see_scalar(value)
            if record is not None:
                yield record

    def _start(self, is_list: bool) -> None:
        if self._record.depth:
            if is_list and self._record.depth == 1 and self._is_conversation():
                self._turn_into_conversation()
            elif self._maps and not is_list and self._record.depth == 1 and self._is_map():
                self._turn_into_map()
            else:
                self._record.push([] if is_list else {})
        elif not is_list and self._frames and (self._frames[-1].is_record_list or self._maps):
            self._record.push({})
        else:
            self._push_frame(is_list)

    def _push_frame(self, is_list: bool) -> None:
        parent = self._frames[-1] if self._frames else None
        name = parent.name if parent else ""
        if not is_list and parent and not parent.is_list and not name and self._is_named_by_key():
            name = parent.key
        is_record_list = is_list and (parent is None or parent.is_list or self._names_list(parent.key))
        if is_list and self._any_list and parent and parent.key and not name:
            name = parent.key
        self._frames.append(Frame(name, is_list=is_list, is_record_list=is_record_list))

    def _is_named_by_key(self) -> bool:
        """Return whether the innermost object holds conversations by their names: `{"chats": {"Ann": {…}}}`."""
        return len(self._frames) > 1 and fields.normalise(self._frames[-2].key) in BY_NAME

    def _names_list(self, key: str) -> bool:
        return self._any_list or fields.normalise(key) in LISTS

    def _is_conversation(self) -> bool:
        """Return whether the open object, now about to hold an array, is a conversation rather than a message."""
        if (
            not isinstance(self._record.root, dict)
            or fields.normalise(self._record.key) not in LISTS_IN_RECORDS
        ):
            return False
        return not any(fields.normalise(name) in ("text", "body", "content") for name in self._record.root)

    def _turn_into_conversation(self) -> None:
        frame = Frame(self._frames[-1].name, is_list=False)
        for key, value in self._record.root.items():
            frame.see_name(key, value)
        self._frames.append(frame)
        self._frames.append(Frame(frame.name, is_list=True, is_record_list=True))
        self._record.clear()

    def _is_map(self) -> bool:
        """Return whether the open object, now about to hold another, is a list by keys rather than a message."""
        root = self._record.root
        if not isinstance(root, dict) or any(not isinstance(value, dict) for value in root.values()):
            return False
        return not root and fields.normalise(self._record.key) not in fields.KNOWN

    def _turn_into_map(self) -> None:
        key, frame = self._record.key, self._frames[-1]
        name = frame.name or ("" if fields.normalise(frame.key) in LISTS else frame.key)
        inner = Frame(name, is_list=False)
        inner.key = key
        self._frames.append(inner)
        self._record.clear()
        self._record.push({})

    def _end(self) -> Record | None:
        if not self._record.depth:
            self._frames.pop()
            return None
        value = self._record.pop()
        return None if self._record.depth else self._finish(value)

    def _finish(self, value: Any) -> Record | None:
        self.count += 1
        if self._record.clear() > MAX_RECORD_NODES:
            self._report.skip(self.count, "The record holds too many values to be a message.", "")
            return None
        if self._maps and isinstance(value, dict):
            value.setdefault("id", self._frames[-1].key)
        return Record(value, self.count, self._frames[-1].name)

    def _see_key(self, key: str) -> None:
        if self._record.depth:
            self._record.set_key(key)
        elif self._frames:
            self._frames[-1].key = key

    def _see_scalar(self, value: Any) -> Record | None:
        if self._record.depth:
            self._record.add(value)
        elif self._frames:
            frame = self._frames[-1]
            if frame.is_record_list:
                return self._finish(value)
            if not frame.is_list:
                frame.see_name(frame.key, value)
        return None


def _require_shallow(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise UnreadableExport(
            "json_too_deep",
            f"The JSON is nested more than {MAX_DEPTH} levels deep, which no chat export is. Export the chat again.",
        )


def root_name(source: BinaryIO) -> str:
    """Return the name that the document's own object carries, wherever in the file it stands; empty if none."""
    frame = Frame("", is_list=False)
    depth, key = 0, ""
    for event, value in ijson.basic_parse(Utf8Source(source, ParseReport()), multiple_values=True):
        if event in ("start_map", "start_array"):
            depth += 1
            if depth == 1 and event == "start_array":
                return ""
        elif event in ("end_map", "end_array"):
            depth -= 1
        elif depth == 1 and event == "map_key":
            key = value
        elif depth == 1:
            frame.see_name(key, value)
    return frame.name
