"""What a search worker does for its replicas beside searching and following: building anew, looking for damage."""

import logging
import time

from apps.search.indexing.damage import find_damage
from apps.search.indexing.replica import Replica
from apps.search.models import IndexVersion
from apps.search.services.ask_replicas import list_asked_to_rebuild, note_rebuilt
from apps.search.services.replicas import ReplicaSet

logger = logging.getLogger(__name__)

DELETED_SHARE = 0.2
"""A replica of which more is deleted is built anew at once; one with less waits for the night's compaction."""
SCRUB_EVERY_S = 24 * 3600


class Maintenance:
    """Run by one thread of the worker, every few seconds."""

    def __init__(self, replicas: ReplicaSet) -> None:
        self._replicas = replicas
        self._next_scrub = time.monotonic() + SCRUB_EVERY_S

    def run_once(self) -> None:
        self._rebuild_asked()
        self._rebuild_wasteful()
        if time.monotonic() >= self._next_scrub:
            self._next_scrub = time.monotonic() + SCRUB_EVERY_S
            self.scrub()
            self._replicas.remove_strangers()

    def _rebuild_asked(self) -> None:
        for asked in list_asked_to_rebuild(self._replicas.worker):
            self._replicas.rebuild(asked.index_version)
            note_rebuilt(asked)

    def _rebuild_wasteful(self) -> None:
        for pk, replica in self._replicas.list_open():
            if replica.deleted_share > DELETED_SHARE:
                self._rebuild(pk)

    def scrub(self) -> None:
        """Compare every file of every open replica with its SHA-256, and build those anew that were damaged."""
        for pk, replica in self._replicas.list_open():
            if damage := look_for_damage(replica):
                logger.warning("Replica of index version %s: %s; it is built anew beside", pk, damage)
                self._rebuild(pk)

    def _rebuild(self, pk: int) -> None:
        version = IndexVersion.objects.filter(pk=pk).first()
        if version is not None:
            self._replicas.rebuild(version)


def look_for_damage(replica: Replica) -> str:
    """Return what is wrong with the replica's last snapshot, or nothing."""
    return find_damage(replica.folder)
