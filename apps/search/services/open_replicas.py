"""Which replicas this process has in memory, who is using them, and which leaves first when memory runs short."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from apps.search.indexing.replica import Replica

CLOSE_WAIT_S = 60
"""Longer than any search takes."""


@dataclass(slots=True)
class _Entry:
    replica: Replica
    users: int = 0
    last_used: int = 0
    """When it was last searched, counted in searches; 0 for one that was only ever followed."""


class OpenReplicas:
    """Replicas by the id of their index version. One that somebody uses is closed only when they are done."""

    def __init__(self, open_replica: Callable[[int], Replica]) -> None:
        self._open_replica = open_replica
        self._entries: dict[int, _Entry] = {}
        self._opening = threading.RLock()
        self._idle = threading.Condition()
        self._clock = itertools.count(1)

    def __contains__(self, pk: int) -> bool:
        return pk in self._entries

    def items(self) -> list[tuple[int, Replica]]:
        return [(pk, entry.replica) for pk, entry in list(self._entries.items())]

    def get(self, pk: int) -> Replica:
        """Return a replica, opened where it is not. Raises IndexBusy and whatever opening raises."""
        return self._get(pk).replica

    def _get(self, pk: int) -> _Entry:
        entry = self._entries.get(pk)
        if entry is not None:
            return entry
        with self._opening:
            if pk not in self._entries:
                self._entries[pk] = _Entry(self._open_replica(pk))
            return self._entries[pk]

    @contextmanager
    def use(self, pk: int) -> Iterator[Replica]:
        """Hold on to a replica: as long as the block lasts it is not closed."""
        entry = self._enter(pk)
        try:
            yield entry.replica
        finally:
            with self._idle:
                entry.users -= 1
                self._idle.notify_all()

    def _enter(self, pk: int) -> _Entry:
        while True:
            entry = self._get(pk)
            with self._idle:
                if self._entries.get(pk) is entry:
                    entry.users += 1
                    entry.last_used = next(self._clock)
                    return entry

    def close(self, pk: int) -> None:
        """Close a replica once nobody uses it; whoever asks for it meanwhile waits and gets it opened anew."""
        with self._opening:
            entry = self._take_out(pk)
            if entry is not None:
                self._close_when_idle(entry)

    def swap(self, pk: int, replica: Replica, change_folder: Callable[[], None]) -> None:
        """Put a replica in the place of the one in use, in memory and by `change_folder` on disk.

        Where none is open none will be: the new one is closed too. Returns when the old one is closed.
        """
        with self._opening:
            change_folder()
            with self._idle:
                old = self._entries.get(pk)
                if old is not None:
                    self._entries[pk] = _Entry(replica, last_used=old.last_used)
        if old is None:
            replica.close()
        else:
            self._close_when_idle(old)

    def _take_out(self, pk: int) -> _Entry | None:
        with self._idle:
            return self._entries.pop(pk, None)

    def _close_when_idle(self, entry: _Entry) -> None:
        with self._idle:
            self._idle.wait_for(lambda: not entry.users, timeout=CLOSE_WAIT_S)
        entry.replica.close()

    def find_to_close(self, limit_bytes: int, keep: int) -> list[int]:
        """Return the least recently searched ones that must leave for the rest to fit, never `keep` nor one in use."""
        total = self.size_bytes()
        leaving = []
        with self._idle:
            by_age = sorted(self._entries.items(), key=lambda item: item[1].last_used)
            for pk, entry in by_age:
                if total <= limit_bytes:
                    break
                if pk != keep and not entry.users:
                    leaving.append(pk)
                    total -= entry.replica.size_bytes
        return leaving

    def size_bytes(self) -> int:
        return sum(replica.size_bytes for _, replica in self.items())
