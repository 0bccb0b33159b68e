"""One ranking out of several whose scores cannot be compared."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .query import RankedHit

RANK_CONSTANT = 60


@dataclass(frozen=True, slots=True)
class FusedHit:
    """`hit` as the ranking has it that put it highest, its score the fused one; `sources` number the rankings."""

    hit: RankedHit
    sources: tuple[int, ...]


def fuse_ranks(
    rankings: Sequence[Sequence[RankedHit]], *, rank_constant: int = RANK_CONSTANT
) -> list[FusedHit]:
    """Merge rankings of messages by reciprocal rank fusion, best first; a message in several is one hit.

    Ranks count from 1; scores of different rankings are never compared. What is equal is ordered by message id, so
    that pages do not overlap. Raises ValueError if rank_constant is not positive.
    Source: Cormack, Clarke and Büttcher, SIGIR 2009.
    """
    if rank_constant <= 0:
        raise ValueError("rank_constant must be positive")
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for source, ranking in enumerate(rankings):
        for rank, hit in enumerate(ranking, start=1):
            places[hit.message_id].append((rank, source))
    fused = [_fuse(rankings, found, rank_constant) for found in places.values()]
    return sorted(fused, key=lambda one: (-one.hit.score, one.hit.message_id))


def _fuse(
    rankings: Sequence[Sequence[RankedHit]], found: list[tuple[int, int]], rank_constant: int
) -> FusedHit:
    best_rank, best_source = min(found)
    score = sum(1 / (rank_constant + rank) for rank, _ in found)
    hit = replace(rankings[best_source][best_rank - 1], score=score)
    return FusedHit(hit, tuple(sorted(source for _, source in found)))
