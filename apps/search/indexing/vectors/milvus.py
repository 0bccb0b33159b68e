"""Vectors in a Milvus server, for more than one machine can hold. https://milvus.io/docs

Each replica has a collection of its own, named after its folder, whose primary key is the row number. The replica's
snapshot holds no vectors: on opening, rows above its count are deleted, and too few make it start anew, so that a
collection lost or restored from another day is filled again from the segments.
"""

import hashlib
import re
import socket
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pymilvus import DataType, MilvusClient

from apps.search.indexing.base import IndexDamaged

from .base import SavedVectors
from .milvus_index import METRIC, VECTOR, MilvusIndex, told
from .milvus_rows import ROW


@dataclass(frozen=True)
class MilvusEngine:
    """`uri`: http://host:19530, or a path that ends in .db for milvus-lite within this process."""

    uri: str
    token: str = ""
    timeout_s: float = 10.0
    name: str = "milvus"

    def create(self, folder: Path, dim: int) -> MilvusIndex:
        with told():
            self._drop_abandoned(folder.parent.parent)
            collection = _name_collection(folder)
            if self._client.has_collection(collection):
                self._client.drop_collection(collection)
            schema = self._client.create_schema(auto_id=False)
            schema.add_field(ROW, DataType.INT64, is_primary=True)
            schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dim)
            index = self._client.prepare_index_params()
            index.add_index(VECTOR, index_type="AUTOINDEX", **METRIC)
            # Strong: a search sees every row that was added before it.
            self._client.create_collection(
                collection, schema=schema, index_params=index, consistency_level="Strong"
            )
        return MilvusIndex(self._client, collection, rows=0)

    def load(self, folder: Path, dim: int, rows: int, saved: SavedVectors) -> MilvusIndex:
        collection = _name_collection(folder)
        with told():
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


def _name_collection(folder: Path) -> str:
    """For `<worker>/<index version>/<generation>`."""
    return _name_worker(folder.parent.parent) + re.sub(r"\W", "_", f"{folder.parent.name}_{folder.name}")


def _name_worker(root: Path) -> str:
    """What the names of all collections begin with whose replicas lie below `root` on this machine."""
    digest = hashlib.sha256(f"{socket.gethostname()}:{root.resolve()}".encode())
    return f"chatanalysis_{digest.hexdigest()[:16]}_"
