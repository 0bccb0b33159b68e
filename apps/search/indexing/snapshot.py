"""A replica on disk, so that a restart need not apply every segment again.

    <folder>/manifest.json      what belongs to the current snapshot, with its SHA-256 sums
    <folder>/tokens.bin         token codes, and vectors.bin, vectors in 8 bits; a snapshot owns the first so many bytes
    <folder>/live/              the tantivy index in use
    <folder>/snapshot-<n>/      dense*.faiss, columns.safetensors, sparse/ (hard links: tantivy never changes a file)

The manifest is renamed into place last, so a crash leaves the older snapshot or the newer, whole.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from .base import IndexBusy, IndexDamaged
from .manifest import Snapshot, write_manifest
from .segment_file import sync_folder, write_durably

_SPARSE = "sparse"
_TANTIVY_META, _TANTIVY_MANAGED = "meta.json", ".managed.json"
_LINK_ATTEMPTS = 20


def read_file(folder: Path, snapshot: Snapshot, name: str) -> bytes:
    """Raises IndexDamaged if the file is missing or altered."""
    path = f"{snapshot.name}/{name}"
    try:
        content = (folder / path).read_bytes()
    except FileNotFoundError as error:
        raise IndexDamaged(f"{path} of the snapshot is missing") from error
    if hashlib.sha256(content).hexdigest() != snapshot.files.get(path):
        raise IndexDamaged(f"{path} of the snapshot is not the file recorded for it")
    return content


def restore_sparse(folder: Path, snapshot: Snapshot, live: Path) -> None:
    """Make `live` the snapshot's tantivy index. Raises IndexDamaged."""
    shutil.rmtree(live, ignore_errors=True)
    live.mkdir(parents=True)
    prefix = f"{snapshot.name}/{_SPARSE}/"
    for path in snapshot.files:
        if path.startswith(prefix):
            read_file(folder, snapshot, path.removeprefix(f"{snapshot.name}/"))
            _link_or_copy(folder / path, live / path.removeprefix(prefix))


def write_files(folder: Path, name: str, contents: Iterable[tuple[str, bytes]], live: Path) -> dict[str, str]:
    """Write a snapshot's files beside the current one's and return their SHA-256 sums."""
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    (target / _SPARSE).mkdir(parents=True)
    for file, content in contents:
        write_durably(target / file, content)
    _link_committed(live, target / _SPARSE)
    sync_folder(target / _SPARSE)
    sync_folder(target)
    files = [path for path in target.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): _hash_file(path) for path in files}


def publish(folder: Path, snapshot: Snapshot) -> None:
    """Make this the current snapshot and remove the others."""
    write_manifest(folder, snapshot)
    for path in folder.glob("snapshot-*"):
        if path.name != snapshot.name:
            shutil.rmtree(path, ignore_errors=True)


def _link_committed(live: Path, target: Path) -> None:
    """Link what tantivy has committed, and only that: a merge in the background may be writing other files.

    Merges also remove files, at any moment; the newer state is then taken instead.
    """
    for _ in range(_LINK_ATTEMPTS):
        meta = (live / _TANTIVY_META).read_bytes()
        segments = {segment["segment_id"].replace("-", "") for segment in json.loads(meta)["segments"]}
        files = [path for path in live.iterdir() if path.name.partition(".")[0] in segments]
        try:
            for path in files:
                _link_or_copy(path, target / path.name)
        except FileNotFoundError:
            _empty(target)
            continue
        if {path.name.partition(".")[0] for path in files} == segments:
            write_durably(target / _TANTIVY_META, meta)
            names = [_TANTIVY_META, *(path.name for path in files)]
            write_durably(target / _TANTIVY_MANAGED, json.dumps(names).encode())
            return
        _empty(target)
    raise IndexBusy(f"the words' index in {live} changes faster than it can be copied")


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _link_or_copy(source: Path, target: Path) -> None:
    """A link, since tantivy never changes a file it has finished; a copy across file systems.

    Raises FileNotFoundError if the source is gone.
    """
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(source, target)


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
