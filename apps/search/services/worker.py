"""What a search worker holds as long as it lives: its replicas, a thread that follows, and one that maintains."""

import logging
import socket
import threading
import time
from functools import cache

from django.conf import settings
from django.db import close_old_connections, connection

from apps.search.services.feed_replica import Stopped
from apps.search.services.maintain_replicas import Maintenance
from apps.search.services.model_state import describe_model
from apps.search.services.replicas import ReplicaSet

logger = logging.getLogger(__name__)

PAUSE_AFTER_ERROR_S = 5
PAUSE_AFTER_FAILED_MAINTENANCE_S = 300
MAINTAIN_EVERY_S = 10
SNAPSHOT_EVERY_S = 60
"""At most this much of following is done again after a crash, unless the worker was busy all the time."""


class SearchWorker:
    def __init__(self, name: str) -> None:
        self.replicas = ReplicaSet(name)
        self._stopped = threading.Event()
        self._next_snapshot = time.monotonic() + SNAPSHOT_EVERY_S
        self._maintenance = Maintenance(self.replicas)
        self._threads = [
            threading.Thread(target=self._follow, name="follower", daemon=True),
            threading.Thread(target=self._maintain, name="maintenance", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def _follow(self) -> None:
        """Look for new segments until stopped. Whatever goes wrong is logged and tried again: search must go on."""
        try:
            while not self._stopped.wait(settings.SEARCH_FOLLOW_S):
                try:
                    close_old_connections()
                    if not self.replicas.follow():
                        self._snapshot_now_and_then()
                except Exception:  # the thread must live as long as the worker
                    logger.exception("Following new segments failed; it is tried again")
                    self._stopped.wait(PAUSE_AFTER_ERROR_S)
        finally:
            connection.close()

    def _snapshot_now_and_then(self) -> None:
        """In quiet times: a snapshot holds up whoever makes new messages searchable."""
        if time.monotonic() >= self._next_snapshot:
            self.replicas.snapshot()
            self._next_snapshot = time.monotonic() + SNAPSHOT_EVERY_S

    def _maintain(self) -> None:
        """In a thread of its own: building a replica anew takes minutes, in which new messages must be found too."""
        pause_s = MAINTAIN_EVERY_S
        try:
            while not self._stopped.wait(pause_s):
                pause_s = MAINTAIN_EVERY_S
                try:
                    close_old_connections()
                    self._maintenance.run_once()
                except Stopped:
                    return
                except Exception:  # the thread must live as long as the worker: what failed is tried again
                    logger.exception("Maintaining the replicas failed; it is tried again")
                    pause_s = PAUSE_AFTER_FAILED_MAINTENANCE_S
        finally:
            connection.close()

    def stop(self) -> None:
        self._stopped.set()
        self.replicas.stop_rebuilding()
        for thread in self._threads:
            thread.join(timeout=30)
        self.replicas.close()

    def describe(self) -> dict:
        behind = self.replicas.count_behind()
        return {"index": {"state": "ok", "behind": behind}, **describe_model()}


_worker: SearchWorker | None = None


def start_search_worker(name: str) -> SearchWorker:
    global _worker
    _worker = SearchWorker(name)
    _worker.start()
    return _worker


def get_replicas() -> ReplicaSet:
    """Return the worker's replicas; a command that searches by itself gets its own, which nothing follows."""
    return _worker.replicas if _worker is not None else _own_replicas()


@cache
def _own_replicas() -> ReplicaSet:
    return ReplicaSet(f"command@{socket.gethostname()}")
