"""The search worker's side of a search: rank, and push the answer to whoever waits for it."""

import json
from collections.abc import Callable
from threading import Lock

from cachetools import TTLCache, cached

from apps.search.models import IndexVersion
from apps.search.retrieval.query import Ranked, SearchRequest
from apps.search.services.caches import remember_answer
from apps.search.services.find_page import find_page
from apps.search.services.ids_digest import describe_ids
from apps.search.services.worker import get_replicas
from chatanalysis.redis_client import get_redis

REPLY_KEPT_S = 30
VERSION_KEPT_S = 10
"""What a replica needs of a version never changes; its model's entry may be changed by an administrator."""


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
        return remember_answer(
            version_id, replica.view, request, lambda: find_page(version, replica, request)
        )


@cached(TTLCache(1_000, ttl=VERSION_KEPT_S), lock=Lock())
def load_version(version_id: int) -> IndexVersion:
    """Return an index version with its model, as it was a moment ago: a search need not ask for it each time."""
    return IndexVersion.objects.select_related("model").get(pk=version_id)


def push_reply(key: str, reply: dict) -> None:
    pipe = get_redis().pipeline()
    pipe.rpush(key, json.dumps(reply))
    pipe.expire(key, REPLY_KEPT_S)
    pipe.execute()
