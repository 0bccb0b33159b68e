"""From what the user wrote to what the worker is asked: names become ids, and what is unknown finds nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from apps.accounts.models import Organization
from apps.search.query_language.compilation import compile_tree
from apps.search.query_language.parser import parse
from apps.search.query_language.ranking import make_ranking_text
from apps.search.retrieval.query import Filters, SearchRequest
from apps.search.services.organization_names import OrganizationNames
from apps.search.services.search_query import SearchQuery
from apps.uploads.models import Participant


@dataclass(frozen=True, slots=True)
class Reading:
    """`notes` are sentences for the user: names that nobody or several bear, slips that were taken for words."""

    request: SearchRequest
    notes: tuple[str, ...] = ()


def read_query(organization: Organization, query: SearchQuery, *, now: datetime | None = None) -> Reading:
    """Return what to ask. `now`, aware, is what "30d" and "yesterday" are measured from; None for this moment.

    Raises QueryError, with the place in `query.text`.
    """
    parsed = parse(query.text)
    names = OrganizationNames(organization, query.conversation)
    compiled = compile_tree(parsed.tree, names, now or timezone.now())
    request = SearchRequest(
        text=make_ranking_text(parsed.tree),
        k=query.k,
        offset=query.offset,
        mode=query.mode,
        sort=query.sort,
        filters=Filters(
            conversations=None if query.conversation is None else frozenset([query.conversation]),
            participants=find_participants(organization, query) if query.sender else None,
            after=query.after,
            before=query.before,
            condition=compiled.condition,
        ),
        now=now,
        ignore=query.ignore,
        explain=query.explain,
        facets=query.facets,
        rerank=query.rerank,
        like=query.like,
    )
    return Reading(request, (*parsed.notes, *compiled.notes))


def find_participants(organization: Organization, query: SearchQuery) -> frozenset[int]:
    """Return everybody of that name in the organization; nobody means that nothing is found, never everything."""
    people = Participant.objects.filter(organization=organization, name__iexact=query.sender.strip())
    if query.conversation is not None:
        people = people.filter(conversation=query.conversation)
    return frozenset(people.values_list("pk", flat=True))
