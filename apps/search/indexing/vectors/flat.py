"""All vectors of a small collection, compared one by one."""

from typing import Self

import faiss
import numpy as np

from .selectors import make_selector


class FlatVectors:
    """In fp16, as segments keep them. Not to be searched and added to at once."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def create(cls, dim: int) -> Self:
        return cls(faiss.index_factory(dim, "SQfp16", faiss.METRIC_INNER_PRODUCT))

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """For content whose checksum has been verified: FAISS itself notices little."""
        return cls(faiss.deserialize_index(np.frombuffer(content, np.uint8)))

    def to_bytes(self) -> bytes:
        return faiss.serialize_index(self._index).tobytes()

    def __len__(self) -> int:
        return self._index.ntotal

    @property
    def memory_bytes(self) -> int:
        return self._index.codes.size()

    def add(self, vectors: np.ndarray) -> None:
        self._index.add(vectors)

    def search(self, vector: np.ndarray, k: int, allowed: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Row -1 stands for none."""
        selector = None if allowed is None else make_selector(allowed)
        scores, rows = self._index.search(vector[None], k, params=faiss.SearchParameters(sel=selector))
        return rows[0], scores[0]
