"""Every vector in a few bits, read as fast as memory gives them: which rows deserve an exact look.

A product quantiser of two dimensions and 4 bits a part, scanned with the processor's shuffle instructions (André,
Kermarrec and Le Scouarnec, "Cache locality is not enough", VLDB 2015; FAISS's "fast scan"). A million rows of 384
dimensions take 104 MB and 5 ms. Several inverted lists, of which a search reads some, lose too much on chats: half of
all lists had to be read for .97 of the ten best, since a question and its answer seldom fall into the same.
"""

import threading
from collections.abc import Sequence
from typing import Self

import faiss
import numpy as np

from .selectors import make_selector

BLOCK_BYTES = 1 << 24
"""FAISS keeps room for the next power of two, so blocks of just this size waste nothing and growing copies little."""
TRAINING_ROWS = 8192
_TRAINING_ROUNDS = 10
_BITS = 4
_ID_BYTES = 8
_ROWS_AT_ONCE = 128
"""Rows added under one hold of the lock, about 1 ms: searches wait no longer."""
_SCAN_GROUP = 32
"""FAISS lays out codes in groups of so many rows."""


class CoarseBlock:
    """Rows from `first_row` on, with a quantiser of their own, so that it suits what was written at that time."""

    def __init__(self, index: faiss.IndexIVFPQFastScan, first_row: int) -> None:
        self._index, self.first_row = index, first_row
        self._lock = threading.Lock()

    @classmethod
    def train(cls, sample: np.ndarray, first_row: int) -> Self:
        """An empty block; `sample` float32 (n, dim) are vectors like those to come."""
        dim = sample.shape[1]
        # A single list, because only in lists does FAISS skip rows within a fast scan.
        structure = f"IVF1,PQ{_count_parts(dim)}x{_BITS}fs"
        index = faiss.index_factory(dim, structure, faiss.METRIC_INNER_PRODUCT)
        index.cp.niter = 1
        index.pq.cp.niter = _TRAINING_ROUNDS
        index.train(sample)
        return cls(index, first_row)

    @classmethod
    def from_bytes(cls, content: bytes, first_row: int) -> Self:
        return cls(faiss.deserialize_index(np.frombuffer(content, np.uint8)), first_row)

    def to_bytes(self) -> bytes:
        return faiss.serialize_index(self._index).tobytes()

    def __len__(self) -> int:
        return self._index.ntotal

    @property
    def free_rows(self) -> int:
        return rows_per_block(self._index.d) - len(self)

    @property
    def memory_bytes(self) -> int:
        return len(self) * (_code_bytes(self._index.d) + _ID_BYTES)

    def add(self, vectors: np.ndarray) -> None:
        for first in range(0, len(vectors), _ROWS_AT_ONCE):
            with self._lock:
                self._index.add(vectors[first : first + _ROWS_AT_ONCE])

    def search(self, vector: np.ndarray, k: int, allowed: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """The k allowed rows whose codes come nearest, best first, and their dot products, about.

        `allowed` bool counts from row 0, not from the block's first.
        """
        size = len(self)
        within = None if allowed is None else allowed[self.first_row : self.first_row + size]
        k = min(k, size if within is None else int(np.count_nonzero(within)))
        if not k:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        selector = None if within is None else make_selector(within)
        parameters = faiss.SearchParametersIVF(nprobe=1, sel=selector)
        with self._lock:
            scores, rows = self._index.search(vector[None], k, params=parameters)
        found = rows[0] >= 0
        return rows[0][found] + self.first_row, scores[0][found]


def rows_per_block(dim: int) -> int:
    return max(BLOCK_BYTES // _code_bytes(dim) // _SCAN_GROUP, 1) * _SCAN_GROUP


def scan(
    blocks: Sequence[CoarseBlock], vector: np.ndarray, depth: int, allowed: np.ndarray | None
) -> np.ndarray:
    """The `depth` rows that come nearest by their codes, of those allowed, or all of these if fewer."""
    found = [block.search(vector, depth, allowed) for block in blocks]
    rows, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
    if len(rows) <= depth:
        return rows
    return rows[np.argpartition(-scores, depth - 1)[:depth]]


def _count_parts(dim: int) -> int:
    return dim // 2 if dim % 2 == 0 else dim


def _code_bytes(dim: int) -> int:
    return -(-_count_parts(dim) * _BITS // 8)
