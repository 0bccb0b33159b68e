"""One question put to two rankings: two index versions, or two modes of one. Light: pages import this.

It is a trial and no search of the user's: nothing is written to their history.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.accounts.models import Organization
from apps.search.models import IndexVersion
from apps.search.retrieval.query import Mode, Ranked, SearchRequest
from apps.search.services.ask_worker import ask_worker
from apps.search.services.load_hits import load_hits
from apps.search.services.read_query import read_query
from apps.search.services.search_messages import Ask, rank_messages
from apps.search.services.search_query import Hit, SearchQuery

SHOWN = 10
DEPTH = 50
"""So far down the other side a hit is looked for."""


@dataclass(frozen=True, slots=True)
class Side:
    version: IndexVersion
    mode: Mode


@dataclass(frozen=True, slots=True)
class PlacedHit:
    """`other_rank` is where it stands on the other side, None if not among the first `DEPTH` there."""

    hit: Hit
    other_rank: int | None

    @property
    def lead(self) -> int | None:
        """How many places higher it stands here than there; negative: lower."""
        return None if self.other_rank is None else self.other_rank - self.hit.rank


@dataclass(frozen=True, slots=True)
class SideAnswer:
    side: Side
    hits: tuple[PlacedHit, ...]
    total: int
    took_ms: float
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`shared` is how many messages are among the first `out_of` of both, `out_of` at most `SHOWN`."""

    left: SideAnswer
    right: SideAnswer
    shared: int
    out_of: int
    notes: tuple[str, ...] = ()

    @property
    def overlap(self) -> float:
        """0 to 1; of two empty lists 1."""
        return self.shared / self.out_of if self.out_of else 1.0


def compare_rankings(
    organization: Organization, text: str, left: Side, right: Side, *, ask: Ask = ask_worker
) -> Comparison:
    """Ask both sides. The caller has checked that organization and versions are the user's to see.

    Raises QueryError and SearchUnavailable.
    """
    reading = read_query(organization, SearchQuery(text, k=DEPTH))
    rankings = [_rank(side, reading.request, ask) for side in (left, right)]
    first, second = ([hit.message_id for hit in ranking.ranked.hits] for ranking in rankings)
    return Comparison(
        left=_answer(organization, rankings[0], other=second),
        right=_answer(organization, rankings[1], other=first),
        shared=len(set(first[:SHOWN]) & set(second[:SHOWN])),
        out_of=min(SHOWN, max(len(first), len(second))),
        notes=reading.notes,
    )


@dataclass(frozen=True, slots=True)
class _Ranking:
    side: Side
    request: SearchRequest
    ranked: Ranked
    took_ms: float


def _rank(side: Side, request: SearchRequest, ask: Ask) -> _Ranking:
    request = replace(request, mode=side.mode)
    started = time.perf_counter()
    ranked = rank_messages(side.version, request, ask=ask)
    return _Ranking(side, request, ranked, round((time.perf_counter() - started) * 1000, 1))


def _answer(organization: Organization, ranking: _Ranking, *, other: Sequence[int]) -> SideAnswer:
    first = replace(ranking.ranked, hits=ranking.ranked.hits[:SHOWN])
    hits = load_hits(organization, ranking.request, first)
    return SideAnswer(
        ranking.side, place_hits(hits, other), first.total, ranking.took_ms, ranking.ranked.degraded
    )


def place_hits(hits: Sequence[Hit], other: Sequence[int]) -> tuple[PlacedHit, ...]:
    """`other` are message ids of the other side, best first."""
    ranks = {message_id: rank for rank, message_id in enumerate(other, start=1)}
    return tuple(PlacedHit(hit, ranks.get(hit.message_id)) for hit in hits)
