"""The way in: where the servers are (`urls`), and holding them up while this process needs them (`attach`).

A holder has a shared lock on `var/run/holders.lock`. Whoever ends tries to get it exclusively; only the last
holder can, and stops the servers before letting go, so that a newcomer waits and starts them anew. The system
drops the lock of a process that is killed, so no count can go wrong. Processes that are told DATABASE_URL and
REDIS_URL (the supervisor's children, production) hold nothing.
"""

import atexit
import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

from chatanalysis.runtime import paths, postgres, redis, redis_urls


@dataclass(frozen=True, slots=True)
class Urls:
    database_url: str
    redis_url: str

    @property
    def broker_url(self) -> str:
        return redis_urls.for_celery(self.redis_url)

    @property
    def cache_url(self) -> str:
        return redis_urls.with_database(self.redis_url, redis_urls.CACHE)

    @property
    def channels_url(self) -> str:
        return redis_urls.with_database(self.redis_url, redis_urls.CHANNELS)


@dataclass(frozen=True, slots=True)
class _Hold:
    pid: int
    lock_fd: int


_hold: _Hold | None = None
_thread_lock = threading.Lock()


def urls() -> Urls:
    """Return where the servers are, or will be once somebody attaches. Starts and makes nothing."""
    return Urls(
        database_url=os.environ.get("DATABASE_URL") or postgres.database_url(),
        redis_url=os.environ.get("REDIS_URL") or redis.redis_url(),
    )


def attach() -> Urls:
    """Make sure that the servers run, and that they go on until this process ends.

    May be called again, also after a server died or in a forked child. Costs a millisecond when they run.
    Raises OperatorError when one cannot be started.
    """
    if _embedded_servers():
        with _thread_lock, paths.naming_foreign_state():
            _take_hold()
        start_missing()
    return urls()


def start_missing() -> list[str]:
    """Start the embedded servers that do not run; return their names. For processes that hold them."""
    missing = [server for server in _embedded_servers() if not server.is_running()]
    if not missing:
        return []
    with paths.naming_foreign_state(), _start_lock():
        missing = [server for server in missing if not server.is_running()]
        for server in missing:
            server.start()
    return [server.TITLE for server in missing]


def detach() -> None:
    """Let go. The last holder stops the servers; without a hold this does nothing."""
    global _hold
    with _thread_lock:
        if _hold is None or _hold.pid != os.getpid():
            return
        lock_fd, _hold = _hold.lock_fd, None
    if _try_exclusive(lock_fd):
        _stop_all()
    os.close(lock_fd)


def stop_unheld() -> bool:
    """Stop servers that no process holds, because their last holder was killed. Returns whether none did."""
    paths.make_var_dir()
    lock_fd = _open_lock("holders.lock")
    try:
        free = _try_exclusive(lock_fd)
        if free:
            _stop_all()
    finally:
        os.close(lock_fd)
    return free


def _embedded_servers() -> list[ModuleType]:
    servers = {"DATABASE_URL": postgres, "REDIS_URL": redis}
    return [server for name, server in servers.items() if not os.environ.get(name)]


def _take_hold() -> None:
    global _hold
    if _hold is not None and _hold.pid == os.getpid():
        return
    paths.make_var_dir()
    lock_fd = _open_lock("holders.lock")
    fcntl.flock(lock_fd, fcntl.LOCK_SH)
    _hold = _Hold(os.getpid(), lock_fd)
    atexit.register(detach)


def _stop_all() -> None:
    with _start_lock():
        redis.stop()
        postgres.stop()


@contextmanager
def _start_lock() -> Iterator[None]:
    """Let one process at a time start or stop servers."""
    lock_fd = _open_lock("start.lock")
    try:
        fcntl.flock(lock_fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock_fd)


def _try_exclusive(lock_fd: int) -> bool:
    try:
        fcntl.flock(lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open_lock(name: str) -> int:
    return os.open(paths.var_dir() / "run" / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
