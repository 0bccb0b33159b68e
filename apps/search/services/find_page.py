"""One page of a search in one index version's replica: by meaning, by words, or like a message. Runs in the worker."""

import logging
from dataclasses import replace
from functools import lru_cache

from apps.search.embedding.base import Embedder, ModelUnavailable
from apps.search.indexing.replica import Replica
from apps.search.models import IndexVersion
from apps.search.retrieval.engine import search
from apps.search.retrieval.query import Mode, Ranked, SearchRequest
from apps.search.services.caches import remember_queries
from apps.search.services.circuit_breaker import CircuitBreaker
from apps.search.services.embedder import get_embedder
from apps.search.services.explain_hits import spell_matches
from apps.search.services.like_message import ExampleEmbedder, load_example
from apps.search.services.rerank_hits import rerank_hits, reranks

logger = logging.getLogger(__name__)

DEGRADED = "model"
"""What `Ranked.degraded` calls the embedding model."""


def find_page(version: IndexVersion, replica: Replica, request: SearchRequest) -> Ranked:
    """Answer a request. Where the model is not to be had, a hybrid one is answered by its words alone, and says so.

    Raises ModelUnavailable where only the meaning was asked for.
    """
    if request.mode is Mode.KEYWORD and request.like is None:
        return find_by_words(replica, request)
    try:
        return find_by_meaning(version, replica, request)
    except ModelUnavailable as problem:
        if request.mode is not Mode.HYBRID or request.like is not None:
            raise
        logger.warning("Answered by words alone: %s", problem)
        ranked = find_by_words(replica, replace(request, mode=Mode.KEYWORD))
        return replace(ranked, degraded=(*ranked.degraded, DEGRADED))


def find_by_words(replica: Replica, request: SearchRequest) -> Ranked:
    return search_and_rerank(replica, None, request)


def find_by_meaning(version: IndexVersion, replica: Replica, request: SearchRequest) -> Ranked:
    breaker = get_breaker(version.model_id)
    if not breaker.allows():
        raise ModelUnavailable(f"{version.model} has failed repeatedly and is left alone for a while")
    try:
        embedder = get_embedder(version.model)
        if request.like is not None:
            ranked = find_like(version, replica, embedder, request)
        else:
            ranked = search_and_rerank(replica, remember_queries(embedder), request)
    except ModelUnavailable:
        breaker.failed()
        raise
    breaker.succeeded()
    return spell_matches(ranked, embedder) if request.explain else ranked


@lru_cache(maxsize=64)
def get_breaker(model_id: int) -> CircuitBreaker:
    """Return the breaker of an embedding model, as long as this process lives."""
    return CircuitBreaker()


def search_and_rerank(replica: Replica, embedder: Embedder | None, request: SearchRequest) -> Ranked:
    if reranks(request):
        return rerank_hits(request, lambda wider: search(replica, embedder, wider))
    return search(replica, embedder, request)


def find_like(version: IndexVersion, replica: Replica, embedder: Embedder, request: SearchRequest) -> Ranked:
    """Search by a message; by word alone would miss the likeness that is meant, so that mode counts for hybrid."""
    example = load_example(version, replica, embedder, request.like)
    if example is None:
        return Ranked((), 0)
    mode = Mode.SEMANTIC if request.mode is Mode.SEMANTIC else Mode.HYBRID
    return search(
        replica, ExampleEmbedder(embedder, example), replace(request, text=example.words, mode=mode)
    )
