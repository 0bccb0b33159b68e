"""Finds the processes of a live system, to break them."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chatanalysis.runtime.processes import is_alive, read_pid
from chatanalysis.tests.system import LiveSystem

APPEARS_WITHIN_S = 60


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    parent: int
    command: str

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)


def list_processes(system: LiveSystem) -> list[Process]:
    """Return the live processes that were started with the system's folder of state."""
    mark = f"CHATANALYSIS_VAR={system.var}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if is_alive(int(folder.name)):
            found.append(Process(int(folder.name), parent, command))
    return found


def find_worker(system: LiveSystem, name: str) -> Process:
    """Return a worker's main process. It may be starting: wait for it."""
    return wait_for(lambda: _list_worker(system, name, is_main=True), f"worker {name}")[0]


def find_pool_child(system: LiveSystem, name: str) -> Process:
    """Return the process in which a prefork worker runs its tasks."""
    return wait_for(lambda: _list_worker(system, name, is_main=False), f"child of {name}")[0]


def _list_worker(system: LiveSystem, name: str, *, is_main: bool) -> list[Process]:
    family = [process for process in list_processes(system) if f"--hostname {name}@" in process.command]
    pids = {process.pid for process in family}
    return [process for process in family if (process.parent not in pids) == is_main]


def find_redis(system: LiveSystem) -> Process:
    return _find_server(system.var / "redis" / "redis.pid")


def find_postgres(system: LiveSystem) -> Process:
    return _find_server(system.var / "postgres" / "postmaster.pid")


def _find_server(pid_file: Path) -> Process:
    pid = wait_for(lambda: read_pid(pid_file), str(pid_file))
    return Process(pid, 0, pid_file.stem)


def wait_for(ask: Callable, what: str, timeout_s: float = APPEARS_WITHIN_S):
    """Return the first true answer."""
    deadline = time.monotonic() + timeout_s
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {timeout_s} s")
        time.sleep(0.02)
    return answer
