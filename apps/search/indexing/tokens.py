"""Token codes of all messages in one append-only file, read through a memory map."""

import hashlib
import os
from pathlib import Path

import numpy as np

from .base import IndexDamaged

_BLOCK_BYTES = 1 << 20


class TokenStore:
    """One thread appends; `reader()` gives what was flushed."""

    def __init__(self, path: Path, code_size: int) -> None:
        """Begin an empty store, replacing what is at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._open(path, code_size, size_bytes=0, digest=hashlib.sha256())

    @classmethod
    def reopen(cls, path: Path, code_size: int, *, size_bytes: int, sha256: str) -> "TokenStore":
        """Go on after the first `size_bytes`; what was appended later is cut off. Raises IndexDamaged."""
        digest = check_beginning(path, size_bytes, sha256)
        os.truncate(path, size_bytes)
        store = cls.__new__(cls)
        store._open(path, code_size, size_bytes=size_bytes, digest=digest)
        return store

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def append(self, codes: np.ndarray) -> None:
        """Add codes uint8 (t, code_size)."""
        content = np.ascontiguousarray(codes, np.uint8).tobytes()
        self._file.write(content)
        self._digest.update(content)
        self.size_bytes += len(content)

    def flush(self, *, durably: bool = False) -> None:
        self._file.flush()
        if durably:
            os.fsync(self._file.fileno())

    def reader(self) -> np.ndarray:
        """All flushed codes, uint8 (t, code_size), mapped and not loaded."""
        if self.size_bytes == 0:
            return np.zeros((0, self._code_size), np.uint8)
        shape = (self.size_bytes // self._code_size, self._code_size)
        return np.memmap(self._path, np.uint8, mode="r", shape=shape)

    def close(self) -> None:
        self._file.close()

    def _open(self, path: Path, code_size: int, *, size_bytes: int, digest: "hashlib._Hash") -> None:
        self._path, self._code_size, self.size_bytes, self._digest = path, code_size, size_bytes, digest
        self._file = path.open("ab")


def check_beginning(path: Path, size_bytes: int, sha256: str) -> "hashlib._Hash":
    """Return the digest of the file's first `size_bytes`. Raises IndexDamaged if it is not the one recorded."""
    digest = _hash_beginning(path, size_bytes)
    if digest.hexdigest() != sha256:
        raise IndexDamaged(f"token store {path.name} is not the file recorded for it")
    return digest


def _hash_beginning(path: Path, size_bytes: int) -> "hashlib._Hash":
    digest, left = hashlib.sha256(), size_bytes
    try:
        with path.open("rb") as file:
            while left and (block := file.read(min(left, _BLOCK_BYTES))):
                digest.update(block)
                left -= len(block)
    except FileNotFoundError as error:
        raise IndexDamaged(f"token store {path} is missing") from error
    return digest
