"""Immutable segment files: safetensors, written once, checked by SHA-256 whenever they are read."""

import hashlib
import os
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from .base import IndexDamaged, SegmentArrays

_DTYPES = {
    "sequences": np.int64,
    "ids": np.int64,
    "vectors": np.float16,
    "token_codes": np.uint8,
    "token_ids": np.int32,
    "token_offsets": np.int64,
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    sha256: str
    size_bytes: int


def pack_segment(arrays: SegmentArrays) -> bytes:
    """The file's content. Raises ValueError if the arrays do not fit together."""
    _check_shapes(arrays)
    tensors = {f.name: np.ascontiguousarray(getattr(arrays, f.name), _DTYPES[f.name]) for f in fields(arrays)}
    return save(tensors)


def unpack_segment(content: bytes, *, sha256: str) -> SegmentArrays:
    """Raises IndexDamaged unless `content` has that SHA-256 and is a segment."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise IndexDamaged("the segment's SHA-256 is not the one recorded for it")
    try:
        arrays = SegmentArrays(**load(content))
        _check_shapes(arrays)
    except (SafetensorError, TypeError, ValueError) as error:
        raise IndexDamaged(f"not a segment file: {error}") from error
    return arrays


def write_segment(path: Path, arrays: SegmentArrays) -> StoredFile:
    """Write under a temporary name, then rename: a crash leaves the whole file or none."""
    content = pack_segment(arrays)
    write_durably(path, content)
    return StoredFile(hashlib.sha256(content).hexdigest(), len(content))


def read_segment(path: Path, *, sha256: str) -> SegmentArrays:
    """Raises IndexDamaged if the file is missing or not the one recorded."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise IndexDamaged(f"segment file {path} is missing") from error
    return unpack_segment(content, sha256=sha256)


def write_durably(path: Path, content: bytes) -> None:
    """When this returns, the file and its name survive a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_shapes(arrays: SegmentArrays) -> None:
    n, t = len(arrays.ids), len(arrays.token_ids)
    if not len(arrays.sequences) == len(arrays.vectors) == len(arrays.token_offsets) - 1 == n:
        raise ValueError("sequences, ids, vectors and token_offsets disagree on the number of messages")
    if len(arrays.token_codes) != t or arrays.token_offsets[0] != 0 or arrays.token_offsets[-1] != t:
        raise ValueError("token_codes, token_ids and token_offsets disagree on the number of tokens")
    if (np.diff(arrays.token_offsets) < 0).any():
        raise ValueError("token_offsets must not fall")
