from collections.abc import Callable
from pathlib import Path

import pytest

from apps.search.indexing.vectors import SavedVectors, VectorEngine, VectorIndex, coarse, faiss_index
from apps.search.indexing.vectors.faiss_index import FaissEngine

from .builders import DIM

Make = Callable[[Path], VectorEngine]


@pytest.fixture
def compressed_soon(monkeypatch):
    """FAISS as it is with many rows, in several blocks."""
    monkeypatch.setattr(faiss_index, "FLAT_UP_TO", 1000)
    monkeypatch.setattr(faiss_index, "EXACT_UP_TO", 400)
    monkeypatch.setattr(faiss_index, "LEAST_DEPTH", 100)
    monkeypatch.setattr(coarse, "BLOCK_BYTES", 1 << 14)


@pytest.fixture(params=["flat", "compressed"])
def engine(request) -> VectorEngine:
    """Every engine, and every structure of it, keeps the same contract."""
    if request.param == "compressed":
        request.getfixturevalue("compressed_soon")
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
