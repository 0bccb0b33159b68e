"""From what the user wrote to what the worker is asked: names become ids, and what is unknown finds nothing."""

from apps.accounts.models import Organization
from apps.search.retrieval.query import Filters, SearchRequest
from apps.search.services.search_query import SearchQuery
from apps.uploads.models import Participant


def read_query(organization: Organization, query: SearchQuery) -> SearchRequest:
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
        ignore=query.ignore,
        explain=query.explain,
        facets=query.facets,
        rerank=query.rerank,
        like=query.like,
    )


def find_participants(organization: Organization, query: SearchQuery) -> frozenset[int]:
    """Return everybody of that name in the organization; nobody means that nothing is found, never everything."""
    people = Participant.objects.filter(organization=organization, name__iexact=query.sender.strip())
    if query.conversation is not None:
        people = people.filter(conversation=query.conversation)
    return frozenset(people.values_list("pk", flat=True))
