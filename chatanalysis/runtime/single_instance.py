"""Lets one supervisor run per folder of state."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from chatanalysis.runtime import paths
from chatanalysis.runtime.errors import OperatorError


@contextmanager
def only_one_supervisor(address: str) -> Iterator[None]:
    """Hold `var/run/supervisor.lock`, which tells the process and the address, while the block runs."""
    path = paths.var_dir() / "run" / "supervisor.lock"
    lock_fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OperatorError(
            f"It runs already, {path.read_text().strip()}, with its state in {path.parents[1]}."
        ) from None
    else:
        os.ftruncate(lock_fd, 0)
        os.pwrite(lock_fd, f"process {os.getpid()} at {address}\n".encode(), 0)
        yield
    finally:
        os.close(lock_fd)
