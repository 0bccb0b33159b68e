"""All vectors in a GPU's memory, where there is one: compared one by one, faster than any structure on the CPU.

The CPU's structure stays beside it: it goes into snapshots, and takes the searches that a GPU cannot.
"""

import logging
import threading
from functools import cache

import faiss
import numpy as np

from .byte_rows import ByteRows

logger = logging.getLogger(__name__)

LARGEST_K = 2048
"""What FAISS's selection on a GPU can return."""
_SPARE = 1.5
"""Asked for beyond what a filter's share makes likely; FAISS's GPU index cannot skip rows by itself."""
_ROWS_AT_ONCE = 65_536
_SCRATCH_BYTES = 128 << 20
"""Of its own accord FAISS would set aside a gigabyte and a half, which the embedding model may need."""

_one_at_a_time = threading.Lock()
"""FAISS wants a single caller for the resources of a GPU, and all indexes share them."""


class GpuVectors:
    """Rows in the order they were added. Once it has failed it is to be given up: the CPU has everything too."""

    def __init__(self, index: faiss.Index) -> None:
        """Use `open_gpu`."""
        self._index = index

    def __len__(self) -> int:
        return self._index.ntotal

    def add(self, vectors: np.ndarray) -> None:
        """Append float32 (n, dim). Raises RuntimeError when its memory is full."""
        with _one_at_a_time:
            self._index.add(vectors)

    def add_all(self, rows: ByteRows) -> None:
        """Raises RuntimeError when its memory is full."""
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            self.add(rows.read(slice(first, min(first + _ROWS_AT_ONCE, len(rows)))))

    def search(self, vector: np.ndarray, k: int, allowed: np.ndarray | None) -> np.ndarray | None:
        """The k nearest of the allowed rows; None if a GPU cannot tell, since too few are allowed.

        Raises RuntimeError.
        """
        asked = k
        if allowed is not None:
            asked = 1 + round(_SPARE * k * len(allowed) / max(np.count_nonzero(allowed), 1))
        if asked > min(LARGEST_K, len(self)):
            return None
        with _one_at_a_time:
            rows = self._index.search(vector[None], asked)[1][0]
        if allowed is None:
            return rows
        kept = rows[rows < len(allowed)]
        kept = kept[allowed[kept]]
        return kept if len(kept) >= k else None


def open_gpu(dim: int) -> GpuVectors | None:
    """None without a GPU, or without a FAISS that can use it. Vectors are kept there in fp16."""
    if not hasattr(faiss, "StandardGpuResources") or not faiss.get_num_gpus():
        return None
    options = faiss.GpuIndexFlatConfig()
    options.useFloat16 = True
    try:
        return GpuVectors(faiss.GpuIndexFlatIP(_get_resources(), dim, options))
    except RuntimeError as error:
        logger.warning("There is a GPU, and FAISS cannot use it: %s", error)
        return None


@cache
def _get_resources() -> "faiss.StandardGpuResources":
    resources = faiss.StandardGpuResources()
    resources.setTempMemory(_SCRATCH_BYTES)
    return resources
