"""How a GPU is used, with FAISS's flat index for the CPU in its place: it answers as the one for a GPU does.

On a machine with a GPU the contract's tests run on that one.
"""

import faiss
import numpy as np
import pytest

from apps.search.indexing.vectors import faiss_index
from apps.search.indexing.vectors.faiss_engine import FaissEngine
from apps.search.indexing.vectors.gpu import GpuVectors

from .builders import DIM, add_in_steps, make_vectors, measure_recall
from .conftest import reopen

QUERY = make_vectors(1, seed=5)[0]


class FlatOfLittleMemory(faiss.IndexFlatIP):
    def add(self, vectors):
        if self.ntotal + len(vectors) > 2500:
            raise RuntimeError("out of memory")
        super().add(vectors)


@pytest.fixture
def gpus(monkeypatch, compressed_soon):
    opened = []

    def open_gpu(dim):
        opened.append(GpuVectors(FlatOfLittleMemory(dim)))
        return opened[-1]

    monkeypatch.setattr(faiss_index, "open_gpu", open_gpu)
    return opened


@pytest.fixture
def index(gpus, tmp_path):
    index = FaissEngine().create(tmp_path, DIM)
    yield index
    index.close()


def test_it_holds_what_the_cpu_holds_and_grows_with_it(index, gpus):
    rows = make_vectors(2100)
    add_in_steps(index, rows[:900])
    assert gpus == []
    add_in_steps(index, rows[900:])
    assert len(gpus[0]) == 2100
    assert measure_recall(index, rows) >= 0.99


def test_after_a_restart_it_is_filled_again(index, gpus, tmp_path):
    add_in_steps(index, make_vectors(2100))
    again = reopen(FaissEngine(), index, tmp_path)
    assert len(gpus[-1]) == 2100
    assert len(gpus) == 2
    again.close()


@pytest.mark.parametrize("share", [0.9, 0.3])
def test_filters_hold_there_too(index, share):
    rows = make_vectors(2100)
    add_in_steps(index, rows)
    allowed = np.random.default_rng(3).random(2100) < share
    assert allowed[index.search(QUERY, 10, allowed)[0]].all()
    assert measure_recall(index, rows, allowed) >= 0.98


def test_what_a_gpu_cannot_tell_the_cpu_does(index, gpus):
    rows = make_vectors(2100)
    add_in_steps(index, rows)
    far = np.zeros(2100, bool)
    far[np.argsort(rows @ QUERY)[:500]] = True
    assert gpus[0].search(QUERY, 10, far) is None
    assert len(index.search(QUERY, 10, far)[0]) == 10
    assert gpus[0].search(QUERY, 2090, np.ones(2100, bool)) is None


def test_a_gpu_whose_memory_is_full_is_done_without(index, gpus):
    rows = make_vectors(4000)
    add_in_steps(index, rows)
    assert len(gpus[0]) <= 2500
    assert measure_recall(index, rows) >= 0.98
