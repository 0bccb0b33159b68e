"""From a ranking to hits that can be shown: the messages with their neighbours, and their conversations."""

from collections.abc import Iterable

from apps.accounts.models import Organization
from apps.search.retrieval.highlight import Highlighter
from apps.search.retrieval.query import Ranked, RankedHit, SearchRequest
from apps.search.services.neighbours import NearMessage, Surroundings, load_surroundings
from apps.search.services.search_query import ContextMessage, Hit
from apps.uploads.models import Conversation

CONTEXT_REACH = 2
"""Neighbours shown on either side of a hit."""


def load_hits(organization: Organization, request: SearchRequest, ranked: Ranked) -> list[Hit]:
    """Return the hits with their messages. One that was deleted since the index saw it is left out."""
    ids = [hit.message_id for hit in ranked.hits]
    found = load_surroundings(ids, reach=CONTEXT_REACH, organization_id=organization.pk)
    conversations = load_conversations(found.values())
    highlighter = Highlighter(request.text, ranked.languages)
    hits = []
    for rank, ranked_hit in enumerate(ranked.hits, start=request.offset + 1):
        surroundings = found.get(ranked_hit.message_id)
        if surroundings is not None:
            conversation = conversations[surroundings.message.conversation_id]
            hits.append(make_hit(highlighter, rank, ranked_hit, surroundings, conversation))
    return hits


def load_conversations(found: Iterable[Surroundings]) -> dict[int, Conversation]:
    ids = {surroundings.message.conversation_id for surroundings in found}
    shown = Conversation.objects.select_related("upload").only(
        "name", "format", "upload__timezone", "upload__default_timezone"
    )
    return shown.in_bulk(ids) if ids else {}


def make_hit(
    highlighter: Highlighter,
    rank: int,
    ranked_hit: RankedHit,
    surroundings: Surroundings,
    conversation: Conversation,
) -> Hit:
    message = surroundings.message
    context = [make_context(highlighter, row, is_hit=row is message) for row in surroundings.around]
    return Hit(
        rank=rank,
        score=ranked_hit.score,
        components=ranked_hit.components,
        explanation=ranked_hit.explanation and ranked_hit.explanation | list_matched_words(context),
        message_id=message.pk,
        conversation=conversation,
        sender=message.sender,
        person=message.person,
        sent_at=message.sent_at,
        text=message.text,
        highlights=next(shown.highlights for shown in context if shown.is_hit),
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


def make_context(highlighter: Highlighter, row: NearMessage, *, is_hit: bool) -> ContextMessage:
    return ContextMessage(
        message_id=row.pk,
        sequence=row.sequence,
        sender=row.sender,
        person=row.person,
        sent_at=row.sent_at,
        local_time=row.local_time,
        text=row.text,
        kind=row.kind,
        is_hit=is_hit,
        highlighter=highlighter,
    )
