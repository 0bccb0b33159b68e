"""What a search worker does for its replicas beside searching and following: building anew, looking for damage."""

import logging
import time

from apps.search.indexing.damage import find_damage
from apps.search.indexing.replica import Replica
from apps.search.models import FOLLOWING, IndexVersion
from apps.search.services.ask_replicas import list_asked_to_rebuild, note_rebuilt
from apps.search.services.feed_replica import Stopped
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
        """Build anew what is to be; the first error is raised at the end, and holds up no other. Raises Stopped."""
        errors: list[Exception] = []
        for asked in list_asked_to_rebuild(self._replicas.worker):
            if self._rebuild(asked.index_version_id, errors):
                note_rebuilt(asked)
        for pk in self._find_wasteful():
            self._rebuild(pk, errors)
        if time.monotonic() >= self._next_scrub:
            self._next_scrub = time.monotonic() + SCRUB_EVERY_S
            self.scrub(errors)
            self._replicas.remove_strangers()
        if errors:
            raise errors[0]

    def _find_wasteful(self) -> list[int]:
        return [pk for pk, replica in self._replicas.list_open() if replica.deleted_share > DELETED_SHARE]

    def scrub(self, errors: list[Exception]) -> None:
        """Compare every file of every open replica with its SHA-256, and build those anew that were damaged."""
        for pk, replica in self._replicas.list_open():
            if damage := look_for_damage(replica):
                logger.warning("Replica of index version %s: %s; it is built anew beside", pk, damage)
                self._rebuild(pk, errors)

    def _rebuild(self, pk: int, errors: list[Exception]) -> bool:
        version = IndexVersion.objects.filter(pk=pk, state__in=FOLLOWING).first()
        if version is None:
            return False
        try:
            self._replicas.rebuild(version)
        except Stopped:
            raise
        except Exception as error:
            logger.exception("The replica of %s cannot be built anew", version)
            errors.append(error)
            return False
        return True


def look_for_damage(replica: Replica) -> str:
    """Return what is wrong with the replica's last snapshot, or nothing."""
    return find_damage(replica.folder)
