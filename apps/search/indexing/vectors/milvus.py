"""Vectors in a Milvus server, for more than one machine can hold. https://milvus.io/docs

Each replica has a collection of its own, named after its folder, whose primary key is the row number. The replica's
snapshot holds no vectors: on opening, rows above its count are deleted, and too few make it start anew, so that a
collection lost or restored from another day is filled again from the segments.
"""

import hashlib
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from pymilvus import DataType, MilvusClient, MilvusException

from apps.search.indexing.base import IndexDamaged

from .base import SavedVectors, VectorsUnavailable
from .milvus_rows import ROW, describe_in_parts, describe_mask

_VECTOR = "vector"
_METRIC = {"metric_type": "IP"}
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
            rows = [{ROW: self._size + offset, _VECTOR: vector} for offset, vector in enumerate(part)]
            with _told():
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
            with _told():
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
        with _told():
            (hits,) = self._client.search(
                self._collection,
                [np.asarray(vector, np.float32)],
                filter=expression,
                limit=min(limit, _LARGEST_LIMIT),
                output_fields=[ROW],
                search_params=_METRIC,
            )
        rows = np.fromiter((hit[ROW] for hit in hits), np.int64, len(hits))
        return rows, np.fromiter((hit["distance"] for hit in hits), np.float32, len(hits))


@dataclass(frozen=True)
class MilvusEngine:
    """`uri`: http://host:19530, or a path that ends in .db for milvus-lite within this process."""

    uri: str
    token: str = ""
    timeout_s: float = 10.0
    name: str = "milvus"

    def create(self, folder: Path, dim: int) -> MilvusIndex:
        with _told():
            self._drop_abandoned(folder.parent.parent)
            collection = _name_collection(folder)
            if self._client.has_collection(collection):
                self._client.drop_collection(collection)
            schema = self._client.create_schema(auto_id=False)
            schema.add_field(ROW, DataType.INT64, is_primary=True)
            schema.add_field(_VECTOR, DataType.FLOAT_VECTOR, dim=dim)
            index = self._client.prepare_index_params()
            index.add_index(_VECTOR, index_type="AUTOINDEX", **_METRIC)
            # Strong: a search sees every row that was added before it.
            self._client.create_collection(
                collection, schema=schema, index_params=index, consistency_level="Strong"
            )
        return MilvusIndex(self._client, collection, rows=0)

    def load(self, folder: Path, dim: int, rows: int, saved: SavedVectors) -> MilvusIndex:
        collection = _name_collection(folder)
        with _told():
            if not self._client.has_collection(collection):
                raise IndexDamaged(f"Milvus has no collection {collection}")
            self._client.load_collection(collection)
            self._client.delete(collection, filter=f"{ROW} >= {rows}")
            held = self._client.query(collection, filter=f"{ROW} >= 0", output_fields=["count(*)"])
        count = held[0]["count(*)"]
        if count != rows:
            raise IndexDamaged(f"{rows} rows are due; Milvus holds {count}")
        return MilvusIndex(self._client, collection, rows)

    @cached_property
    def _client(self) -> MilvusClient:
        return MilvusClient(self.uri, token=self.token, timeout=self.timeout_s)

    def _drop_abandoned(self, root: Path) -> None:
        """Collections of this worker's replicas whose folders are gone: built anew, retired, left by a crash."""
        kept = {_name_collection(folder) for folder in root.glob("*/*")}
        for collection in self._client.list_collections():
            if collection.startswith(_name_worker(root)) and collection not in kept:
                self._client.drop_collection(collection)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what pymilvus raises into VectorsUnavailable."""
    try:
        yield
    except MilvusException as error:
        raise VectorsUnavailable(f"Milvus does not answer as it should: {error}") from error


def _name_collection(folder: Path) -> str:
    """For `<worker>/<index version>/<generation>`."""
    return _name_worker(folder.parent.parent) + re.sub(r"\W", "_", f"{folder.parent.name}_{folder.name}")


def _name_worker(root: Path) -> str:
    """What the names of all collections begin with whose replicas lie below `root` on this machine."""
    digest = hashlib.sha256(f"{socket.gethostname()}:{root.resolve()}".encode())
    return f"chatanalysis_{digest.hexdigest()[:16]}_"
