"""A search from question to ranking. Runs where the indexes are; the web process only knows `query.py`."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from apps.search.embedding.base import Embedder
from apps.search.indexing.replica import Replica, View

from .candidates import rank_sparse
from .clock import Clock
from .collect import Candidates, collect_candidates, size_pool
from .conditions import has_words
from .explain import Ranking, explain_meaning, explain_words
from .facets import count_facets
from .filters import make_limits
from .fusion import fuse, load_weights
from .likes import collect_likes, load_like_weights
from .query import Mode, Ranked, RankedHit, SearchRequest, Sort

RELEVANT_SHARE = 0.5
"""By date only messages with this share of the best one's score are shown, or the newest small talk would lead."""


def search(replica: Replica, embedder: Embedder | None, request: SearchRequest) -> Ranked:
    """Answer one page of a request. A filter that allows nothing finds nothing, a text without words only what
    filters leave. Mode.KEYWORD needs no embedder.
    """
    clock = Clock()
    view = replica.view
    if request.filters.allow_nothing or not len(view.columns):
        return Ranked((), 0, clock.timings)
    ranked = _rank(replica, view, embedder, request, clock)
    if request.facets:
        with clock.time("facets"):
            ranked = replace(ranked, facets=count_facets(view, request))
    return replace(ranked, languages=view.sparse.order_languages(request.text))


def _rank(replica: Replica, view: View, embedder: Embedder, request: SearchRequest, clock: Clock) -> Ranked:
    is_listing = request.like is None and not has_words(request.text)
    if is_listing and not request.filters.allow_everything:
        return _list_newest(view, request, clock)
    if request.mode is Mode.KEYWORD:
        return _search_words(view, request, clock)
    return _search_meaning(replica, view, embedder, request, clock)


def _list_newest(view: View, request: SearchRequest, clock: Clock) -> Ranked:
    with clock.time("filter"):
        found = view.sparse.list_newest(request.offset + request.k, make_limits(view, request.filters))
    page = slice(request.offset, request.offset + request.k)
    return Ranked(_make_hits(view, found.rows[page], found.scores[page], {}), found.total, clock.timings)


def _search_words(view: View, request: SearchRequest, clock: Clock) -> Ranked:
    last = request.offset + request.k
    with clock.time("bm25"):
        limits = make_limits(view, request.filters)
        found = view.sparse.search_words(request.text, last, limits, by_date=request.sort is Sort.DATE)
    page = slice(request.offset, last)
    bm25 = {"bm25": found.scores[page]}
    hits = _make_hits(view, found.rows[page], found.scores[page], bm25)
    ranked = Ranked(hits, found.total, clock.timings)
    if not request.explain:
        return ranked
    return explain_words(ranked, found.rows, found.scores, view)


def _search_meaning(
    replica: Replica, view: View, embedder: Embedder, request: SearchRequest, clock: Clock
) -> Ranked:
    if request.like is None:
        found, weights = collect_candidates(replica, view, embedder, request, clock), load_weights()
    else:
        example = embedder.embed_query(request.text)
        found, weights = collect_likes(replica, view, example, request, clock), load_like_weights()
    if found is None:
        return Ranked((), 0, clock.timings)
    with clock.time("fuse"):
        scores = fuse(found.evidence, weights)
    ranked = _take_page(view, request, found.rows, scores, found.evidence, clock)
    if request.explain:
        with clock.time("explain"):
            ranked = _explain(replica, view, request, found, weights, ranked)
    return replace(ranked, understood=found.understood, degraded=found.degraded)


def _explain(
    replica: Replica,
    view: View,
    request: SearchRequest,
    found: Candidates,
    weights: Mapping[str, float],
    ranked: Ranked,
) -> Ranked:
    rankings = [Ranking("dense", found.nearest.rows, found.nearest.scores)]
    if request.mode is Mode.HYBRID and request.like is None:
        rankings.append(
            Ranking("bm25", *rank_sparse(view, request.text, size_pool(request), request.filters))
        )
    return explain_meaning(
        ranked, view, replica.codec, found.query, rankings, found.evidence, weights, found.rows
    )


def _take_page(
    view: View,
    request: SearchRequest,
    rows: np.ndarray,
    scores: np.ndarray,
    evidence: dict[str, np.ndarray],
    clock: Clock,
) -> Ranked:
    order = np.lexsort((rows, -scores))
    if request.sort is Sort.DATE:
        relevant = order[scores[order] >= RELEVANT_SHARE * scores[order[0]]]
        order = relevant[np.argsort(-view.columns.sent_at[rows[relevant]], kind="stable")]
    page = order[request.offset : request.offset + request.k]
    components = {name: values[page] for name, values in evidence.items()}
    return Ranked(_make_hits(view, rows[page], scores[page], components), len(order), clock.timings)


def _make_hits(
    view: View, rows: np.ndarray, scores: np.ndarray, components: dict[str, np.ndarray]
) -> tuple[RankedHit, ...]:
    return tuple(
        RankedHit(
            message_id=int(view.columns.message[row]),
            score=float(scores[place]),
            components={name: round(float(values[place]), 4) for name, values in components.items()},
        )
        for place, row in enumerate(rows)
    )
