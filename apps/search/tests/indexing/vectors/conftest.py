from collections.abc import Iterator
from pathlib import Path

import faiss
import pytest
from milvus_lite.server_manager import server_manager_instance

from apps.search.indexing.vectors import SavedVectors, VectorEngine, VectorIndex, coarse, faiss_index
from apps.search.indexing.vectors.faiss_engine import FaissEngine
from apps.search.indexing.vectors.milvus import MilvusEngine

from .builders import DIM


@pytest.fixture
def compressed_soon(monkeypatch):
    """FAISS as it is with many rows, in several blocks."""
    monkeypatch.setattr(faiss_index, "FLAT_UP_TO", 1000)
    monkeypatch.setattr(faiss_index, "EXACT_UP_TO", 400)
    monkeypatch.setattr(faiss_index, "LEAST_DEPTH", 100)
    monkeypatch.setattr(coarse, "BLOCK_BYTES", 1 << 14)


@pytest.fixture(scope="session")
def milvus_lite(tmp_path_factory):
    """The real thing, within this process."""
    engine = MilvusEngine(str(tmp_path_factory.mktemp("milvus") / "vectors.db"))
    yield engine
    engine._client.close()
    server_manager_instance.release_all()


@pytest.fixture
def milvus(milvus_lite) -> Iterator[MilvusEngine]:
    yield milvus_lite
    for collection in milvus_lite._client.list_collections():
        milvus_lite._client.drop_collection(collection)


HAS_GPU = hasattr(faiss, "StandardGpuResources") and faiss.get_num_gpus() > 0
on_gpu = pytest.param("gpu", marks=pytest.mark.skipif(not HAS_GPU, reason="needs a GPU and faiss-gpu"))


@pytest.fixture(params=["flat", "compressed", on_gpu, "milvus"])
def engine(request) -> VectorEngine:
    """Every engine, and every structure of it, keeps the same contract."""
    if request.param == "milvus":
        return request.getfixturevalue("milvus")
    if request.param in ("compressed", "gpu"):
        request.getfixturevalue("compressed_soon")
    if request.param == "compressed":
        request.getfixturevalue("monkeypatch").setattr(faiss_index, "open_gpu", lambda dim: None)
    return FaissEngine()


@pytest.fixture
def index(engine, tmp_path):
    index = engine.create(tmp_path, DIM)
    yield index
    index.close()


def reopen(engine: VectorEngine, index: VectorIndex, folder: Path, dim: int = DIM) -> VectorIndex:
    """As a restart does after a snapshot."""
    index.flush(durably=True)
    saved = index.save()
    kept = SavedVectors(list(saved.files), saved.appended)
    rows = len(index)
    index.close()
    return engine.load(folder, dim, rows, kept)
