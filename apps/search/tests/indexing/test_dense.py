import numpy as np
import pytest

from apps.search.embedding.base import normalise
from apps.search.indexing import dense
from apps.search.indexing.dense import DenseIndex


def vectors(count: int, seed: int = 0) -> np.ndarray:
    """Clustered, as sentence vectors are."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((50, 32))
    return normalise(centres[rng.integers(0, 50, count)] + 0.7 * rng.standard_normal((count, 32)))


def build(rows: np.ndarray) -> DenseIndex:
    index = DenseIndex(32)
    for first in range(0, len(rows), 500):
        index.add(rows[first : first + 500])
    return index


def recall(index: DenseIndex, rows: np.ndarray, allowed: np.ndarray | None = None) -> float:
    """Share of brute force's ten best that the index finds, over 30 queries."""
    found = []
    for query in vectors(30, seed=5):
        scores = rows @ query
        if allowed is not None:
            scores[~allowed] = -9
        best = set(np.argsort(-scores)[:10].tolist())
        found.append(len(best & set(index.search(query, 10, allowed)[0].tolist())) / 10)
    return float(np.mean(found))


@pytest.fixture
def lists_soon(monkeypatch):
    monkeypatch.setattr(dense, "LISTS_FROM", 1000)
    monkeypatch.setattr(dense, "EXACT_BELOW", 400)


def test_few_vectors_are_searched_as_brute_force_does():
    rows = vectors(2000)
    index = build(rows)
    found, scores = index.search(vectors(1, seed=5)[0], 10)
    expected = rows @ vectors(1, seed=5)[0]
    assert index.is_exact
    assert recall(index, rows) > 0.98
    np.testing.assert_allclose(scores, expected[found], atol=2e-3)
    assert (np.diff(scores) <= 0).all()


@pytest.mark.usefixtures("lists_soon")
def test_many_vectors_go_into_lists_and_most_of_the_best_are_found():
    rows = vectors(9000)
    index = build(rows)
    assert not index.is_exact
    assert len(index) == 9000
    assert recall(index, rows) > 0.8


@pytest.mark.usefixtures("lists_soon")
def test_a_narrow_filter_is_searched_exactly_in_lists_too():
    rows = vectors(9000)
    allowed = np.zeros(9000, bool)
    allowed[np.random.default_rng(3).choice(9000, 300, replace=False)] = True
    assert recall(build(rows), rows, allowed) > 0.98


def test_only_allowed_rows_are_found():
    index = build(vectors(100))
    allowed = np.zeros(100, bool)
    allowed[[3, 50, 99]] = True
    found, _ = index.search(vectors(1)[0], 10, allowed)
    assert sorted(found) == [3, 50, 99]


def test_rows_past_the_filter_are_not_allowed():
    index = build(vectors(100))
    found, _ = index.search(vectors(1)[0], 100, np.ones(61, bool))
    assert sorted(found) == list(range(61))


def test_a_filter_that_leaves_nothing_finds_nothing():
    rows, scores = build(vectors(20)).search(vectors(1)[0], 10, np.zeros(20, bool))
    assert len(rows) == len(scores) == 0


@pytest.mark.usefixtures("lists_soon")
@pytest.mark.parametrize("count", [30, 3000])
def test_stored_and_read_back_it_finds_the_same(count):
    index, query = build(vectors(count)), vectors(1, seed=5)[0]
    again = DenseIndex.from_bytes(index.to_bytes())
    assert np.array_equal(again.search(query, 5)[0], index.search(query, 5)[0])
    assert again.is_exact == index.is_exact
    again.add(vectors(7))
    assert len(again) == count + 7
