"""From a question to the messages worth a closer look, with everything that speaks for each of them."""

import logging
from dataclasses import dataclass

import numpy as np

from apps.search.embedding.base import Embedder, QueryEmbedding
from apps.search.indexing.replica import Replica, View
from apps.search.indexing.vectors import VectorsUnavailable
from apps.uploads.zones import get_zone

from .beside import start_beside
from .candidates import find_dense, find_sparse, merge, rank_dense
from .clock import Clock
from .evidence import Evidence, Nearest, gather_evidence
from .query import Mode, SearchRequest, Understood
from .timing import mark_times
from .understanding.question import Question, understand

logger = logging.getLogger(__name__)

DEGRADED = "vectors"
"""What `Ranked.degraded` calls a server of vectors that did not answer."""

POOL = 200
"""Candidates from each of dense and BM25, a few hundred together, as the two stages of late interaction need."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """`rows` ascend, each list of `evidence` is as long; `nearest` is what the dense search alone found.

    `understood` are the times and people that count in the evidence; `degraded` names what could not take part.
    """

    query: QueryEmbedding
    rows: np.ndarray
    evidence: Evidence
    nearest: Nearest
    understood: tuple[Understood, ...]
    degraded: tuple[str, ...] = ()


def collect_candidates(
    replica: Replica, view: View, embedder: Embedder, request: SearchRequest, clock: Clock
) -> Candidates | None:
    """Return the candidates of a question; None if there are none, or no word in it.

    When the vectors' server does not answer, words alone find candidates. Raises VectorsUnavailable where they cannot.
    """
    is_hybrid = request.mode is Mode.HYBRID
    pool = size_pool(request)
    try:
        with clock.time("embed"):
            query = embedder.embed_query(request.text)
    except ValueError:
        return None
    words = start_beside(find_sparse, view, request.text, pool, request.filters) if is_hybrid else None
    with clock.time("understand"):
        question = _understand(replica, view, request)
        periods = [period for period, _ in question.periods]
        times = mark_times(periods, view.columns.sent_at, get_zone(request.zone))
    with clock.time("dense"):
        missing: VectorsUnavailable | None = None
        try:
            nearest, rows = _find_by_meaning(replica, view, query, request, times.closest)
        except VectorsUnavailable as error:
            logger.warning("Searching by words alone: %s", error)
            nearest, rows, missing = Nearest.nothing(), np.zeros(0, np.int64), error
    if words is not None:
        with clock.time("bm25"):
            rows = merge(rows, words.result())
    rows = np.unique(rows)
    if not len(rows):
        if missing is not None:
            raise missing
        return None
    with clock.time("evidence"):
        evidence = gather_evidence(
            replica,
            view,
            query,
            request.text,
            rows,
            with_words=is_hybrid,
            nearest=nearest,
            question=question,
            times=times,
        )
    wrote = frozenset(view.columns.participant[rows].tolist())
    return Candidates(
        query,
        rows,
        evidence,
        nearest,
        question.tell_used(times.found, wrote),
        degraded=() if missing is None else (DEGRADED,),
    )


def _understand(replica: Replica, view: View, request: SearchRequest) -> Question:
    return understand(
        request.text,
        now=request.measured_from,
        replica=replica,
        view=view,
        ignore=request.ignore,
        other_names=request.other_names,
    )


def _find_by_meaning(
    replica: Replica,
    view: View,
    query: QueryEmbedding,
    request: SearchRequest,
    closest: np.ndarray | None,
) -> tuple[Nearest, np.ndarray]:
    """What is nearest, and all rows to look at: those and the nearest among `closest`, bool (rows,), if given."""
    pool = size_pool(request)
    nearest = Nearest(*rank_dense(replica, view, query, pool, request.filters))
    if closest is None:
        return nearest, nearest.rows
    among = find_dense(replica, view, query, pool, request.filters, among=closest)
    return nearest, merge(nearest.rows, among)


def size_pool(request: SearchRequest) -> int:
    """How many candidates each retriever gives: enough for the page asked for."""
    return max(POOL, request.offset + request.k)
