"""Which workers are alive, as they say themselves every few seconds in Redis."""

import json
import logging
import threading
from collections.abc import Callable

import redis
from django.db import DatabaseError, close_old_connections

from chatanalysis.redis_client import get_redis

logger = logging.getLogger(__name__)

SAY_EVERY_S = 2
FORGOTTEN_AFTER_S = 10
KEY = "presence:"


class Presence(threading.Thread):
    """Says every SAY_EVERY_S that this worker lives, which queues it serves, and what `details` returns."""

    def __init__(self, worker: str, queues: list[str], details: Callable[[], dict]) -> None:
        super().__init__(name="presence", daemon=True)
        self.worker, self.queues, self.details = worker, queues, details
        self._stopped = threading.Event()

    def run(self) -> None:
        while True:
            close_old_connections()
            self._say()
            if self._stopped.wait(SAY_EVERY_S):
                return

    def _say(self) -> None:
        """Say it once. What fails is said again in a moment: a thread that ended would pass for a dead worker."""
        try:
            state = {"queues": self.queues, **self.details()}
            get_redis().set(KEY + self.worker, json.dumps(state), ex=FORGOTTEN_AFTER_S)
        except (redis.RedisError, DatabaseError) as error:
            logger.warning("A server is away: %s", error)

    def stop(self) -> None:
        """End at once and take the entry back, so that a stopped worker is not counted for another ten seconds."""
        self._stopped.set()
        try:
            get_redis().delete(KEY + self.worker)
        except redis.RedisError:
            logger.warning("Redis is away; this worker's entry will expire")


def list_workers() -> dict[str, dict]:
    """Return each living worker's state by its name. Raises redis.RedisError."""
    client = get_redis()
    keys = list(client.scan_iter(KEY + "*", count=100))
    states = client.mget(keys) if keys else []
    return {
        key.removeprefix(KEY): json.loads(state) for key, state in zip(keys, states, strict=True) if state
    }
