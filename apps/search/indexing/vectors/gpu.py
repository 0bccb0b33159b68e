"""All vectors in a GPU's memory, where there is one: compared one by one, faster than any structure on the CPU.

The CPU's structure stays beside it: it goes into snapshots, and takes the searches that a GPU cannot.
"""

import logging
import threading

import faiss
import numpy as np

from .byte_rows import ByteRows

logger = logging.getLogger(__name__)

LARGEST_K = 2048
"""What FAISS's selection on a GPU can return."""
_ROWS_AT_ONCE = 65_536


class GpuVectors:
    """In fp16, 2 x dim bytes a row."""

    def __init__(self, dim: int) -> None:
        options = faiss.GpuIndexFlatConfig()
        options.useFloat16 = True
        self._resources = faiss.StandardGpuResources()
        self._index = faiss.GpuIndexFlatIP(self._resources, dim, options)
        self._lock = threading.Lock()  # FAISS wants one caller at a time on a GPU

    def __len__(self) -> int:
        return self._index.ntotal

    def add(self, vectors: np.ndarray) -> bool:
        """Append float32 (n, dim). False, and nothing is to be asked of it any more, if its memory is full."""
        try:
            with self._lock:
                self._index.add(vectors)
        except RuntimeError as error:
            logger.warning("The GPU takes no more vectors, the CPU goes on: %s", error)
            return False
        return True

    def add_all(self, rows: ByteRows) -> bool:
        """Append all there are; False as for `add`."""
        return all(
            self.add(rows.read(slice(first, min(first + _ROWS_AT_ONCE, len(rows)))))
            for first in range(0, len(rows), _ROWS_AT_ONCE)
        )

    def search(self, vector: np.ndarray, k: int, allowed: np.ndarray | None) -> np.ndarray | None:
        """The k nearest of the allowed rows; None if a GPU cannot tell, since filters leave too few."""
        share = 1.0 if allowed is None else np.count_nonzero(allowed) / max(len(self), 1)
        asked = k if allowed is None else round(1.5 * k / max(share, 1e-9)) + 1
        if asked > min(LARGEST_K, len(self)):
            return None
        with self._lock:
            rows = self._index.search(vector[None], asked)[1][0]
        if allowed is None:
            return rows[rows >= 0]
        known = rows[(rows >= 0) & (rows < len(allowed))]
        kept = known[allowed[known]]
        return kept if len(kept) >= k else None


def open_gpu(dim: int) -> GpuVectors | None:
    """None without a GPU, or without a FAISS that can use it."""
    if not hasattr(faiss, "StandardGpuResources") or not faiss.get_num_gpus():
        return None
    return GpuVectors(dim)
