"""EXPORT: conversations, or the hits of a search, as a file that streams: neutral JSON lines, CSV, or a page to read.

Whose messages may be exported is decided by the caller's selector. Messages are read page by page along their
conversation's index, so an export of any size holds a page at a time and no transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from apps.uploads.exporting.csv_table import write_csv
from apps.uploads.exporting.html_page import write_html
from apps.uploads.exporting.json_lines import write_json_lines
from apps.uploads.exporting.rows import Hit, Row, in_blocks
from apps.uploads.models import Conversation, Message
from apps.uploads.parsing.base import Attachment, ParsedMessage, Reaction
from apps.uploads.selectors import MEMORY_OF_UPLOAD

PAGE_ROWS = 2_000
FIELDS = (
    "pk",
    "sequence",
    "conversation_id",
    "participant_id",
    "participant__name",
    "participant__ref",
    "sent_at",
    "local_time",
    "precision",
    "text",
    "kind",
    "source_ref",
    "starts_session",
    "is_edited",
    "edited_at",
    "reply_to_ref",
    "thread_ref",
    "attachments",
    "reactions",
    "mentions",
    "links",
    "forwarded_from",
)
CONTENT_TYPES = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
"""By the ending of the file, which is also what callers name the form by."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """`blocks` streams; nothing is read before it is asked for."""

    name: str
    content_type: str
    blocks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class RankedMessage:
    message_id: int
    rank: int
    score: float


def export_conversations(conversations: Sequence[Conversation], form: str, *, title: str = "") -> ExportFile:
    """Return the conversations one after the other, each in its own order. `form` is a key of CONTENT_TYPES."""
    title = title or (conversations[0].name if len(conversations) == 1 else "Conversations")
    rows = (row for conversation in conversations for row in iter_rows(conversation))
    return _make_file(rows, form, title, has_hits=False)


def export_hits(hits: Sequence[RankedMessage], form: str, *, title: str) -> ExportFile:
    """Return the messages of a search result in its order; those that are gone meanwhile are left out."""
    return _make_file(_iter_hits(hits), form, title, has_hits=True)


def _make_file(rows: Iterable[Row], form: str, title: str, *, has_hits: bool) -> ExportFile:
    if form == "csv":
        pieces = write_csv(rows, has_hits=has_hits)
    elif form == "html":
        pieces = write_html(rows, title=title, has_hits=has_hits)
    else:
        pieces = write_json_lines(rows)
    name = f"{slugify(title, allow_unicode=True)[:80] or 'chat'}.{form}"
    return ExportFile(name, CONTENT_TYPES[form], in_blocks(pieces))


def iter_rows(conversation: Conversation) -> Iterator[Row]:
    """Yield a conversation's messages by rising sequence."""
    last = -1
    while page := list(
        _select(conversation.messages.filter(sequence__gt=last)).order_by("sequence")[:PAGE_ROWS]
    ):
        for stored in page:
            yield make_row(stored, conversation)
        last = page[-1].sequence


def _iter_hits(hits: Sequence[RankedMessage]) -> Iterator[Row]:
    found = {
        stored.pk: stored
        for stored in _select(Message.objects.filter(pk__in=[hit.message_id for hit in hits]))
    }
    conversations = (
        Conversation.objects.select_related("upload")
        .defer(MEMORY_OF_UPLOAD)
        .in_bulk({stored.conversation_id for stored in found.values()})
    )
    for hit in hits:
        if stored := found.get(hit.message_id):
            yield make_row(stored, conversations[stored.conversation_id], Hit(hit.rank, hit.score))


def _select(messages: QuerySet[Message]) -> QuerySet:
    """Return plain rows: model instances would take twice the time of everything else."""
    return messages.values_list(*FIELDS, named=True)


def make_row(stored: Any, conversation: Conversation, hit: Hit | None = None) -> Row:
    """Return a stored message, as `_select` reads it, as a parser gave it."""
    parsed = ParsedMessage(
        conversation=conversation.name,
        conversation_ref=conversation.ref,
        sender=stored.participant__name,
        sender_ref=stored.participant__ref or "",
        sent_at=stored.sent_at,
        local_time=stored.local_time,
        precision=stored.precision,
        text=stored.text,
        kind=stored.kind,
        source_ref=stored.source_ref,
        starts_session=stored.starts_session,
        is_edited=stored.is_edited,
        edited_at=stored.edited_at,
        reply_to_ref=stored.reply_to_ref,
        thread_ref=stored.thread_ref,
        attachments=tuple(Attachment(**values) for values in stored.attachments),
        reactions=tuple(_make_reaction(**values) for values in stored.reactions),
        mentions=tuple(stored.mentions),
        links=tuple(stored.links),
        forwarded_from=stored.forwarded_from,
    )
    zone = conversation.upload.zone
    return Row(parsed, conversation.pk, conversation.format, stored.participant_id, hit, zone)


def _make_reaction(emoji: str, count: int = 1, senders: Sequence[str] = ()) -> Reaction:
    return Reaction(emoji, count, tuple(senders))
