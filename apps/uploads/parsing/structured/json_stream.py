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
from apps.uploads.parsing.text import iter_text

MAX_DEPTH = 64
MAX_RECORD_NODES = 20_000
MAX_TOKEN_BYTES = 8 * 1024 * 1024
"""Longest stretch without a quotation mark: a longer string or run of blanks is no chat."""

LISTS = frozenset(
    words(
        "messages message chatmessages items data list history log logs entries posts results records events "
        "conversation conversations chats chat channels rooms threads chunk rows"
    )
)
NAMES = (
    "name",
    "title",
    "channel",
    "conversation",
    "room",
    "chat",
    "threadname",
    "roomname",
    "chatname",
    "subject",
)


class Record(NamedTuple):
    """One item of an array: its value, its place from 1, and the name of the conversation around it, if given."""

    value: Any
    position: int
    conversation: str


class Utf8Source:
    """A text file of any encoding as UTF-8 bytes, as ijson reads them."""

    def __init__(self, source: BinaryIO, report: ParseReport) -> None:
        self._blocks = (block.encode("utf-8", errors="replace") for block in iter_text(source, report))
        self._rest = b""
        self._unquoted = 0

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._rest = block
        piece = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(piece) :]
        self._require_short_tokens(piece)
        return piece

    def _require_short_tokens(self, piece: bytes) -> None:
        last_quote = piece.rfind(b'"')
        self._unquoted = self._unquoted + len(piece) if last_quote < 0 else len(piece) - last_quote
        if self._unquoted > MAX_TOKEN_BYTES:
            raise UnreadableExport(
                "line_too_long",
                "The JSON file holds a single value of more than 8 MB. Export the chat again.",
            )


class _Frame:
    """An open object or array that is not itself a record. `name` is that of the conversation it stands for."""

    __slots__ = ("is_list", "is_record_list", "key", "name", "rank")

    def __init__(self, name: str, *, is_list: bool, is_record_list: bool = False) -> None:
        self.name, self.is_list, self.is_record_list = name, is_list, is_record_list
        self.key, self.rank = "", len(NAMES)

    def see_name(self, key: str, value: Any) -> None:
        """Keep a string as the name if its key tells more than that of the name so far."""
        normalised = fields.normalise(key)
        if (
            normalised in NAMES
            and (rank := NAMES.index(normalised)) < self.rank
            and isinstance(value, str)
            and value
        ):
            self.name, self.rank = value[:1000], rank


class RecordStream:
    """Reads the records of one document. `any_list` takes every array for one that may hold messages."""

    def __init__(self, source: BinaryIO, report: ParseReport, *, any_list: bool = False) -> None:
        self._source = Utf8Source(source, report)
        self._report, self._any_list = report, any_list
        self._frames: list[_Frame] = []
        self._open: list[Any] = []
        self._keys: list[str] = []
        self._nodes = 0
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        depth = 0
        for event, value in ijson.basic_parse(self._source, multiple_values=True):
            if event in ("start_map", "start_array"):
                depth += 1
                if depth > MAX_DEPTH:
                    raise UnreadableExport(
                        "json_too_deep",
                        f"The JSON is nested more than {MAX_DEPTH} levels deep, which no chat export is.",
                    )
                self._start(event == "start_array")
            elif event in ("end_map", "end_array"):
                depth -= 1
                if (record := self._end()) is not None:
                    yield record
            elif event == "map_key":
                self._see_key(value)
            elif (record := self._see_scalar(value)) is not None:
                yield record

    def _start(self, is_list: bool) -> None:
        if self._open:
            if is_list and len(self._open) == 1 and self._is_conversation():
                self._turn_into_conversation()
            else:
                self._push([] if is_list else {})
        elif not is_list and self._frames and self._frames[-1].is_record_list:
            self._push({})
        else:
            self._push_frame(is_list)

    def _push_frame(self, is_list: bool) -> None:
        parent = self._frames[-1] if self._frames else None
        name = parent.name if parent else ""
        is_record_list = is_list and (parent is None or parent.is_list or self._names_list(parent.key))
        if is_list and self._any_list and parent and parent.key and not name:
            name = parent.key
        self._frames.append(_Frame(name, is_list=is_list, is_record_list=is_record_list))

    def _names_list(self, key: str) -> bool:
        return self._any_list or fields.normalise(key) in LISTS

    def _is_conversation(self) -> bool:
        """Return whether the open object, now about to hold an array, is a conversation rather than a message."""
        record, key = self._open[0], self._keys[-1]
        if not isinstance(record, dict) or fields.normalise(key) not in LISTS:
            return False
        return not any(fields.normalise(name) in ("text", "body", "content") for name in record)

    def _turn_into_conversation(self) -> None:
        frame = _Frame(self._frames[-1].name, is_list=False)
        for key, value in self._open[0].items():
            frame.see_name(key, value)
        self._frames.append(frame)
        self._frames.append(_Frame(frame.name, is_list=True, is_record_list=True))
        self._open.clear()
        self._keys.clear()

    def _push(self, container: list[Any] | dict[str, Any]) -> None:
        if self._open:
            self._add(container)
        self._open.append(container)
        self._keys.append("")

    def _add(self, value: Any) -> None:
        self._nodes += 1
        if self._nodes > MAX_RECORD_NODES:
            return
        holder = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
        else:
            holder[self._keys[-1]] = value

    def _end(self) -> Record | None:
        if not self._open:
            self._frames.pop()
            return None
        value = self._open.pop()
        self._keys.pop()
        return None if self._open else self._finish(value)

    def _finish(self, value: Any) -> Record | None:
        self.count += 1
        nodes, self._nodes = self._nodes, 0
        if nodes > MAX_RECORD_NODES:
            self._report.skip(self.count, "The record holds too many values to be a message.", "")
            return None
        return Record(value, self.count, self._frames[-1].name)

    def _see_key(self, key: str) -> None:
        if self._open:
            self._keys[-1] = key
        elif self._frames:
            self._frames[-1].key = key

    def _see_scalar(self, value: Any) -> Record | None:
        if self._open:
            self._add(value)
        elif self._frames:
            frame = self._frames[-1]
            if frame.is_record_list:
                return self._finish(value)
            if not frame.is_list:
                frame.see_name(frame.key, value)
        return None


def root_name(source: BinaryIO) -> str:
    """Return the name that the document's own object carries, wherever in the file it stands; empty if none."""
    frame = _Frame("", is_list=False)
    depth, key = 0, ""
    for event, value in ijson.basic_parse(
        Utf8Source(source, ParseReport()), multiple_values=True, use_float=True
    ):
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
