"""The search worker's side of a search: rank, and push the answer to whoever waits for it."""

import json
from collections.abc import Callable
from functools import lru_cache

from apps.search.indexing.replica import Replica
from apps.search.models import IndexVersion
from apps.search.retrieval.engine import search
from apps.search.retrieval.query import Ranked, SearchRequest
from apps.search.services.caches import remember_answer, remember_queries
from apps.search.services.embedder import get_embedder
from apps.search.services.ids_digest import describe_ids
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
    replica = get_replicas().get_complete(load_version(version_id))
    return remember_answer(version_id, replica.view, request, lambda: find(replica, request))


def find(replica: Replica, request: SearchRequest) -> Ranked:
    embedder = remember_queries(get_embedder())
    if reranks(request):
        return rerank_hits(request, lambda wider: search(replica, embedder, wider))
    return search(replica, embedder, request)


@lru_cache(maxsize=1_000)
def load_version(version_id: int) -> IndexVersion:
    """Return an index version; what a replica needs of it never changes, so it is read once."""
    return IndexVersion.objects.get(pk=version_id)


def push_reply(key: str, reply: dict) -> None:
    pipe = get_redis().pipeline()
    pipe.rpush(key, json.dumps(reply))
    pipe.expire(key, REPLY_KEPT_S)
    pipe.execute()
