"""Which messages are worth a closer look."""

import numpy as np

from apps.search.embedding.base import QueryEmbedding
from apps.search.indexing.replica import Replica, View

from .filters import make_limits, select_rows
from .query import Filters


def find_dense(
    replica: Replica,
    view: View,
    query: QueryEmbedding,
    k: int,
    filters: Filters,
    among: np.ndarray | None = None,
) -> np.ndarray:
    """Rows whose vectors are nearest to the query's, best first; only `among` these, bool (rows,), if given."""
    return rank_dense(replica, view, query, k, filters, among)[0]


def rank_dense(
    replica: Replica,
    view: View,
    query: QueryEmbedding,
    k: int,
    filters: Filters,
    among: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The same rows with their dot products."""
    unlimited = (
        filters.allow_everything and not view.has_deletions and len(replica.dense) == len(view.columns)
    )
    allowed = None if unlimited else select_rows(view, filters)
    if among is not None:
        allowed = among if allowed is None else allowed & among
    rows, scores = replica.dense.search(query.vector, k, allowed)
    known = rows < len(view.columns)
    return rows[known], scores[known]


def find_sparse(view: View, text: str, k: int, filters: Filters) -> np.ndarray:
    """Rows in whose surroundings the query's words stand, best first."""
    return rank_sparse(view, text, k, filters)[0]


def rank_sparse(view: View, text: str, k: int, filters: Filters) -> tuple[np.ndarray, np.ndarray]:
    """The same rows with their BM25."""
    found = view.sparse.search(text, k, make_limits(view, filters))
    known = found.rows < len(view.columns)
    return found.rows[known], found.scores[known]


def find_words(view: View, text: str, k: int, filters: Filters) -> np.ndarray:
    """Rows whose own text holds one of the words, best first."""
    rows = view.sparse.search_words(text, k, make_limits(view, filters)).rows
    return rows[rows < len(view.columns)]


def merge(*rankings: np.ndarray) -> np.ndarray:
    """All rows of all rankings, each once, ascending."""
    return np.unique(np.concatenate(rankings))
