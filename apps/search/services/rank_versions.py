"""Searching several index versions together: each is asked, and their rankings are fused by rank.

Versions may belong to any organizations of the user, and may have different models: only ranks are compared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from apps.search.models import SEARCHABLE, IndexVersion
from apps.search.retrieval.query import Facet, Ranked, SearchRequest, Sort
from apps.search.retrieval.rank_fusion import FusedHit, fuse_ranks
from apps.search.selectors import list_versions
from apps.search.services.ask_worker import ask_workers
from apps.search.services.label_facets import label_facets
from apps.search.services.load_hits import load_hits
from apps.search.services.read_query import Reading, read_query
from apps.search.services.search_query import Hit, SearchAnswer, SearchQuery
from apps.uploads.models import Message

AskAll = Callable[[Sequence[tuple[int, SearchRequest]]], list[Ranked]]

DEPTH = 200
"""So many hits of each version are fused, whichever page is asked for: pages of one fusion never overlap."""
FACETS_SHOWN = 20
NOTHING = Ranked(hits=(), total=0)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class VersionAnswer:
    version: IndexVersion
    reading: Reading
    ranked: Ranked


def search_versions(
    versions: Sequence[IndexVersion], query: SearchQuery, *, ask_all: AskAll = ask_workers
) -> SearchAnswer:
    """Search index versions whose permission has been checked. One alone is answered with its own scores.

    Raises QueryError, and SearchUnavailable if one of them does not answer.
    """
    wider = query if len(versions) == 1 else replace(query, offset=0, k=choose_depth(query))
    answers = ask_versions(versions, wider, ask_all)
    page = _list_own(answers[0]) if len(answers) == 1 else _take_page(fuse_answers(answers, query), query)
    first = answers[0]
    return SearchAnswer(
        index_version_id=first.version.pk if len(answers) == 1 else None,
        hits=load_fused(answers, page, query.offset),
        total=count_total(answers),
        timings=_slowest([answer.ranked.timings for answer in answers]),
        understood=first.ranked.understood,
        facets=merge_facets(answers),
        degraded=_unite(answer.ranked.degraded for answer in answers),
        notes=_unite(answer.reading.notes for answer in answers),
    )


def find_versions(user, ids: Sequence[int]) -> list[IndexVersion]:
    """Return searchable versions in the order asked for.

    Raises IndexVersion.DoesNotExist if one is unknown, not of the user's organizations, or not to be searched.
    """
    found = {version.pk: version for version in list_versions(user).filter(pk__in=ids, state__in=SEARCHABLE)}
    if missing := set(ids) - set(found):
        raise IndexVersion.DoesNotExist(f"No index version {min(missing)} can be searched.")
    return [found[pk] for pk in dict.fromkeys(ids)]


def choose_depth(query: SearchQuery) -> int:
    """Return how many hits of each to fuse: full steps, so that few pages are fused otherwise than their neighbours."""
    last = query.offset + query.k
    return DEPTH * -(-last // DEPTH)


def ask_versions(
    versions: Sequence[IndexVersion], query: SearchQuery, ask_all: AskAll
) -> list[VersionAnswer]:
    """Names of people and conversations are read anew for each organization."""
    readings = {
        organization.pk: read_query(organization, query)
        for organization in {version.organization for version in versions}
    }
    asked = [(version, readings[version.organization_id]) for version in versions]
    possible = [pair for pair in asked if not pair[1].request.filters.allow_nothing]
    ranked = ask_all([(version.pk, reading.request) for version, reading in possible])
    by_version = {version.pk: answer for (version, _), answer in zip(possible, ranked, strict=True)}
    return [
        VersionAnswer(version, reading, by_version.get(version.pk, NOTHING)) for version, reading in asked
    ]


def fuse_answers(answers: Sequence[VersionAnswer], query: SearchQuery) -> list[FusedHit]:
    fused = fuse_ranks([answer.ranked.hits for answer in answers])
    if query.sort is not Sort.DATE:
        return fused
    moments = dict(
        Message.objects.filter(pk__in=[one.hit.message_id for one in fused]).values_list("pk", "sent_at")
    )
    return sorted(
        fused, key=lambda one: (moments.get(one.hit.message_id) or LONG_AGO, one.hit.message_id), reverse=True
    )


def _take_page(fused: list[FusedHit], query: SearchQuery) -> list[FusedHit]:
    return fused[query.offset : query.offset + query.k]


def _list_own(answer: VersionAnswer) -> list[FusedHit]:
    return [FusedHit(hit, (0,)) for hit in answer.ranked.hits]


def load_fused(answers: Sequence[VersionAnswer], page: Sequence[FusedHit], offset: int) -> list[Hit]:
    """Return the page's hits with their messages, read once for each organization."""
    loaded: dict[int, Hit] = {}
    for answer in {answer.version.organization_id: answer for answer in answers}.values():
        organization = answer.version.organization
        mine = tuple(
            one.hit for one in page if answers[one.sources[0]].version.organization_id == organization.pk
        )
        ranked = replace(answer.ranked, hits=mine)
        loaded |= {hit.message_id: hit for hit in load_hits(organization, answer.reading.request, ranked)}
    return [
        replace(
            loaded[one.hit.message_id],
            rank=rank,
            versions=tuple(answers[source].version for source in one.sources),
        )
        for rank, one in enumerate(page, start=offset + 1)
        if one.hit.message_id in loaded
    ]


def count_total(answers: Sequence[VersionAnswer]) -> int:
    """Versions of one organization hold the same messages: its largest count stands for all of them."""
    by_organization: dict[int, int] = {}
    for answer in answers:
        key = answer.version.organization_id
        by_organization[key] = max(by_organization.get(key, 0), answer.ranked.total)
    return sum(by_organization.values())


def merge_facets(answers: Sequence[VersionAnswer]) -> dict[str, tuple[Facet, ...]]:
    """Counts of one version of each organization, added up."""
    counts: dict[str, dict[str, Facet]] = {}
    for answer in {answer.version.organization_id: answer for answer in reversed(answers)}.values():
        for name, facets in label_facets(answer.version.organization, answer.ranked.facets).items():
            known = counts.setdefault(name, {})
            for facet in facets:
                before = known.get(facet.value)
                known[facet.value] = replace(facet, count=facet.count + (before.count if before else 0))
    return {name: _most_frequent(known.values()) for name, known in counts.items()}


def _most_frequent(facets) -> tuple[Facet, ...]:
    return tuple(sorted(facets, key=lambda facet: (-facet.count, facet.value))[:FACETS_SHOWN])


def _slowest(timings: Sequence[dict[str, float]]) -> dict[str, float]:
    """Versions are asked at the same time: each step takes as long as it does for the slowest."""
    steps = dict.fromkeys(step for one in timings for step in one)
    return {step: max(one.get(step, 0) for one in timings) for step in steps}


def _unite(lists) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for texts in lists for text in texts))
