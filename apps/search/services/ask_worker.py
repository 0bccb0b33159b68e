"""The web process's side of a search: hand the request to a search worker and wait for its answer.

Light: no model, no index, no numpy.
"""

import json
import logging
import uuid

import redis
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from apps.search.retrieval.query import Ranked, SearchRequest
from chatanalysis import pipeline
from chatanalysis.redis_client import get_redis

logger = logging.getLogger(__name__)

ANSWER_TASK = "search.answer_query"


class SearchUnavailable(Exception):
    """No search worker answered; `code` is stable, the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def ask_worker(version_id: int, request: SearchRequest) -> Ranked:
    """Return the ranking. Raises SearchUnavailable when it does not come within SEARCH_TIMEOUT_S."""
    return Ranked.from_payload(call_worker(ANSWER_TASK, version_id, request.to_payload()))


def call_worker(task: str, *args: object) -> dict:
    """Run a task on a search worker and return what it answers. Raises SearchUnavailable."""
    reply_key = f"search:reply:{uuid.uuid4().hex}"
    try:
        current_app.send_task(
            task,
            args=[*args, reply_key],
            queue=pipeline.SEARCH_QUEUE,
            expires=settings.SEARCH_TIMEOUT_S,
            ignore_result=True,
            retry=False,
        )
        answer = get_redis().blpop([reply_key], timeout=settings.SEARCH_TIMEOUT_S)
    except (OperationalError, redis.RedisError) as error:
        raise SearchUnavailable(
            "search_unavailable", "The search queue cannot be reached. Try again in a moment."
        ) from error
    if answer is None:
        raise SearchUnavailable(
            "search_timeout", "No search worker answered in time. It may be starting: try again in a moment."
        )
    return check_reply(json.loads(answer[1]))


def check_reply(reply: dict) -> dict:
    if "error" in reply:
        logger.error("The search worker failed: %s", reply["error"])
        raise SearchUnavailable(
            "search_failed", "The search worker could not answer this. The server's log says why."
        )
    return reply["answer"]
