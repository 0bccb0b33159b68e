"""One message of a Takeout."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from apps.uploads.parsing.base import (
    CALL,
    DELETED,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
    Reaction,
)
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.google_chat.annotations import call_of, done_in, emoji_of, links_of, mentions_of
from apps.uploads.parsing.google_chat.group import Group, address_of
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.recent import Recent, quote_key
from apps.uploads.parsing.values import dict_of, dicts_of, list_of, moment_of, name_of, ref_of, text_of
from apps.uploads.parsing.written_dates import WrittenDates

MAX_FILE_NAMES = 100_000
FindSize = Callable[[str], int | None]
"""From the name of an exported file to its bytes, None if it was not exported."""


class Moment(NamedTuple):
    sent_at: datetime | None
    local_time: str


class MessageReader:
    """Reads the messages of one group, in their order."""

    def __init__(self, group: Group, find_size: FindSize, options: ParseOptions, report: ParseReport) -> None:
        self._group, self._find_size, self._report = group, find_size, report
        self._clock, self._dates = LocalClock(options, report), WrittenDates()
        self._said = Recent()
        self._exported: dict[str, int] = {}

    def read(self, record: dict[str, Any], position: int) -> ParsedMessage | None:
        """Return the message of a record, or None, with a skip, if it holds none."""
        creator = dict_of(record.get("creator"))
        space, topic, own = _split_id(record)
        text = text_of(record.get("text")) or done_in(record)
        attachments = tuple(self._files_of(record))
        call = call_of(record)
        kind = _kind_of(record, creator, bool(text or attachments), call)
        moment = self._moment(record, position)
        if not (creator or text or attachments or moment.sent_at):
            self._report.skip(
                position, "This is no message: it has no author, time or text.", ", ".join(record)[:200]
            )
            return None
        sender = (
            name_of(creator.get("name"))
            or self._group.names.get(address_of(creator), "")
            or address_of(creator)
        )
        ref = ref_of(record.get("message_id")) or f"item {position}"
        message = ParsedMessage(
            conversation=self._group.name,
            conversation_ref=self._group.ref or space,
            sender=sender or None,
            sender_ref=address_of(creator),
            sent_at=moment.sent_at,
            local_time=moment.local_time,
            precision="second" if moment.sent_at else "",
            text="" if kind == DELETED else text or (call if kind == CALL else ""),
            kind=kind,
            source_ref=ref,
            is_edited=kind != DELETED and "updated_date" in record,
            edited_at=self._edited_at(record),
            thread_ref=f"{space}/{topic}/{topic}" if topic and topic != own else "",
            reply_to_ref=self._quoted(record),
            attachments=() if kind == DELETED else attachments,
            reactions=self._reactions_of(record),
            mentions=tuple(mentions_of(record)),
            links=tuple(dict.fromkeys(link for link in links_of(record) if _is_behind(link, text))),
        )
        self._said.put((sender, quote_key(text)), ref)
        return message

    def _moment(self, record: dict[str, Any], position: int) -> Moment:
        for value in _times_of(record):
            if shown := text_of(value):
                moment = self._read_date(shown)
                if moment.sent_at is None:
                    self._report.skip(
                        position, "The time cannot be read; the message was kept without it.", shown
                    )
                return moment
        return Moment(None, "")

    def _read_date(self, shown: str) -> Moment:
        if shown[4:5] == "-" and (moment := moment_of(shown)):
            return Moment(moment, "")
        written = self._dates.read(shown)
        if written is None:
            return Moment(None, "")
        if written.is_utc:
            return Moment(written.moment.replace(tzinfo=UTC), "")
        return Moment(self._clock.to_utc(written.moment), written.moment.isoformat())

    def _edited_at(self, record: dict[str, Any]) -> datetime | None:
        shown = text_of(record.get("updated_date"))
        return self._read_date(shown).sent_at if shown else None

    def _quoted(self, record: dict[str, Any]) -> str:
        quoted = dict_of(record.get("quoted_message_metadata"))
        if not quoted:
            return ""
        if ref := ref_of(quoted.get("message_id")):
            return ref
        creator = name_of(dict_of(quoted.get("creator")).get("name"))
        return self._said.get((creator, quote_key(text_of(quoted.get("text"))))) or ""

    def _files_of(self, record: dict[str, Any]) -> Iterator[Attachment]:
        for item in dicts_of(record.get("attached_files")):
            exported = text_of(item.get("export_name"))[:255]
            name = text_of(item.get("original_name"))[:255] or exported
            if name:
                yield Attachment(name, guess_type(name), self._find_size(self._number(exported)))

    def _number(self, exported: str) -> str:
        """Return what the file is really called: the second of a name has a number that the record leaves out."""
        earlier = self._exported.get(exported, 0)
        if earlier or len(self._exported) < MAX_FILE_NAMES:
            self._exported[exported] = earlier + 1
        path = PurePosixPath(exported)
        return f"{path.stem}({earlier}){path.suffix}" if earlier and exported else exported

    def _reactions_of(self, record: dict[str, Any]) -> tuple[Reaction, ...]:
        return gather_reactions(
            (emoji_of(reaction), self._group.names.get(address, address))
            for reaction in dicts_of(record.get("reactions"))
            for address in [ref_of(value).lower() for value in list_of(reaction.get("reactor_emails"))[:1000]]
            or [""]
        )


def _times_of(record: dict[str, Any]) -> Iterator[Any]:
    """Yield what may say when a message was written; one that was edited has it in its first version, if at all."""
    yield record.get("created_date")
    yield from (one.get("created_date") for one in dicts_of(record.get("previous_message_versions")))
    yield record.get("updated_date")


def _split_id(record: dict[str, Any]) -> tuple[str, str, str]:
    """Return the ids of space, topic and message, as far as there are any."""
    parts = ref_of(record.get("message_id")).split("/")
    topic = ref_of(record.get("topic_id"))
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", topic)


def _is_behind(link: str, text: str) -> bool:
    """Return whether a text does not show an address itself; a video is shown by its id, however it is linked."""
    return link not in text and link.rpartition("watch?v=")[2] not in text


def _kind_of(record: dict[str, Any], creator: dict[str, Any], has_content: bool, call: str) -> str:
    state = text_of(record.get("message_state")).upper()
    if state == "DELETED" or "deletion_metadata" in record or not (creator or has_content or call):
        return DELETED
    if has_content:
        return MESSAGE
    return CALL if call else MESSAGE if list_of(record.get("annotations")) else SYSTEM
