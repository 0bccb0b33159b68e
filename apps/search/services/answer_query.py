"""The search worker's side of a search: rank, and push the answer to whoever waits for it."""

import json

from apps.search.models import IndexVersion
from apps.search.retrieval.engine import search
from apps.search.retrieval.query import Ranked, SearchRequest
from apps.search.services.embedder import get_embedder
from apps.search.services.worker import get_replicas
from chatanalysis.redis_client import get_redis

REPLY_KEPT_S = 30


def answer_query(version_id: int, payload: dict, reply_key: str) -> None:
    """Answer one request. The reply outlives a caller that gave up by REPLY_KEPT_S only."""
    try:
        ranked = rank(version_id, SearchRequest.from_payload(payload))
        reply = {"ranked": pack_ranked(ranked)}
    except Exception as error:
        push_reply(reply_key, {"error": f"{type(error).__name__}: {error}"})
        raise
    push_reply(reply_key, reply)


def rank(version_id: int, request: SearchRequest) -> Ranked:
    version = IndexVersion.objects.get(pk=version_id)
    return search(get_replicas().get(version), get_embedder(), request)


def push_reply(key: str, reply: dict) -> None:
    pipe = get_redis().pipeline()
    pipe.rpush(key, json.dumps(reply))
    pipe.expire(key, REPLY_KEPT_S)
    pipe.execute()


def pack_ranked(ranked: Ranked) -> dict:
    return {
        "hits": [[hit.message_id, hit.score, hit.components] for hit in ranked.hits],
        "total": ranked.total,
        "timings": ranked.timings,
    }
