"""A second, closer look at the best hits, where the settings name a reranker. Runs in the search worker.

It may take RERANKER_TIMEOUT_S, loading included. A reranker that is missing, slow or failing leaves the order as it
was and its name in `degraded`.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.conf import settings

from apps.search.retrieval.query import Ranked, RankedHit, SearchRequest, Sort
from apps.search.retrieval.rerank.base import RerankFailed, RerankPaused
from apps.search.services.passages import read_passages
from apps.search.services.reranker import get_reranker

logger = logging.getLogger(__name__)

DEGRADED = "reranker"
"""What `Ranked.degraded` calls it."""


def reranks(request: SearchRequest) -> bool:
    """Whether a request is one to rerank: a question, by relevance, whose page touches the hits looked at."""
    asked = bool(settings.RERANKER) and request.rerank and request.like is None and bool(request.text.strip())
    return asked and request.sort is Sort.RELEVANCE and request.offset < settings.RERANKER_TOP


def rerank_hits(request: SearchRequest, search: Callable[[SearchRequest], Ranked]) -> Ranked:
    """Answer a page out of `search`'s ranking with its RERANKER_TOP best in the reranker's order, the rest after."""
    last = request.offset + request.k
    ranked = search(replace(request, offset=0, k=max(settings.RERANKER_TOP, last)))
    started = time.perf_counter()
    try:
        hits = _reorder(request.text, ranked.hits)
        degraded = ranked.degraded
    except RerankFailed as problem:
        level = logging.DEBUG if isinstance(problem, RerankPaused) else logging.WARNING
        logger.log(level, "Answered without the reranker: %s", problem)
        hits, degraded = ranked.hits, (*ranked.degraded, DEGRADED)
    timings = ranked.timings | {"rerank": round(1000 * (time.perf_counter() - started), 3)}
    return replace(ranked, hits=hits[request.offset : last], degraded=degraded, timings=timings)


def _reorder(query: str, hits: Sequence[RankedHit]) -> tuple[RankedHit, ...]:
    passages = read_passages([hit.message_id for hit in hits[: settings.RERANKER_TOP]])
    read = [hit for hit in hits if hit.message_id in passages]
    scores = get_reranker().score(query, [passages[hit.message_id] for hit in read])
    marked = [_mark(hit, score, rank) for rank, (hit, score) in enumerate(zip(read, scores, strict=True), 1)]
    best_first = sorted(marked, key=lambda hit: -hit.components["rerank"])
    return (*best_first, *(hit for hit in hits if hit.message_id not in passages))


def _mark(hit: RankedHit, score: float, rank_before: int) -> RankedHit:
    explanation = hit.explanation
    if explanation is not None:
        explanation = explanation | {"rerank": {"score": score, "rank_before": rank_before}}
    return replace(hit, components=hit.components | {"rerank": round(score, 4)}, explanation=explanation)
