"""EXPORT: conversations, or the hits of a search, as a file that streams: neutral JSON lines, CSV, or a page to read.

Whose messages may be exported is decided by the caller's selector. Messages are read page by page along their
conversation's index, so an export of any size holds a page at a time and no transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from apps.uploads.exporting.csv_table import write_csv
from apps.uploads.exporting.html_page import write_html
from apps.uploads.exporting.json_lines import write_json_lines
from apps.uploads.exporting.rows import Hit, Row, in_blocks
from apps.uploads.models import Conversation, Message
from apps.uploads.parsing.base import Attachment, ParsedMessage, Reaction

PAGE_ROWS = 2_000
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
        conversation.messages.filter(sequence__gt=last)
        .select_related("participant")
        .order_by("sequence")[:PAGE_ROWS]
    ):
        for message in page:
            yield make_row(message, conversation)
        last = page[-1].sequence


def _iter_hits(hits: Sequence[RankedMessage]) -> Iterator[Row]:
    messages = Message.objects.select_related("participant", "conversation")
    found = messages.in_bulk([hit.message_id for hit in hits])
    for hit in hits:
        if message := found.get(hit.message_id):
            yield make_row(message, message.conversation, Hit(hit.rank, hit.score))


def make_row(message: Message, conversation: Conversation, hit: Hit | None = None) -> Row:
    """Return a stored message as a parser gave it."""
    sender = message.participant
    parsed = ParsedMessage(
        conversation=conversation.name,
        conversation_ref=conversation.ref,
        sender=sender.name if sender else None,
        sender_ref=sender.ref if sender else "",
        sent_at=message.sent_at,
        local_time=message.local_time,
        precision=message.precision,
        text=message.text,
        kind=message.kind,
        source_ref=message.source_ref,
        starts_session=message.starts_session,
        is_edited=message.is_edited,
        edited_at=message.edited_at,
        reply_to_ref=message.reply_to_ref,
        thread_ref=message.thread_ref,
        attachments=tuple(Attachment(**values) for values in message.attachments),
        reactions=tuple(
            Reaction(values["emoji"], values["count"], tuple(values["senders"]))
            for values in message.reactions
        ),
        mentions=tuple(message.mentions),
        links=tuple(message.links),
        forwarded_from=message.forwarded_from,
    )
    return Row(parsed, conversation.pk, conversation.format, sender.pk if sender else None, hit)
