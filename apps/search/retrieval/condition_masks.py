"""Conditions as masks over the rows, for what searches by vector."""

from collections.abc import Collection
from functools import reduce

import numpy as np

from apps.search.indexing.features import FEATURE_BITS
from apps.search.indexing.languages import pack_language
from apps.search.indexing.moments import NO_TIME, to_microseconds
from apps.search.indexing.replica import View

from .condition_queries import make_query
from .conditions import (
    AllOf,
    AnyOf,
    Condition,
    Has,
    InConversations,
    InLanguage,
    Not,
    SentBy,
    SentWithin,
)


def make_mask(condition: Condition, view: View) -> np.ndarray:
    """Return which rows meet the condition, bool (rows,)."""
    rows = len(view.columns)
    match condition:
        case AllOf(parts):
            masks = (make_mask(part, view) for part in parts)
            return reduce(np.logical_and, masks, np.ones(rows, np.bool_))
        case AnyOf(parts):
            masks = (make_mask(part, view) for part in parts)
            return reduce(np.logical_or, masks, np.zeros(rows, np.bool_))
        case Not(part):
            return ~make_mask(part, view)
    return _make_leaf(condition, view)


def _make_leaf(condition: Condition, view: View) -> np.ndarray:
    columns = view.columns
    match condition:
        case InConversations(ids):
            return _is_one_of(columns.conversation, ids)
        case SentBy(ids):
            return _is_one_of(columns.participant, ids)
        case SentWithin():
            return _is_within(columns.sent_at, condition)
        case Has(feature):
            return columns.features & FEATURE_BITS[feature] != 0
        case InLanguage(code):
            return columns.language == pack_language(code)
    return _look_up(condition, view)


def _look_up(condition: Condition, view: View) -> np.ndarray:
    """What only the words' index knows."""
    mask = np.zeros(len(view.columns), np.bool_)
    mask[view.sparse.find_rows(make_query(condition, view.sparse))] = True
    return mask


def _is_one_of(values: np.ndarray, ids: Collection[int]) -> np.ndarray:
    if len(ids) == 1:
        return values == next(iter(ids))
    return np.isin(values, np.fromiter(ids, np.int64, len(ids)))


def _is_within(sent_at: np.ndarray, period: SentWithin) -> np.ndarray:
    within = sent_at != NO_TIME if period.after is None else sent_at >= to_microseconds(period.after)
    if period.before is not None:
        within &= sent_at < to_microseconds(period.before)
    return within
