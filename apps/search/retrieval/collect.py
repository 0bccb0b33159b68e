"""From a question to the messages worth a closer look, with everything that speaks for each of them."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from apps.search.embedding.base import Embedder, QueryEmbedding
from apps.search.indexing.replica import Replica, View

from .beside import start_beside
from .candidates import find_dense, find_sparse, merge, rank_dense
from .clock import Clock
from .evidence import Evidence, Nearest, gather_evidence
from .query import Mode, SearchRequest, Understood
from .timing import mark_times
from .understanding.question import understand

POOL = 200
"""Candidates from each of dense and BM25, a few hundred together, as the two stages of late interaction need."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """`rows` ascend, each list of `evidence` is as long; `nearest` is what the dense search alone found.

    `understood` are the times and people that count in the evidence.
    """

    query: QueryEmbedding
    rows: np.ndarray
    evidence: Evidence
    nearest: Nearest
    understood: tuple[Understood, ...]


def collect_candidates(
    replica: Replica, view: View, embedder: Embedder, request: SearchRequest, clock: Clock
) -> Candidates | None:
    """Return the candidates of a question; None if there are none, or no word in it."""
    is_hybrid = request.mode is Mode.HYBRID
    pool = size_pool(request)
    words = start_beside(find_sparse, view, request.text, pool, request.filters) if is_hybrid else None
    try:
        with clock.time("embed"):
            query = embedder.embed_query(request.text)
    except ValueError:
        return None
    with clock.time("understand"):
        question = understand(
            request.text,
            now=request.now or datetime.now(UTC),
            replica=replica,
            view=view,
            ignore=request.ignore,
        )
        times = mark_times([period for period, _ in question.periods], view.columns.sent_at)
    with clock.time("dense"):
        nearest = Nearest(*rank_dense(replica, view, query, pool, request.filters))
        rows = nearest.rows
        if times.closest is not None:
            rows = merge(rows, find_dense(replica, view, query, pool, request.filters, among=times.closest))
    if words is not None:
        with clock.time("bm25"):
            rows = merge(rows, words.result())
    rows = np.unique(rows)
    if not len(rows):
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
    return Candidates(query, rows, evidence, nearest, question.tell_used(times.found, wrote))


def size_pool(request: SearchRequest) -> int:
    """How many candidates each retriever gives: enough for the page asked for."""
    return max(POOL, request.offset + request.k)
