"""Store a stream so that it survives a power cut, and know it again by its SHA-256."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from apps.uploads.parsing.base import UnreadableExport


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`sha256` in lower-case hexadecimal digits."""

    sha256: str
    size_bytes: int


def store_stream(chunks: Iterable[bytes], target: Path, max_bytes: int) -> StoredFile:
    """Write the chunks to a new file and its folder to disk before returning.

    The bytes grow under a temporary name beside the target, so a file of the target's name is always whole.
    Raises UnreadableExport (`file_too_large`) beyond `max_bytes`, and leaves nothing behind then.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        stored = _write(chunks, partial, max_bytes)
        partial.rename(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return stored


def sync_folder(folder: Path) -> None:
    """Have the operating system write a folder's entries to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(chunks: Iterable[bytes], path: Path, max_bytes: int) -> StoredFile:
    digest, size_bytes = hashlib.sha256(), 0
    with path.open("wb") as target:
        for chunk in chunks:
            size_bytes += len(chunk)
            if size_bytes > max_bytes:
                raise UnreadableExport(
                    "file_too_large",
                    f"The file is larger than {max_bytes // (1024 * 1024)} MB. Export it without media, or in parts.",
                )
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return StoredFile(digest.hexdigest(), size_bytes)
