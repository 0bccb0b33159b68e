"""Vectors as sentences give them, and the brute force that indexes are compared with."""

import numpy as np

from apps.search.embedding.base import normalise
from apps.search.indexing.vectors import VectorIndex

DIM = 32


def make_vectors(count: int, seed: int = 0) -> np.ndarray:
    """Unit vectors in clusters, float32 (count, DIM)."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((50, DIM))
    return normalise(centres[rng.integers(0, 50, count)] + 0.7 * rng.standard_normal((count, DIM)))


def add_in_steps(index: VectorIndex, rows: np.ndarray, step: int = 500) -> None:
    for first in range(0, len(rows), step):
        index.add(rows[first : first + step])
    index.flush()


def measure_recall(
    index: VectorIndex, rows: np.ndarray, allowed: np.ndarray | None = None, queries: int = 15
) -> float:
    """Share of brute force's ten best that the index finds."""
    found = []
    for query in make_vectors(queries, seed=5):
        scores = rows @ query
        if allowed is not None:
            scores[~allowed] = -9
        best = set(np.argsort(-scores)[:10].tolist())
        found.append(len(best & set(index.search(query, 10, allowed)[0].tolist())) / 10)
    return float(np.mean(found))
