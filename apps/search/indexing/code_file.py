"""Rows of bytes in one append-only file that is never loaded: token codes, and vectors in 8 bits."""

import hashlib
import mmap
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from .base import IndexDamaged

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Beginning:
    """The part of an append-only file that a snapshot owns."""

    size_bytes: int
    sha256: str


class CodeFile:
    """One thread appends; `reader()` gives what was flushed."""

    def __init__(self, path: Path, code_size: int) -> None:
        """Begin an empty file of rows of `code_size` bytes, replacing what is at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._open(path, code_size, size_bytes=0, digest=hashlib.sha256())

    @classmethod
    def reopen(cls, path: Path, code_size: int, beginning: Beginning) -> Self:
        """Go on after the beginning; what was appended later is cut off. Raises IndexDamaged."""
        digest = check_beginning(path, beginning)
        os.truncate(path, beginning.size_bytes)
        file = cls.__new__(cls)
        file._open(path, code_size, size_bytes=beginning.size_bytes, digest=digest)
        return file

    def __len__(self) -> int:
        return self._size_bytes // self._code_size

    @property
    def beginning(self) -> Beginning:
        return Beginning(self._size_bytes, self._digest.hexdigest())

    def append(self, codes: np.ndarray) -> None:
        """Add codes uint8 (n, code_size)."""
        content = np.ascontiguousarray(codes, np.uint8).tobytes()
        self._file.write(content)
        self._digest.update(content)
        self._size_bytes += len(content)

    def flush(self, *, durably: bool = False) -> None:
        self._file.flush()
        if durably:
            os.fsync(self._file.fileno())

    def reader(self) -> "CodeReader":
        """All flushed codes."""
        return CodeReader(self._descriptor, (len(self), self._code_size))

    def close(self) -> None:
        self._file.close()

    def _open(self, path: Path, code_size: int, *, size_bytes: int, digest: "hashlib._Hash") -> None:
        self._code_size, self._size_bytes, self._digest = code_size, size_bytes, digest
        self._file = path.open("ab")
        self._descriptor = _Descriptor(path)


class CodeReader:
    """Reads like an array uint8 (n, code_size): `reader[rows]`, `reader[first:last]` give copies.

    The file is mapped for the moment of the read only. A lasting map would count all pages it ever touched as this
    process's memory; this way they are what they are, the system's cache. Mapping anew costs 0.2 ms for 800 scattered
    rows.
    """

    def __init__(self, descriptor: "_Descriptor", shape: tuple[int, int]) -> None:
        self._descriptor, self.shape = descriptor, shape

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: np.ndarray | slice) -> np.ndarray:
        if not len(self):
            return np.zeros(self.shape, np.uint8)[rows]
        size_bytes = self.shape[0] * self.shape[1]
        with mmap.mmap(self._descriptor.number, size_bytes, access=mmap.ACCESS_READ) as mapped:
            return _copy_rows(mapped, self.shape, rows)


class _Descriptor:
    """Open for as long as any reader is: a search may outlast its replica."""

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY)

    def __del__(self) -> None:
        os.close(self.number)


def _copy_rows(mapped: mmap.mmap, shape: tuple[int, int], rows: np.ndarray | slice) -> np.ndarray:
    # In a function of its own, so that no array refers to the map when it is closed.
    codes = np.frombuffer(mapped, np.uint8).reshape(shape)
    return codes[rows].copy() if isinstance(rows, slice) else codes[rows]


def check_beginning(path: Path, beginning: Beginning) -> "hashlib._Hash":
    """Return the digest of the file's beginning. Raises IndexDamaged if it is not the one recorded."""
    digest = _hash_beginning(path, beginning.size_bytes)
    if digest.hexdigest() != beginning.sha256:
        raise IndexDamaged(f"{path.name} is not the file recorded for it")
    return digest


def _hash_beginning(path: Path, size_bytes: int) -> "hashlib._Hash":
    digest, left = hashlib.sha256(), size_bytes
    try:
        with path.open("rb") as file:
            while left and (block := file.read(min(left, _BLOCK_BYTES))):
                digest.update(block)
                left -= len(block)
    except FileNotFoundError as error:
        raise IndexDamaged(f"{path} is missing") from error
    return digest
