"""The open replicas of this search worker: how they are opened, follow what is committed, and are built anew."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from apps.search.indexing import generations
from apps.search.indexing.base import IndexDamaged
from apps.search.indexing.replica import Replica, ReplicaSpec
from apps.search.models import IndexReplica, IndexVersion
from apps.search.services.feed_replica import CodecReplaced, feed, find_following
from apps.search.services.healing import heal_codec
from apps.search.services.index_versions import load_codec
from apps.search.services.open_replicas import OpenReplicas
from apps.search.services.vector_engine import get_vector_engine

logger = logging.getLogger(__name__)

MB = 1_000_000


class ReplicaSet:
    """Replicas by index version. Searching threads and the follower share it; one of them writes at a time."""

    def __init__(self, worker: str, folder: Path | None = None) -> None:
        self.worker = worker
        self.folder = folder or settings.REPLICA_DIR / worker.replace("/", "_")
        self._open = OpenReplicas(self._open_current)
        self._complete: set[int] = set()
        self._has_made_room = False
        self._writing = threading.Lock()
        self._rebuilding = threading.Lock()
        self._stopping = threading.Event()

    def get(self, version: IndexVersion) -> Replica:
        """Return the version's replica as it stands, opened on first use. Raises IndexBusy."""
        return self._open.get(version.pk)

    def get_complete(self, version: IndexVersion) -> Replica:
        """Return the replica once it has caught up since it was opened: a search after a restart misses nothing."""
        return self.get(version) if version.pk in self._complete else self.catch_up(version)

    @contextmanager
    def lease(self, version: IndexVersion) -> Iterator[Replica]:
        """Yield the complete replica; while the block lasts it stays open, whatever else needs its memory."""
        while True:
            self.get_complete(version)
            with self._open.use(version.pk) as replica:
                if version.pk in self._complete:
                    yield replica
                    return

    def catch_up(self, version: IndexVersion) -> Replica:
        """Make searchable what is committed, and forget what is deleted."""
        with self._writing:
            replica = self.get(version)
            try:
                has_changed = feed(version, replica)
            except Exception as error:
                if isinstance(error, CodecReplaced) or not replica.is_whole:
                    self._close(version.pk)
                raise
            self._complete.add(version.pk)
            if has_changed:
                self._note(version, replica)
            self._make_room(keep=version.pk)
        return replica

    def _open_current(self, pk: int) -> Replica:
        version = heal_codec(IndexVersion.objects.get(pk=pk))
        base = self.folder / str(pk)
        folder = generations.find_current(base)
        try:
            replica = self._open_folder(version, folder)
        except IndexDamaged as damage:
            logger.warning("Replica of %s: %s; it is built anew from its segments", version, damage)
            Replica.discard(folder)
            replica = self._open_folder(version, folder)
        generations.remove_others(base)
        return replica

    def _open_folder(self, version: IndexVersion, folder: Path) -> Replica:
        codec = load_codec(version.codec_file, version.codec_sha256)
        return Replica.open(folder, make_spec(version), codec, get_vector_engine())

    def _note(self, version: IndexVersion, replica: Replica) -> None:
        rows = len(replica.view.columns)
        IndexReplica.objects.update_or_create(
            worker=self.worker,
            index_version=version,
            defaults={
                "watermark": replica.watermark,
                "deletion_watermark": replica.deletion_watermark,
                "message_count": replica.message_count,
                "deleted_count": rows - replica.message_count,
            },
        )

    def _make_room(self, keep: int) -> None:
        """Close what was not searched for longest until the rest fits. The caller holds `_writing`."""
        if not settings.SEARCH_MEMORY_MB:
            return
        for pk in self._open.find_to_close(settings.SEARCH_MEMORY_MB * MB, keep):
            self._has_made_room = True
            self._open.get(pk).snapshot()
            self._close(pk)

    def follow(self) -> bool:
        """Catch up with every version that is behind here; return whether any was.

        A version that cannot be followed holds up no other; the first error is raised at the end.
        """
        errors = []
        following = list(find_following())
        self._leave_others({version.pk for version in following})
        behind = self._find_behind(following)
        for version in behind:
            try:
                self.catch_up(version)
            except Exception as error:
                logger.exception("%s cannot be followed", version)
                errors.append(error)
        if errors:
            raise errors[0]
        return bool(behind)

    def _find_behind(self, following: Iterable[IndexVersion]) -> list[IndexVersion]:
        held = dict(self._open.items())
        return [version for version in following if self._is_behind(version, held.get(version.pk))]

    def _is_behind(self, version: IndexVersion, replica: Replica | None) -> bool:
        """One that had to leave memory, or never came in for want of room, catches up when it is asked for."""
        if replica is None:
            return version.newest > 0 and not self._has_made_room
        return version.newest > replica.watermark or version.newest_deletion > replica.deletion_watermark

    def _close(self, pk: int) -> None:
        """Close a replica without a snapshot: its last one is whole, whatever became of it since."""
        self._complete.discard(pk)
        self._open.close(pk)

    def _leave_others(self, following: set[int]) -> None:
        """Close replicas of versions that follow no longer, and remove them from disk."""
        for pk, _ in self._open.items():
            if pk not in following:
                with self._writing:
                    self._close(pk)
                    Replica.discard(self.folder / str(pk))

    def remove_strangers(self) -> None:
        """Remove what is left on disk of versions that are gone or follow no longer."""
        following = {str(version.pk) for version in find_following()}
        for folder in self.folder.glob("[0-9]*"):
            if folder.name not in following and int(folder.name) not in self._open:
                Replica.discard(folder)

    def count_behind(self) -> int:
        """Return how many versions have segments or deletions that searches here do not heed yet."""
        return len(self._find_behind(find_following()))

    def rebuild(self, version: IndexVersion) -> None:
        """Build the replica anew beside the one in use, and swap. Searches and followers go on meanwhile.

        What was deleted is in none of its files afterwards. Raises Stopped if the worker is to end.
        """
        with self._rebuilding, ExitStack() as undo:
            folder = generations.find_next(self.folder / str(version.pk))
            version = heal_codec(IndexVersion.objects.get(pk=version.pk))
            undo.callback(Replica.discard, folder)
            replica = self._open_folder(version, folder)
            undo.callback(replica.close)
            feed(version, replica, self._stopping.is_set)
            replica.snapshot()
            with self._writing:
                feed(version, replica)
                replica.snapshot()
                undo.pop_all()
                self._open.swap(version.pk, replica, lambda: generations.make_current(folder))
            self._note(version, replica)
            generations.remove_others(folder.parent)

    def stop_rebuilding(self) -> None:
        """Let a rebuild end with Stopped at its next step: the worker is to end."""
        self._stopping.set()

    def list_open(self) -> list[tuple[int, Replica]]:
        return self._open.items()

    def snapshot(self) -> None:
        """Write what has changed since the last time, so that a start after a crash is quick too."""
        with self._writing:
            for _, replica in self._open.items():
                replica.snapshot()

    def close(self) -> None:
        """Snapshot and close all, so that the next start is quick."""
        self.stop_rebuilding()
        with self._rebuilding, self._writing:
            for pk, replica in self._open.items():
                replica.snapshot()
                self._open.close(pk)


def make_spec(version: IndexVersion) -> ReplicaSpec:
    return ReplicaSpec(
        dim=version.dim,
        vocabulary_size=version.vocabulary_size,
        session_gap_hours=version.window["session_gap_hours"],
    )
