"""Messages as they are embedded: consecutive ones of a conversation that no segment covers yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from apps.search.embedding.late_chunking import CONTEXT_MESSAGES
from apps.search.models import IndexVersion
from apps.search.segmentation.passage import PassageMessage
from apps.search.services.coverage import END, list_gaps
from apps.uploads.models import SAID, Conversation, Message

PASSAGE_COLUMNS = ("id", "sequence", "participant__name", "text", "sent_at", "starts_session")


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive messages of a conversation, with a few before them that only lend meaning."""

    conversation: Conversation
    ids: list[int]
    sequences: list[int]
    messages: list[PassageMessage]
    context: list[PassageMessage]


def read_batches(version: IndexVersion, conversations: Iterable[Conversation]) -> Iterator[Batch]:
    """Yield what no segment covers yet, conversation by conversation."""
    for conversation in conversations:
        for following, last in list_gaps(version, conversation):
            while batch := read_batch(conversation, following, last):
                yield batch
                following = batch.sequences[-1] + 1


def read_batch(conversation: Conversation, first_sequence: int, last_sequence: int = END) -> Batch | None:
    """Return the next messages from a sequence on, up to another; None when there are none."""
    said = Message.objects.filter(conversation=conversation, kind__in=SAID)
    within = said.filter(sequence__range=(first_sequence, last_sequence))
    rows = within.order_by("sequence").values_list(*PASSAGE_COLUMNS)
    rows = list(rows[: settings.EMBEDDING_BATCH_MESSAGES])
    if not rows:
        return None
    before = said.filter(sequence__lt=first_sequence).order_by("-sequence").values_list(*PASSAGE_COLUMNS)
    return Batch(
        conversation=conversation,
        ids=[row[0] for row in rows],
        sequences=[row[1] for row in rows],
        messages=[make_passage(row) for row in rows],
        context=[make_passage(row) for row in reversed(before[:CONTEXT_MESSAGES])],
    )


def make_passage(row: tuple) -> PassageMessage:
    _id, _sequence, speaker, text, sent_at, starts_session = row
    return PassageMessage(speaker=speaker or "", text=text, sent_at=sent_at, starts_session=starts_session)
