"""From what the user wrote to what the worker is asked: names become ids, and what is unknown finds nothing."""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from django.utils import timezone

from apps.accounts.models import Organization
from apps.search.query_language.compilation import compile_tree
from apps.search.query_language.parser import parse
from apps.search.query_language.ranking import make_ranking_text
from apps.search.retrieval.query import Filters, SearchRequest
from apps.search.services.organization_names import OrganizationNames
from apps.search.services.other_names import find_other_names
from apps.search.services.search_query import SearchQuery
from apps.uploads.zones import get_zone


@dataclass(frozen=True, slots=True)
class Reading:
    """`notes` are sentences for the user: names that nobody or several bear, slips that were taken for words."""

    request: SearchRequest
    notes: tuple[str, ...] = ()


def read_query(organization: Organization, query: SearchQuery, *, now: datetime | None = None) -> Reading:
    """Return what to ask. `now`, aware, is what "30d" and "yesterday" are measured from; None for this moment.
    Days are those of the organization's time zone, or of UTC where it has none.

    Raises QueryError, with the place in `query.text`.
    """
    parsed = parse(query.text)
    names = OrganizationNames(organization, query.conversation)
    zone = get_zone(organization.time_zone)
    compiled = compile_tree(parsed.tree, names, (now or timezone.now()).astimezone(zone))
    ranking_text = make_ranking_text(parsed.tree)
    request = SearchRequest(
        text=ranking_text,
        k=query.k,
        offset=query.offset,
        mode=query.mode,
        sort=query.sort,
        filters=Filters(
            conversations=None if query.conversation is None else frozenset([query.conversation]),
            participants=names.find_sender(query.sender.strip()).ids if query.sender else None,
            after=_begin(query.after, zone),
            before=_begin(query.before, zone),
            condition=compiled.condition,
        ),
        now=now,
        zone=organization.time_zone,
        ignore=query.ignore,
        explain=query.explain,
        facets=query.facets,
        rerank=query.rerank,
        like=query.like,
        other_names=find_other_names(organization, ranking_text),
    )
    return Reading(request, (*parsed.notes, *compiled.notes))


def _begin(limit: date | datetime | None, zone: tzinfo) -> datetime | None:
    """Return a moment as it is, of a day its midnight."""
    if limit is None or isinstance(limit, datetime):
        return limit
    return datetime.combine(limit, time.min, tzinfo=zone)
