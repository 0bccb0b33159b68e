"""The servers' own logs, one file each under `var/log`, the last one kept."""

from pathlib import Path
from typing import BinaryIO

from chatanalysis.runtime import paths

ROTATE_AT_BYTES = 10 * 1024 * 1024
SHOWN_LINES = 8


def log_path(name: str) -> Path:
    return paths.var_dir() / "log" / f"{name}.log"


def open_log(name: str) -> BinaryIO:
    """Open for appending; a long one is moved aside first, which no running server notices."""
    path = log_path(name)
    if path.exists() and path.stat().st_size > ROTATE_AT_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def describe_end(name: str) -> str:
    """Return the log's last lines under its name, for a message about what went wrong."""
    path = log_path(name)
    lines = path.read_text(errors="replace").splitlines()[-SHOWN_LINES:] if path.exists() else []
    return "\n".join([f"The end of {path}:", *(f"  {line}" for line in lines)])
