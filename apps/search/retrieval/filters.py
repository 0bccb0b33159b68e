"""A request's filters as the indexes understand them: applied inside, never after the best have been cut off."""

from collections.abc import Iterator

import numpy as np
from tantivy import Query

from apps.search.indexing.replica import View

from .condition_masks import make_mask
from .condition_queries import make_query
from .conditions import AllOf, Condition, InConversations, SentBy, SentWithin
from .query import Filters


def select_rows(view: View, filters: Filters) -> np.ndarray:
    """Which rows may be seen, bool (rows,). Not to be changed: the view keeps the last ones for later requests."""
    return view.recent.get(("rows", filters), lambda: _select_rows(view, filters))


def _select_rows(view: View, filters: Filters) -> np.ndarray:
    selected = make_mask(AllOf(tuple(_list_conditions(filters))), view)
    if view.has_deletions:
        selected &= ~view.columns.deleted
    return selected


def make_limits(view: View, filters: Filters) -> Query | None:
    """What the words' index is to match besides the words; None for no limit."""
    conditions = tuple(_list_conditions(filters))
    return make_query(AllOf(conditions), view.sparse) if conditions else None


def _list_conditions(filters: Filters) -> Iterator[Condition]:
    if filters.conversations is not None:
        yield InConversations(filters.conversations)
    if filters.participants is not None:
        yield SentBy(filters.participants)
    if filters.after is not None or filters.before is not None:
        yield SentWithin(filters.after, filters.before)
    if filters.condition is not None:
        yield filters.condition
