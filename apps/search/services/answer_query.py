"""The search worker's side of a search: rank, and push the answer to whoever waits for it."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from apps.search.embedding.base import Embedder
from apps.search.indexing.replica import Replica
from apps.search.models import IndexVersion
from apps.search.retrieval.engine import search
from apps.search.retrieval.query import Mode, Ranked, SearchRequest
from apps.search.services.caches import remember_answer, remember_queries
from apps.search.services.embedder import get_embedder
from apps.search.services.explain_hits import spell_matches
from apps.search.services.ids_digest import describe_ids
from apps.search.services.like_message import ExampleEmbedder, load_example
from apps.search.services.rerank_hits import rerank_hits, reranks
from apps.search.services.worker import get_replicas
from chatanalysis.redis_client import get_redis

REPLY_KEPT_S = 30


def answer_query(version_id: int, payload: dict, reply_key: str) -> None:
    reply_with(reply_key, lambda: rank(version_id, SearchRequest.from_payload(payload)).to_payload())


def describe_replica(version_id: int, reply_key: str) -> None:
    """Answer which messages this worker can find, as a count and a digest of their ids."""
    reply_with(reply_key, lambda: _describe_replica(version_id))


def _describe_replica(version_id: int) -> dict:
    replica = get_replicas().catch_up(load_version(version_id))
    return describe_ids(replica.message_ids().tolist())


def reply_with(reply_key: str, answer: Callable[[], dict]) -> None:
    """Push what `answer` returns, or its error. The reply outlives a caller that gave up by REPLY_KEPT_S only."""
    try:
        reply = {"answer": answer()}
    except Exception as error:
        push_reply(reply_key, {"error": f"{type(error).__name__}: {error}"})
        raise
    push_reply(reply_key, reply)


def rank(version_id: int, request: SearchRequest) -> Ranked:
    """Answer a page of a request, remembered or found, reranked where the settings say so."""
    version = load_version(version_id)
    with get_replicas().lease(version) as replica:
        return remember_answer(version_id, replica.view, request, lambda: find(version, replica, request))


def find(version: IndexVersion, replica: Replica, request: SearchRequest) -> Ranked:
    embedder = get_embedder(version.model)
    ranked = find_page(version, replica, embedder, request)
    return spell_matches(ranked, embedder) if request.explain else ranked


def find_page(version: IndexVersion, replica: Replica, embedder: Embedder, request: SearchRequest) -> Ranked:
    if request.like is not None:
        return find_like(version, replica, embedder, request)
    embedder = remember_queries(embedder)
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


@lru_cache(maxsize=1_000)
def load_version(version_id: int) -> IndexVersion:
    """Return an index version; what a replica needs of it never changes, so it is read once."""
    return IndexVersion.objects.select_related("model").get(pk=version_id)


def push_reply(key: str, reply: dict) -> None:
    pipe = get_redis().pipeline()
    pipe.rpush(key, json.dumps(reply))
    pipe.expire(key, REPLY_KEPT_S)
    pipe.execute()
