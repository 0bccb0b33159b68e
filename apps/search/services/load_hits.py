"""From a ranking to hits that can be shown: the messages with their neighbours, in one query each."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from apps.accounts.models import Organization
from apps.search.retrieval.highlight import Highlighter
from apps.search.retrieval.query import Ranked, RankedHit, SearchRequest
from apps.search.services.search_query import ContextMessage, Hit
from apps.uploads.models import Message

CONTEXT_REACH = 2
"""Neighbours shown on either side of a hit."""


def load_hits(organization: Organization, request: SearchRequest, ranked: Ranked) -> list[Hit]:
    """Return the hits with their messages. One that was deleted since the index saw it is left out."""
    ids = [hit.message_id for hit in ranked.hits]
    messages = Message.objects.filter(conversation__organization=organization).select_related(
        "conversation__upload", "participant"
    )
    found = messages.in_bulk(ids)
    neighbours = load_neighbours(found.values())
    highlighter = Highlighter(request.text, ranked.languages)
    hits = []
    for rank, ranked_hit in enumerate(ranked.hits, start=request.offset + 1):
        message = found.get(ranked_hit.message_id)
        if message is not None:
            hits.append(make_hit(highlighter, rank, ranked_hit, message, neighbours[message.pk]))
    return hits


def load_neighbours(messages: Iterable[Message], *, reach: int = CONTEXT_REACH) -> dict[int, list[Message]]:
    """Return the messages around each, itself included, by its id: one query for all."""
    messages = list(messages)
    if not messages:
        return {}
    wanted = Q()
    for message in messages:
        around = (message.sequence - reach, message.sequence + reach)
        wanted |= Q(conversation=message.conversation_id, sequence__range=around)
    by_conversation: dict[int, list[Message]] = defaultdict(list)
    for row in (
        Message.objects.filter(wanted).select_related("participant").order_by("conversation", "sequence")
    ):
        by_conversation[row.conversation_id].append(row)
    return {
        message.pk: [
            row
            for row in by_conversation[message.conversation_id]
            if abs(row.sequence - message.sequence) <= reach
        ]
        for message in messages
    }


def make_hit(
    highlighter: Highlighter, rank: int, ranked_hit: RankedHit, message: Message, neighbours: list[Message]
) -> Hit:
    context = [make_context(highlighter, row, is_hit=row.pk == message.pk) for row in neighbours]
    return Hit(
        rank=rank,
        score=ranked_hit.score,
        components=ranked_hit.components,
        explanation=ranked_hit.explanation and ranked_hit.explanation | list_matched_words(context),
        message_id=message.pk,
        conversation=message.conversation,
        sender=name_sender(message),
        sent_at=message.sent_at,
        text=message.text,
        highlights=highlighter.find(message.text),
        context=context,
    )


def list_matched_words(context: list[ContextMessage]) -> dict[str, list[str]]:
    """Return the query's words as they stand in a hit, and those that stand only in its neighbours."""
    words = {True: dict[str, None](), False: dict[str, None]()}
    for message in context:
        marked = [message.text[start:end].casefold() for start, end in message.highlights]
        words[message.is_hit].update(dict.fromkeys(marked))
    return {
        "matched_words": list(words[True]),
        "words_around": [word for word in words[False] if word not in words[True]],
    }


def make_context(highlighter: Highlighter, row: Message, *, is_hit: bool) -> ContextMessage:
    return ContextMessage(
        message_id=row.pk,
        sequence=row.sequence,
        sender=name_sender(row),
        sent_at=row.sent_at,
        local_time=row.local_time,
        text=row.text,
        kind=row.kind,
        is_hit=is_hit,
        highlights=highlighter.find(row.text),
    )


def name_sender(message: Message) -> str | None:
    return message.participant.name if message.participant else None
