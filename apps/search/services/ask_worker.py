"""The web process's side of a search: hand the request to a search worker and wait for its answer.

Light: no model, no index, no numpy.
"""

import json
import logging
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

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
    return ask_workers([(version_id, request)])[0]


def ask_workers(requests: Sequence[tuple[int, SearchRequest]]) -> list[Ranked]:
    """Ask index versions at the same time; return their rankings in the same order. Raises SearchUnavailable."""
    keys = [send_task(ANSWER_TASK, version_id, request.to_payload()) for version_id, request in requests]
    return [Ranked.from_payload(await_reply(key)) for key in keys]


def call_worker(task: str, *args: object) -> dict:
    """Run a task on a search worker and return what it answers. Raises SearchUnavailable."""
    return await_reply(send_task(task, *args))


def send_task(task: str, *args: object) -> str:
    """Return the key under which the answer will be. Raises SearchUnavailable."""
    reply_key = f"search:reply:{uuid.uuid4().hex}"
    with _reaching_queue():
        current_app.send_task(
            task,
            args=[*args, reply_key],
            queue=pipeline.SEARCH_QUEUE,
            expires=settings.SEARCH_TIMEOUT_S,
            ignore_result=True,
            retry=False,
        )
    return reply_key


def await_reply(reply_key: str) -> dict:
    """Raises SearchUnavailable."""
    with _reaching_queue():
        answer = get_redis().blpop([reply_key], timeout=settings.SEARCH_TIMEOUT_S)
    if answer is None:
        raise SearchUnavailable(
            "search_timeout", "No search worker answered in time. It may be starting: try again in a moment."
        )
    return check_reply(json.loads(answer[1]))


@contextmanager
def _reaching_queue() -> Iterator[None]:
    try:
        yield
    except (OperationalError, redis.RedisError) as error:
        raise SearchUnavailable(
            "search_unavailable", "The search queue cannot be reached. Try again in a moment."
        ) from error


def check_reply(reply: dict) -> dict:
    if "error" in reply:
        logger.error("The search worker failed: %s", reply["error"])
        raise SearchUnavailable(
            "search_failed", "The search worker could not answer this. The server's log says why."
        )
    return reply["answer"]
