"""Vectors in this process, through FAISS: one by one while they are few, by few bits and then exactly from then on."""

import logging
import threading
from collections.abc import Callable, Iterator

import faiss
import numpy as np

from . import coarse
from .base import SavedVectors
from .byte_rows import ByteRows
from .coarse import CoarseBlock
from .flat import FlatVectors
from .gpu import GpuVectors, open_gpu

logger = logging.getLogger(__name__)

ROWS_FILE = "vectors.bin"
FLAT_UP_TO = 20_000
"""Rows up to which every vector is compared in full: 15 MB, 1.5 ms."""
EXACT_UP_TO = 2_000
"""A filter that leaves no more rows than this has them scored exactly, which is quicker than a scan as well."""
DEPTH_FACTOR, LEAST_DEPTH = 4, 500
"""For each row asked for so many are scored exactly after the scan; docs/benchmarks.md tells what that keeps."""
FLAT_FILE, BLOCK_FILE = "dense.faiss", "dense-{}.faiss"


class FaissIndex:
    """Large ones hold dim / 4 + 8 bytes a row in memory and dim + 4 in a file, whose pages are the system's to drop."""

    def __init__(self, dim: int, rows: ByteRows, flat: FlatVectors | None, blocks: list[CoarseBlock]) -> None:
        """Use FaissEngine. `flat` is None once the blocks have taken over."""
        self._dim, self._rows, self._flat, self._blocks = dim, rows, flat, blocks
        self._gpu: GpuVectors | None = None
        self._lock = threading.Lock()
        if flat is None:
            self._fill_gpu()

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def is_exact(self) -> bool:
        return self._flat is not None

    @property
    def memory_bytes(self) -> int:
        blocks = sum(block.memory_bytes for block in self._blocks)
        return blocks + (self._flat.memory_bytes if self._flat is not None else 0)

    def add(self, vectors: np.ndarray) -> None:
        faiss.omp_set_num_threads(1)
        vectors = np.ascontiguousarray(vectors, np.float32)
        self._rows.append(vectors)
        if self._flat is None:
            self._add_to_blocks(vectors)
        else:
            with self._lock:
                self._flat.add(vectors)
            if len(self) > FLAT_UP_TO:
                self._leave_flat()

    def search(
        self, vector: np.ndarray, k: int, allowed: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        # On a busy machine two threads take longer for one query than one; the setting is each thread's own.
        faiss.omp_set_num_threads(1)
        vector = np.ascontiguousarray(vector, np.float32)
        size = len(self)
        left = size if allowed is None else int(np.count_nonzero(allowed[:size]))
        k = min(k, left)
        if allowed is not None and len(allowed) < size:
            allowed = np.pad(allowed, (0, size - len(allowed)))
        if k == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        with self._lock:
            if self._flat is not None:
                rows, scores = self._flat.search(vector, k, allowed)
                return rows[rows >= 0], scores[rows >= 0]
        return self._score_best(vector, self._find_candidates(vector, k, left, allowed), k)

    def flush(self, *, durably: bool = False) -> None:
        self._rows.flush(durably=durably)

    def save(self) -> SavedVectors:
        return SavedVectors(self._pack(), {ROWS_FILE: self._rows.beginning})

    def close(self) -> None:
        self._rows.close()

    def _find_candidates(
        self, vector: np.ndarray, k: int, left: int, allowed: np.ndarray | None
    ) -> np.ndarray:
        if allowed is not None and left <= EXACT_UP_TO:
            return np.flatnonzero(allowed[: len(self)])
        rows = self._ask_gpu(vector, k, allowed)
        if rows is not None:
            return rows
        return coarse.scan(self._blocks, vector, max(DEPTH_FACTOR * k, LEAST_DEPTH), allowed)

    def _score_best(self, vector: np.ndarray, rows: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        rows = np.sort(rows)  # neighbours in the file are read together
        scores = self._rows.score(rows, vector)
        best = np.argsort(-scores, kind="stable")[:k]
        return rows[best], scores[best]

    def _leave_flat(self) -> None:
        """Searches go on in the flat vectors until the blocks hold all rows."""
        size, step = len(self), coarse.rows_per_block(self._dim)
        for first in range(0, size, step):
            self._add_to_blocks(self._rows.read(slice(first, min(first + step, size))))
        with self._lock:
            self._flat = None
        self._fill_gpu()

    def _add_to_blocks(self, vectors: np.ndarray) -> None:
        while len(vectors):
            if not self._blocks or not self._blocks[-1].free_rows:
                first_row = sum(map(len, self._blocks))
                # A new list, since a search may be going through the old one.
                self._blocks = [*self._blocks, CoarseBlock.train(self._sample(), first_row)]
            taken = vectors[: self._blocks[-1].free_rows]
            self._blocks[-1].add(taken)
            if self._gpu is not None:
                self._try_gpu(self._gpu, lambda gpu, rows=taken: gpu.add(rows))
            vectors = vectors[len(taken) :]

    def _sample(self) -> np.ndarray:
        count = min(len(self), coarse.TRAINING_ROWS)
        rows = np.random.default_rng(len(self)).choice(len(self), count, replace=False)
        return self._rows.read(np.sort(rows))

    def _fill_gpu(self) -> None:
        gpu = open_gpu(self._dim)
        if gpu is not None:
            self._gpu = gpu
            self._try_gpu(gpu, lambda gpu: gpu.add_all(self._rows))

    def _ask_gpu(self, vector: np.ndarray, k: int, allowed: np.ndarray | None) -> np.ndarray | None:
        gpu = self._gpu
        return None if gpu is None else self._try_gpu(gpu, lambda gpu: gpu.search(vector, k, allowed))

    def _try_gpu(self, gpu: GpuVectors, use: Callable[[GpuVectors], np.ndarray | None]) -> np.ndarray | None:
        """What the use gives. A GPU that fails, for want of memory say, is done without from then on."""
        try:
            return use(gpu)
        except RuntimeError as error:
            logger.warning("The CPU goes on without the GPU: %s", error)
            self._gpu = None
            return None

    def _pack(self) -> Iterator[tuple[str, bytes]]:
        """One block after the other, so that no more than one is in memory twice."""
        if self._flat is not None:
            yield FLAT_FILE, self._flat.to_bytes()
        for number, block in enumerate(self._blocks):
            yield BLOCK_FILE.format(number), block.to_bytes()
