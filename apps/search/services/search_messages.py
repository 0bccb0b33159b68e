"""Search as pages, API and commands know it: permission, ranking, then the messages with their neighbours."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from apps.accounts.models import Organization
from apps.accounts.selectors import get_default_organization, visible_organizations
from apps.search.retrieval.highlight import find_highlights
from apps.search.retrieval.query import Filters, Mode, Ranked, SearchRequest, Sort
from apps.search.selectors import get_active_version
from apps.search.services.ask_worker import ask_worker
from apps.uploads.models import Conversation, Message, Participant
from apps.uploads.selectors import get_conversation

CONTEXT_REACH = 2
"""Neighbours shown on either side of a hit."""
MAX_K = 100
MAX_QUERY_LENGTH = 2_000

Ask = Callable[[int, SearchRequest], Ranked]
NOTHING = Ranked(hits=(), total=0, timings={})


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What the user asked, filters included. `sender` is a name, compared without case."""

    text: str
    k: int = 10
    offset: int = 0
    mode: Mode = Mode.HYBRID
    sort: Sort = Sort.RELEVANCE
    conversation: int | None = None
    sender: str = ""
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContextMessage:
    message_id: int
    sequence: int
    sender: str | None
    sent_at: datetime | None
    local_time: str
    text: str
    kind: str
    is_hit: bool
    highlights: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Hit:
    """`highlights` are character offsets [start, end) into `text`; `context` holds the hit among its neighbours."""

    rank: int
    score: float
    components: dict[str, float]
    message_id: int
    conversation: Conversation
    sender: str | None
    sent_at: datetime | None
    text: str
    highlights: list[tuple[int, int]]
    context: list[ContextMessage]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    took_ms: float = 0.0
    timings: dict[str, float] = field(default_factory=dict)


def search_messages(
    user, query: SearchQuery, *, organization: Organization | None = None, ask: Ask = ask_worker
) -> SearchAnswer:
    """Search what the user may see in one organization: the stated one, else the conversation's, else the user's own.

    Raises Conversation.DoesNotExist for a conversation that is unknown or not theirs, Organization.DoesNotExist, and
    SearchUnavailable.
    """
    started = time.perf_counter()
    answer = search_organization(choose_organization(user, query, organization), query, ask=ask)
    took_ms = (time.perf_counter() - started) * 1000
    return SearchAnswer(answer.hits, answer.total, round(took_ms, 1), answer.timings)


def choose_organization(user, query: SearchQuery, stated: Organization | None) -> Organization:
    """Return where to search, permission checked."""
    conversation = None if query.conversation is None else get_conversation(user, query.conversation)
    if stated is None:
        return conversation.organization if conversation else get_default_organization(user)
    if conversation and conversation.organization_id != stated.pk:
        raise Conversation.DoesNotExist
    return visible_organizations(user).get(pk=stated.pk)


def search_organization(
    organization: Organization, query: SearchQuery, *, ask: Ask = ask_worker
) -> SearchAnswer:
    """Search an organization whose permission has been checked."""
    ranked = rank_messages(organization, query, ask=ask)
    return SearchAnswer(load_hits(organization, query, ranked), ranked.total, timings=ranked.timings)


def rank_messages(organization: Organization, query: SearchQuery, *, ask: Ask = ask_worker) -> Ranked:
    version = get_active_version(organization)
    request = build_request(organization, query)
    if version is None or request.filters.allow_nothing:
        return NOTHING
    return ask(version.pk, request)


def build_request(organization: Organization, query: SearchQuery) -> SearchRequest:
    return SearchRequest(
        text=query.text,
        k=query.k,
        offset=query.offset,
        mode=query.mode,
        sort=query.sort,
        filters=Filters(
            conversations=None if query.conversation is None else frozenset([query.conversation]),
            participants=find_participants(organization, query) if query.sender else None,
            after=query.after,
            before=query.before,
        ),
    )


def find_participants(organization: Organization, query: SearchQuery) -> frozenset[int]:
    """Return everybody of that name in the organization; nobody means that nothing is found, never everything."""
    people = Participant.objects.filter(organization=organization, name__iexact=query.sender.strip())
    if query.conversation is not None:
        people = people.filter(conversation=query.conversation)
    return frozenset(people.values_list("pk", flat=True))


def load_hits(organization: Organization, query: SearchQuery, ranked: Ranked) -> list[Hit]:
    """Return the hits with their messages. One that was deleted since the index saw it is left out."""
    ids = [hit.message_id for hit in ranked.hits]
    messages = Message.objects.filter(conversation__organization=organization).select_related(
        "conversation__upload", "participant"
    )
    found = messages.in_bulk(ids)
    neighbours = load_neighbours(found.values())
    hits = []
    for rank, ranked_hit in enumerate(ranked.hits, start=query.offset + 1):
        message = found.get(ranked_hit.message_id)
        if message is not None:
            hits.append(make_hit(query, rank, ranked_hit, message, neighbours[message.pk]))
    return hits


def load_neighbours(messages: Iterable[Message]) -> dict[int, list[Message]]:
    """Return the messages around each, itself included, by its id: one query for all."""
    messages = list(messages)
    if not messages:
        return {}
    wanted = Q()
    for message in messages:
        around = (message.sequence - CONTEXT_REACH, message.sequence + CONTEXT_REACH)
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
            if abs(row.sequence - message.sequence) <= CONTEXT_REACH
        ]
        for message in messages
    }


def make_hit(query: SearchQuery, rank: int, ranked_hit, message: Message, neighbours: list[Message]) -> Hit:
    context = [make_context(query, row, is_hit=row.pk == message.pk) for row in neighbours]
    return Hit(
        rank=rank,
        score=ranked_hit.score,
        components=ranked_hit.components,
        message_id=message.pk,
        conversation=message.conversation,
        sender=name_sender(message),
        sent_at=message.sent_at,
        text=message.text,
        highlights=find_highlights(query.text, message.text),
        context=context,
    )


def make_context(query: SearchQuery, row: Message, *, is_hit: bool) -> ContextMessage:
    return ContextMessage(
        message_id=row.pk,
        sequence=row.sequence,
        sender=name_sender(row),
        sent_at=row.sent_at,
        local_time=row.local_time,
        text=row.text,
        kind=row.kind,
        is_hit=is_hit,
        highlights=find_highlights(query.text, row.text),
    )


def name_sender(message: Message) -> str | None:
    return message.participant.name if message.participant else None
