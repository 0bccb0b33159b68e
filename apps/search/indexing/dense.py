"""Nearest message vectors, through FAISS: exact while there are few, inverted lists from then on.

Rows are numbered from 0 in the order they were added. One thread adds while others search.
"""

import threading

import faiss
import numpy as np

LISTS_FROM = 50_000
"""Rows up to which every vector is compared."""
EXACT_BELOW = 20_000
"""A filter that leaves fewer rows than this is searched exactly in any case."""
PROBED_SHARE = 1 / 4
"""Share of the lists looked into: keeps .98 of the exact ten best (17,000 real vectors in 128 lists; 1/12 kept .95)."""
_RETRAIN_FACTOR = 4
_TRAINING_POINTS_PER_LIST = 48
_TRAINING_ROUNDS = 8
_FLAT = "SQfp16"


class DenseIndex:
    def __init__(self, dim: int) -> None:
        self._index: faiss.Index = faiss.index_factory(dim, _FLAT, faiss.METRIC_INNER_PRODUCT)
        self._trained_rows = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._index.ntotal

    @property
    def is_exact(self) -> bool:
        return self._trained_rows == 0

    def add(self, vectors: np.ndarray) -> None:
        """Append rows (n, dim) of unit length; changes the structure once they have become too many for it."""
        vectors = np.ascontiguousarray(vectors, np.float32)
        with self._lock:
            self._index.add(vectors)
        if len(self) > max(LISTS_FROM, _RETRAIN_FACTOR * self._trained_rows):
            self._rebuild_lists()

    def search(
        self, vector: np.ndarray, k: int, allowed: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """The k best rows and their dot products, best first; fewer if fewer are allowed.

        `allowed` bool (rows,), None for all; rows past its end are not allowed.
        """
        # Two threads for one query take longer than one on a busy machine.
        faiss.omp_set_num_threads(1)
        selector = None if allowed is None else _make_selector(allowed)
        remaining = len(self) if allowed is None else int(np.count_nonzero(allowed))
        k = min(k, remaining)
        if k == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        with self._lock:
            parameters = self._parameters(selector, exhaustive=remaining < EXACT_BELOW)
            scores, rows = self._index.search(vector[None].astype(np.float32), k, params=parameters)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def to_bytes(self) -> bytes:
        return faiss.serialize_index(self._index).tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "DenseIndex":
        """For content whose checksum has been verified: FAISS itself notices little."""
        index = faiss.deserialize_index(np.frombuffer(content, np.uint8))
        dense = cls(index.d)
        dense._index = index
        dense._trained_rows = index.ntotal if isinstance(index, faiss.IndexIVF) else 0
        return dense

    def _parameters(self, selector: faiss.IDSelector | None, *, exhaustive: bool) -> faiss.SearchParameters:
        if self.is_exact:
            return faiss.SearchParameters(sel=selector)
        lists = self._index.nlist
        probed = lists if exhaustive else max(1, round(lists * PROBED_SHARE))
        return faiss.SearchParametersIVF(sel=selector, nprobe=probed)

    def _rebuild_lists(self) -> None:
        """Train beside the index in use, and swap."""
        rows = len(self)
        lists = 2 ** round(np.log2(2 * rows**0.5))
        vectors = self._reconstruct()
        index = faiss.index_factory(self._index.d, f"IVF{lists},{_FLAT}", faiss.METRIC_INNER_PRODUCT)
        index.cp.niter = _TRAINING_ROUNDS
        index.cp.max_points_per_centroid = _TRAINING_POINTS_PER_LIST
        index.train(vectors)
        index.add(vectors)
        with self._lock:
            self._index, self._trained_rows = index, rows

    def _reconstruct(self) -> np.ndarray:
        """All vectors, float32 (rows, dim). Searches go on meanwhile: only this thread changes the index."""
        if not self.is_exact:
            with self._lock:
                self._index.make_direct_map()
        return self._index.reconstruct_n(0, len(self))


def _make_selector(allowed: np.ndarray) -> faiss.IDSelector:
    bits = np.packbits(allowed, bitorder="little")
    selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    selector.referenced_bits = bits  # keeps the memory alive as long as the selector
    return selector
