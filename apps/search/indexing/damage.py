"""Whether a replica's files are still as they were written, seen from outside."""

import hashlib
from pathlib import Path

from .base import IndexDamaged
from .code_file import Beginning, check_beginning
from .manifest import read_snapshot


def find_damage(folder: Path) -> str:
    """Return what is wrong with the files of the current snapshot, as words; nothing if all is well or there is none.

    Safe beside the process that has the replica open: a snapshot that is replaced meanwhile is left alone.
    """
    try:
        snapshot = read_snapshot(folder)
        if snapshot is None:
            return ""
        damaged = [path for path, sha256 in snapshot.files.items() if _is_altered(folder / path, sha256)]
        beginnings = {name: Beginning(**fields) for name, fields in snapshot.appended.items()}
        damaged += [name for name, one in beginnings.items() if _begins_otherwise(folder / name, one)]
        is_replaced = read_snapshot(folder) != snapshot
    except IndexDamaged as damage:
        return str(damage)
    return "" if is_replaced or not damaged else f"not as recorded: {', '.join(damaged)}"


def _begins_otherwise(path: Path, beginning: Beginning) -> bool:
    try:
        check_beginning(path, beginning)
    except IndexDamaged:
        return True
    return False


def _is_altered(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != sha256
    except FileNotFoundError:
        return True
