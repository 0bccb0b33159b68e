"""A collection in Milvus, searched and added to. https://milvus.io/docs"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from pymilvus import MilvusClient, MilvusException

from .base import SavedVectors, VectorsUnavailable
from .milvus_rows import ROW, describe_in_parts, describe_mask

VECTOR = "vector"
METRIC = {"metric_type": "IP"}
_ROWS_AT_ONCE = 1000
_LARGEST_LIMIT = 16_384
"""What Milvus returns for one query at most."""


class MilvusIndex:
    def __init__(self, client: MilvusClient, collection: str, rows: int) -> None:
        """Use MilvusEngine."""
        self._client, self._collection, self._size = client, collection, rows

    def __len__(self) -> int:
        return self._size

    @property
    def is_exact(self) -> bool:
        return False

    @property
    def memory_bytes(self) -> int:
        return 0

    def add(self, vectors: np.ndarray) -> None:
        """Rows that are there already are replaced: they may come again after a crash. Raises VectorsUnavailable."""
        vectors = np.asarray(vectors, np.float32)
        for first in range(0, len(vectors), _ROWS_AT_ONCE):
            part = vectors[first : first + _ROWS_AT_ONCE]
            rows = [{ROW: self._size + offset, VECTOR: vector} for offset, vector in enumerate(part)]
            with told():
                self._client.upsert(self._collection, rows)
            self._size += len(part)

    def search(
        self, vector: np.ndarray, k: int, allowed: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Filters act inside Milvus as an expression; where that would be too long, more rows are asked for and sifted,
        and if this yields too few, each part of the allowed rows is asked for by itself.

        Raises VectorsUnavailable.
        """
        size = self._size
        if allowed is None:
            return self._ask(vector, min(k, size), f"{ROW} < {size}")
        allowed = allowed[:size]
        left = int(np.count_nonzero(allowed))
        if not left:
            return self._ask(vector, 0, "")
        expression = describe_mask(allowed)
        if expression is not None:
            return self._ask(vector, min(k, left), expression)
        return self._sift(vector, min(k, left), allowed, left)

    def flush(self, *, durably: bool = False) -> None:
        if durably:
            with told():
                self._client.flush(self._collection)

    def save(self) -> SavedVectors:
        return SavedVectors()

    def close(self) -> None:
        """The connection is the engine's, for all replicas."""

    def _sift(
        self, vector: np.ndarray, k: int, allowed: np.ndarray, left: int
    ) -> tuple[np.ndarray, np.ndarray]:
        asked = min(_LARGEST_LIMIT, 1 + round(1.5 * k * len(allowed) / left))
        rows, scores = self._ask(vector, asked, f"{ROW} < {len(allowed)}")
        kept = allowed[rows]
        if np.count_nonzero(kept) >= k:
            return rows[kept][:k], scores[kept][:k]
        parts = [self._ask(vector, k, expression) for expression in describe_in_parts(allowed)]
        rows, scores = (np.concatenate(found) for found in zip(*parts, strict=True))
        best = np.argsort(-scores, kind="stable")[:k]
        return rows[best], scores[best]

    def _ask(self, vector: np.ndarray, limit: int, expression: str) -> tuple[np.ndarray, np.ndarray]:
        if not limit:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        with told():
            (hits,) = self._client.search(
                self._collection,
                [np.asarray(vector, np.float32)],
                filter=expression,
                limit=min(limit, _LARGEST_LIMIT),
                output_fields=[ROW],
                search_params=METRIC,
            )
        rows = np.fromiter((hit[ROW] for hit in hits), np.int64, len(hits))
        return rows, np.fromiter((hit["distance"] for hit in hits), np.float32, len(hits))


@contextmanager
def told() -> Iterator[None]:
    """Turn what pymilvus raises into VectorsUnavailable."""
    try:
        yield
    except MilvusException as error:
        raise VectorsUnavailable(f"Milvus does not answer as it should: {error}") from error
