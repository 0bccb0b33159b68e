"""A request's filters as the indexes understand them."""

import numpy as np

from apps.search.indexing.columns import Columns
from apps.search.indexing.moments import NO_TIME, to_microseconds
from apps.search.indexing.sparse import SparseFilter

from .query import Filters


def select_rows(columns: Columns, filters: Filters) -> np.ndarray:
    """Which rows may be seen, bool (rows,)."""
    allowed = ~columns.deleted
    if filters.conversations is not None:
        allowed &= _is_one_of(columns.conversation, filters.conversations)
    if filters.participants is not None:
        allowed &= _is_one_of(columns.participant, filters.participants)
    if filters.after is not None:
        allowed &= columns.sent_at >= to_microseconds(filters.after)
    if filters.before is not None:
        allowed &= (columns.sent_at < to_microseconds(filters.before)) & (columns.sent_at != NO_TIME)
    return allowed


def make_sparse_filter(filters: Filters) -> SparseFilter:
    return SparseFilter(
        conversations=filters.conversations,
        participants=filters.participants,
        after_us=None if filters.after is None else to_microseconds(filters.after),
        before_us=None if filters.before is None else to_microseconds(filters.before),
    )


def _is_one_of(values: np.ndarray, ids: frozenset[int]) -> np.ndarray:
    if len(ids) == 1:
        return values == next(iter(ids))
    return np.isin(values, np.fromiter(ids, np.int64, len(ids)))
