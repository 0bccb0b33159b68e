"""What a search worker remembers of earlier searches. Both caches live in its memory and end with it.

| what | known by | lives |
|---|---|---|
| embedded queries | model and text | until QUERY_CACHE_SIZE newer ones were asked, or the model leaves memory |
| answers | index version, its segments and deletions, the whole request | SEARCH_CACHE_S seconds |

An index version belongs to one organization, and the request holds every filter, so that an answer is only served
again where it would be found again. One that had to do without a part is not kept.
"""

import json
import threading
import time
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from cachetools import LRUCache, TTLCache
from django.conf import settings

from apps.search.retrieval.query import Ranked, SearchRequest

if TYPE_CHECKING:
    from apps.search.embedding.base import Embedder, QueryEmbedding
    from apps.search.indexing.replica import View

ANSWERS_KEPT = 500

_lock = threading.Lock()
_queries: "WeakKeyDictionary[Embedder, LRUCache[str, QueryEmbedding]]" = WeakKeyDictionary()


class RememberingEmbedder:
    """An embedder that does not embed a query again that it embedded lately; otherwise the one it stands for."""

    def __init__(self, embedder: "Embedder", known: "MutableMapping[str, QueryEmbedding]") -> None:
        self._embedder, self._known = embedder, known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._embedder, name)

    def embed_query(self, text: str) -> "QueryEmbedding":
        with _lock:
            found = self._known.get(text)
        if found is None:
            found = self._embedder.embed_query(text)
            with _lock:
                self._known[text] = found
        return found


def remember_queries(embedder: "Embedder") -> "Embedder":
    """Return the embedder with a memory, or as it is if QUERY_CACHE_SIZE is 0."""
    if not settings.QUERY_CACHE_SIZE:
        return embedder
    with _lock:
        known = _queries.setdefault(embedder, LRUCache(settings.QUERY_CACHE_SIZE))
    return RememberingEmbedder(embedder, known)


def remember_answer(
    version_id: int, view: "View", request: SearchRequest, find: Callable[[], Ranked]
) -> Ranked:
    """Return what `find` finds, or found for the same request while the index was as it is now."""
    if not settings.SEARCH_CACHE_S:
        return find()
    started = time.perf_counter()
    answers = _get_answers(settings.SEARCH_CACHE_S)
    key = (version_id, view.watermark, view.deletion_watermark, describe_request(request))
    with _lock:
        known = answers.get(key)
    if known is not None:
        return _mark_known(known, took_ms=1000 * (time.perf_counter() - started))
    ranked = find()
    if not ranked.degraded:
        with _lock:
            answers[key] = ranked
    return ranked


@lru_cache(maxsize=1)
def _get_answers(seconds: float) -> "TTLCache[tuple, Ranked]":
    return TTLCache(ANSWERS_KEPT, ttl=seconds)


def describe_request(request: SearchRequest) -> str:
    """Return everything that tells two requests apart; of the moment that "yesterday" counts from only the hour.

    It is the hour of the request's zone, in which days begin with one.
    """
    now = request.measured_from.replace(minute=0, second=0, microsecond=0)
    return json.dumps(replace(request, now=now).to_payload(), sort_keys=True)


def _mark_known(ranked: Ranked, *, took_ms: float) -> Ranked:
    """Say where the answer comes from: steps that were not taken have no timings."""
    hits = tuple(
        hit if hit.explanation is None else replace(hit, explanation={**hit.explanation, "from_cache": True})
        for hit in ranked.hits
    )
    return replace(ranked, hits=hits, timings={"cache": round(took_ms, 3)})
