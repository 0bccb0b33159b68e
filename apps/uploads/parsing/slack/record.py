"""One record of a day's file as a message."""

from typing import Any

from apps.uploads.parsing.base import (
    CALL,
    DELETED,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseReport,
    Reaction,
)
from apps.uploads.parsing.emoji_names import emoji_of
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.markup import Marked
from apps.uploads.parsing.names import words
from apps.uploads.parsing.slack.quotes import read_quotes
from apps.uploads.parsing.slack.text import MarkupReader
from apps.uploads.parsing.slack.workspace import Channel, Workspace, person_name
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS, clean_text
from apps.uploads.parsing.values import (
    dict_of,
    dicts_of,
    int_of,
    list_of,
    moment_of,
    name_of,
    ref_of,
    size_of,
    text_of,
)

SAID = frozenset(
    words(
        "bot_message file_share me_message file_comment thread_broadcast reply_broadcast slackbot_response "
        "message_replied document_mention assistant_app_thread"
    )
)
GONE = frozenset(("tombstone", "message_deleted"))
CALLS = frozenset(("huddle_thread", "sh_room_created", "sh_room_shared"))
EVENT_BEGINNINGS = (
    "channel_",
    "group_",
    "bot_",
    "pinned_",
    "unpinned_",
    "reminder_",
    "app_",
    "ekm_",
    "mpdm_",
    "file_",
)
NO_FILE = frozenset(("tombstone", "hidden_by_limit"))


class RecordReader:
    """Reads the records of one channel."""

    def __init__(self, channel: Channel, workspace: Workspace, report: ParseReport) -> None:
        self._channel, self._report = channel, report
        self._people, self._markup = workspace.people, MarkupReader(workspace)

    def read(self, record: dict[str, Any], position: int) -> ParsedMessage:
        ts, kind = ref_of(record.get("ts")), self._kind_of(record)
        sender_ref = "" if kind == DELETED else _sender_ref(record)
        text, forwarded_from = self._text_of(record, kind)
        thread = ref_of(record.get("thread_ts"))
        edited = dict_of(record.get("edited"))
        return ParsedMessage(
            conversation=self._channel.name,
            conversation_ref=self._channel.ref,
            sender=None if kind == DELETED else self._name_sender(record, sender_ref) or None,
            sender_ref=sender_ref,
            sent_at=self._moment(ts, position),
            text=text.text,
            kind=kind,
            source_ref=ts or f"item {position}",
            is_edited=bool(edited),
            edited_at=moment_of(edited.get("ts")),
            reply_to_ref=thread if thread != ts else "",
            thread_ref=thread,
            attachments=tuple(
                map(_attachment, [*dicts_of(record.get("files")), *dicts_of([record.get("file")])])
            ),
            reactions=tuple(map(self._reaction, dicts_of(record.get("reactions")))),
            mentions=text.mentions,
            links=text.links,
            forwarded_from=forwarded_from,
        )

    def _kind_of(self, record: dict[str, Any]) -> str:
        subtype = name_of(record.get("subtype"))
        if not subtype or subtype in SAID:
            return MESSAGE
        if subtype in GONE:
            return DELETED
        if subtype in CALLS:
            return CALL
        if not subtype.startswith(EVENT_BEGINNINGS):
            self._report.warn(f"Messages of the unknown type {subtype[:40]!r} were taken for events.")
        return SYSTEM

    def _text_of(self, record: dict[str, Any], kind: str) -> tuple[Marked, str]:
        """Return the words, and whom they quote where all of them are a quotation."""
        if kind == DELETED:
            return Marked(""), ""
        if record.get("is_hidden_by_limit") or record.get("hidden_by_limit"):
            self._report.warn("Messages that the workspace's plan hid from the export have no text.")
        raw, quoted = read_quotes(record)
        marked = self._markup.read(text_of(raw), is_event=kind in (SYSTEM, CALL))
        return Marked(clean_text(marked.text)[:MAX_TEXT_CHARS], marked.links, marked.mentions), quoted

    def _moment(self, ts: str, position: int) -> Any:
        sent_at = moment_of(ts)
        if sent_at is None and ts:
            self._report.skip(position, "The time cannot be read; the message was kept without it.", ts)
        return sent_at

    def _name_sender(self, record: dict[str, Any], ref: str) -> str:
        """Return the name of the list of people, or what the message itself says of a bot or stranger."""
        if record.get("subtype") == "bot_message" and (username := name_of(record.get("username"))):
            return username
        if known := self._people.get(ref):
            return known
        profile = person_name(dict_of(record.get("user_profile")))
        return profile or name_of(record.get("username")) or _bot_name(record) or ref

    def _reaction(self, reaction: dict[str, Any]) -> Reaction:
        refs = [ref_of(user) for user in list_of(reaction.get("users"))[:1000]]
        people = tuple(self._people.get(ref) or ref for ref in refs if ref)
        count = max(int_of(reaction.get("count")) or len(people), 1)
        return Reaction(emoji_of(name_of(reaction.get("name")) or "?"), count, people)


def _sender_ref(record: dict[str, Any]) -> str:
    comment = dict_of(record.get("comment")) if record.get("subtype") == "file_comment" else {}
    return next(
        filter(None, map(ref_of, (record.get("user"), comment.get("user"), record.get("bot_id")))), ""
    )


def _bot_name(record: dict[str, Any]) -> str:
    return name_of(dict_of(record.get("bot_profile")).get("name"))


def _attachment(file: dict[str, Any]) -> Attachment:
    """Return a file; one that was deleted or is hidden by the plan has no name any more."""
    name = (name_of(file.get("name")) or name_of(file.get("title")))[:255]
    mode = file.get("mode")
    if isinstance(mode, str) and mode in NO_FILE and not name:
        return Attachment("", "file")
    return Attachment(name, guess_type(name, _mime(file)), size_of(file.get("size")))


def _mime(file: dict[str, Any]) -> str:
    mime = name_of(file.get("mimetype"))
    return mime if "/" in mime else ""
