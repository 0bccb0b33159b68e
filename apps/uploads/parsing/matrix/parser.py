"""Events of Matrix as messages."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import DELETED, ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.json_items import read_head
from apps.uploads.parsing.matrix.content import (
    FILES,
    POLLS,
    WORDS,
    Content,
    describe_event,
    read_message,
    read_poll,
)
from apps.uploads.parsing.matrix.events import TIMELINES, Found, is_backwards, iter_events
from apps.uploads.parsing.matrix.relations import Event, Relations, edited_by, is_redacted
from apps.uploads.parsing.names import conversation_name, words
from apps.uploads.parsing.time_order import in_time_order
from apps.uploads.parsing.unknown_kinds import UnknownKinds
from apps.uploads.parsing.values import dict_of, moment_of, name_of, ref_of

STAMP = re.compile(r'"origin_server_ts"\s*:')
KIND = re.compile(r'"type"\s*:\s*"(?:m\.|org\.matrix\.)')
ROOM_KEYS = ("room_name", "name", "room_id", "roomId")
SPOKEN = frozenset(("m.room.message", "m.sticker"))
UNSHOWN = frozenset(
    words(
        "m.reaction m.room.redaction m.poll.response m.poll.end org.matrix.msc3381.poll.response "
        "org.matrix.msc3381.poll.end m.call.candidates m.call.answer m.call.negotiate m.call.select_answer "
        "m.call.sdp_stream_metadata_changed m.space.child m.space.parent"
    )
)
"""Events that pages do not show by themselves."""
ENCRYPTED = "m.room.encrypted"


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
        rooms = _Rooms(source, options)
        messages = _Reader(rooms, report).read(source)
        yield from in_time_order(messages) if is_backwards(source) else messages


class _Rooms:
    """The relations of each room, from the first reading; all but `/sync` have one room, named ""."""

    def __init__(self, source: BinaryIO, options: ParseOptions) -> None:
        self._relations: dict[str, Relations] = {}
        self._head = read_head(source, *TIMELINES)
        self._file_name = conversation_name(options.filename)
        self._ids: set[int] = set()
        for found in iter_events(source, ParseReport()):
            self.of(found.room).see(found.event)
            if found.is_timeline and ref_of(found.event.get("type")) in SPOKEN and not edited_by(found.event):
                self._ids.add(hash(ref_of(found.event.get("event_id"))))

    def holds(self, event_id: str) -> bool:
        """Return whether the message of this id is in the file."""
        return hash(event_id) in self._ids

    def of(self, room: str) -> Relations:
        return self._relations.setdefault(room, Relations())

    def name(self, room: str) -> str:
        found = self.of(room)
        stated = (name_of(self._head.get(key)) for key in ROOM_KEYS[:2])
        names = (next(filter(None, stated), ""), found.room_name, found.room_alias, room and name_of(room))
        return next(filter(None, names), "") or self._file_name

    def identity(self, room: str) -> str:
        stated = (ref_of(self._head.get(key)) for key in ROOM_KEYS[2:])
        return room or self.of(room).room_id or next(filter(None, stated), "")


class _Reader:
    def __init__(self, rooms: _Rooms, report: ParseReport) -> None:
        self._rooms, self._report = rooms, report
        self._unknown = UnknownKinds()
        self._encrypted = 0

    def read(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        for found in iter_events(source, self._report):
            if found.is_timeline and (message := self._read(found)):
                yield message
        self._unknown.tell(self._report)
        if self._encrypted:
            self._report.warn(f"Messages that were exported encrypted cannot be read: {self._encrypted}.")

    def _read(self, found: Found) -> ParsedMessage | None:
        event, room = found.event, self._rooms.of(found.room)
        kind = event.get("type")
        if not isinstance(kind, str) or kind in UNSHOWN:
            if not isinstance(kind, str):
                self._report.skip(found.position, "This is no event with a type.", ", ".join(event)[:200])
            return None
        if kind == ENCRYPTED and not is_redacted(event):
            self._encrypted += 1
            self._report.skip(found.position, "The message is encrypted.", name_of(event.get("sender")))
            return None
        if target := edited_by(event):
            return (
                None
                if self._is_applied(target, event, room)
                else self._build(found, room, edited_target=target)
            )
        return self._build(found, room)

    def _is_applied(self, target: str, event: Event, room: Relations) -> bool:
        """Return whether an edit changes a message of the file, or is not the last of one whose message is missing."""
        edit = room.edits.get(target)
        return self._rooms.holds(target) or edit is None or edit.event_id != ref_of(event.get("event_id"))

    def _build(self, found: Found, room: Relations, edited_target: str = "") -> ParsedMessage:
        event = found.event
        event_id = edited_target or ref_of(event.get("event_id"))
        content, relation = dict_of(event.get("content")), _relation_of(event)
        edit = room.edits.get(event_id)
        answered = ref_of(dict_of(relation.get("m.in_reply_to")).get("event_id"))
        is_in_thread = relation.get("rel_type") in ("m.thread", "io.element.thread")
        said = self._content(
            event, {**content, **edit.content} if edit and edit.content else content, room, answered
        )
        if _is_deleted(event, content, room):
            said = Content("", DELETED)
        return ParsedMessage(
            self._rooms.name(found.room),
            room.name(ref_of(event.get("sender"))) or None,
            moment_of(event.get("origin_server_ts")),
            said.text,
            said.kind,
            source_ref=event_id or f"item {found.position}",
            is_edited=edit is not None,
            reply_to_ref="" if is_in_thread and relation.get("is_falling_back") is not False else answered,
            attachments=said.attachments,
            reactions=room.reactions_to(event_id),
            conversation_ref=self._rooms.identity(found.room),
            sender_ref=ref_of(event.get("sender")),
            edited_at=moment_of(edit.at_ms) if edit else None,
            thread_ref=ref_of(relation.get("event_id")) if is_in_thread else "",
            mentions=said.mentions,
            links=said.links,
        )

    def _content(self, event: Event, content: dict[str, Any], room: Relations, answered: str) -> Content:
        kind = event["type"]
        if kind in POLLS:
            return read_poll(content)
        if kind not in SPOKEN:
            return describe_event(event, room.names)
        msgtype = ref_of(content.get("msgtype"))
        if kind == "m.room.message" and msgtype not in FILES and msgtype not in WORDS:
            self._unknown.add(str(msgtype))
        return read_message(content, room.names, is_answer=bool(answered))


def _relation_of(event: Event) -> dict[str, Any]:
    return dict_of(dict_of(event.get("content")).get("m.relates_to"))


def _is_deleted(event: Event, content: dict[str, Any], room: Relations) -> bool:
    """Redacted events keep their place and lose their content."""
    if event["type"] not in SPOKEN and event["type"] not in POLLS and event["type"] != ENCRYPTED:
        return False
    return not content or is_redacted(event) or ref_of(event.get("event_id")) in room.redacted
