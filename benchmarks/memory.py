"""Resident memory of the running instance's processes."""

import psutil

ROLES = {"web": "uvicorn", "ingest": "ingest@", "embed": "embed@", "search": "search@", "beat": " beat"}


def measure_memory(supervisor_pid: int) -> dict[str, float]:
    """Return MB of resident memory by role, each with its children; shared pages count for each process."""
    found = dict.fromkeys(ROLES, 0.0)
    for process in psutil.Process(supervisor_pid).children(recursive=True):
        role = find_role(process)
        if role:
            found[role] += process.memory_info().rss / 1e6
    return found


def find_role(process: psutil.Process) -> str | None:
    try:
        command = " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return None
    return next((role for role, mark in ROLES.items() if mark in command), None)
