"""Messages as a reranker reads them: between their neighbours, each line with its speaker."""

from collections.abc import Sequence

from apps.search.services.load_hits import load_neighbours, name_sender
from apps.uploads.models import Message

REACH = 1
MESSAGE_CHARACTERS = 2_000
NEIGHBOUR_CHARACTERS = 300


def read_passages(message_ids: Sequence[int]) -> dict[int, str]:
    """Return a passage for each message that still exists: two queries for all."""
    messages = Message.objects.in_bulk(message_ids)
    neighbours = load_neighbours(messages.values(), reach=REACH)
    return {pk: _join_lines(message, neighbours[pk]) for pk, message in messages.items()}


def _join_lines(message: Message, around: Sequence[Message]) -> str:
    return "\n".join(_write_line(row, message) for row in around if not _is_elsewhere(row, message))


def _is_elsewhere(row: Message, message: Message) -> bool:
    """Whether a new thread or session begins between the two."""
    later = message if row.sequence < message.sequence else row
    return row.pk != message.pk and later.starts_session


def _write_line(row: Message, message: Message) -> str:
    limit = MESSAGE_CHARACTERS if row.pk == message.pk else NEIGHBOUR_CHARACTERS
    sender = name_sender(row)
    return f"{sender}: {row.text[:limit]}" if sender else row.text[:limit]
