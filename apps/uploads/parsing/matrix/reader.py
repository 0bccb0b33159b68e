"""Events as messages, in the second reading."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import DELETED, ParsedMessage, ParseReport
from apps.uploads.parsing.matrix.content import (
    FILES,
    POLLS,
    VERIFICATION,
    WORDS,
    Content,
    describe_event,
    read_message,
    read_poll,
)
from apps.uploads.parsing.matrix.events import Found, iter_events
from apps.uploads.parsing.matrix.relations import Event, Relations, edited_by, is_redacted
from apps.uploads.parsing.matrix.rooms import SPOKEN, Rooms
from apps.uploads.parsing.names import words
from apps.uploads.parsing.unknown_kinds import UnknownKinds
from apps.uploads.parsing.values import dict_of, moment_of, name_of, ref_of

UNSHOWN = frozenset(
    words(
        "m.reaction m.room.redaction m.poll.response m.poll.end org.matrix.msc3381.poll.response "
        "org.matrix.msc3381.poll.end m.call.candidates m.call.answer m.call.negotiate m.call.select_answer "
        "m.call.sdp_stream_metadata_changed m.space.child m.space.parent"
    )
)
"""Events that pages do not show by themselves."""
UNSHOWN_BEGINNING = "m.key.verification."
STICKER = "m.sticker"
KNOWN = WORDS | FILES.keys() | {VERIFICATION}
ENCRYPTED = "m.room.encrypted"
FAILED = "m.bad.encrypted"
"""What Element writes for a message that it could not decrypt: a text that says so."""


class EventReader:
    def __init__(self, rooms: Rooms, report: ParseReport) -> None:
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
        if not isinstance(kind, str) or kind in UNSHOWN or kind.startswith(UNSHOWN_BEGINNING):
            if not isinstance(kind, str):
                self._report.skip(found.position, "This is no event with a type.", ", ".join(event)[:200])
            return None
        is_failed = ref_of(dict_of(event.get("content")).get("msgtype")) == FAILED
        if (kind == ENCRYPTED or is_failed) and not is_redacted(event):
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
        if _is_deleted(event, content, room):
            said = Content("", DELETED)
        else:
            new = edit.content if edit else {}
            said = self._content(event, {**content, **new}, room, answered)
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
        if kind == STICKER:
            content = {**content, "msgtype": STICKER}
        elif msgtype and msgtype not in KNOWN:
            self._unknown.add(msgtype)
        return read_message(content, room.names, is_answer=bool(answered))


def _relation_of(event: Event) -> dict[str, Any]:
    return dict_of(dict_of(event.get("content")).get("m.relates_to"))


def _is_deleted(event: Event, content: dict[str, Any], room: Relations) -> bool:
    """Redacted events keep their place and lose their content."""
    if event["type"] not in SPOKEN and event["type"] not in POLLS and event["type"] != ENCRYPTED:
        return False
    return not content or is_redacted(event) or ref_of(event.get("event_id")) in room.redacted
