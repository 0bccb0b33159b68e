"""Questions to /proc about processes that are not our children."""

import os
import signal
import time
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Tell whether the process runs; one that has ended and waits for its parent (a zombie) does not."""
    try:
        stat_line = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat_line.rpartition(")")[2].split()[0] not in ("Z", "X")


def works_in(pid: int, folder: Path) -> bool:
    """Tell whether the process lives and its working folder is this one.

    Servers work in their data folder, so this tells ours from a stranger that got the number of a dead one.
    """
    try:
        return is_alive(pid) and Path(f"/proc/{pid}/cwd").readlink() == folder
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def find_working_in(folder: Path) -> list[int]:
    """Return all live processes whose working folder this is, as far as we may look."""
    numbers = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [pid for pid in numbers if works_in(pid, folder)]


def read_pid(path: Path) -> int | None:
    """Return the number in the first line of a pid file, None where there is none."""
    try:
        return int(path.read_text().split()[0])
    except (FileNotFoundError, PermissionError, IndexError, ValueError):
        return None


def end(pid: int, *, sig: signal.Signals, grace_s: float) -> None:
    """Send the signal, wait for the end, and kill what outlasts the grace."""
    for attempt in (sig, signal.SIGKILL):
        try:
            os.kill(pid, attempt)
        except ProcessLookupError:
            return
        if wait_until_gone(pid, grace_s):
            return


def wait_until_gone(pid: int, timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
