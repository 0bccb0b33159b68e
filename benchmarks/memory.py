"""Memory of the running instance's processes."""

from dataclasses import dataclass

import psutil

from benchmarks.report import Figure

ROLES = {"web": "uvicorn", "ingest": "ingest@", "embed": "embed@", "search": "search@", "beat": " beat"}
MB = 1e6


@dataclass(slots=True)
class Memory:
    """MB. `resident` is what the process has in memory; `own` the part of it that is no page of a file, which the
    system could drop and read again.
    """

    resident: float = 0.0
    own: float = 0.0


def measure_memory(supervisor_pid: int) -> dict[str, Memory]:
    """Return memory by role, each with its children; shared pages count for each process."""
    found = {role: Memory() for role in ROLES}
    for process in psutil.Process(supervisor_pid).children(recursive=True):
        role = find_role(process)
        if role:
            used = process.memory_info()
            found[role].resident += used.rss / MB
            found[role].own += (used.rss - used.shared) / MB
    return found


def describe_memory(supervisor_pid: int) -> list[Figure]:
    used = {role: memory.resident for role, memory in measure_memory(supervisor_pid).items()}
    others = ", ".join(f"{used[role]:.0f}" for role in ("ingest", "embed", "beat"))
    return [
        Figure("memory of web", f"{used['web']:.0f} MB", "<= 200 MB", used["web"] <= 200),
        Figure(
            "memory of the search worker", f"{used['search']:.0f} MB", "<= 1500 MB", used["search"] <= 1500
        ),
        Figure("memory of ingest, embed, beat", f"{others} MB", "", None),
    ]


def find_role(process: psutil.Process) -> str | None:
    try:
        command = " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return None
    return next((role for role, mark in ROLES.items() if mark in command), None)
