"""Conditions as the words' index takes them."""

from tantivy import Occur, Query

from apps.search.indexing.moments import to_microseconds
from apps.search.indexing.sparse import SparseSearcher

from .conditions import (
    AllOf,
    AnyOf,
    Condition,
    Has,
    InConversations,
    InLanguage,
    Mentions,
    Not,
    Says,
    SentBy,
    SentWithin,
)


def make_query(condition: Condition, sparse: SparseSearcher) -> Query:
    """Return a query that exactly the messages match which meet the condition; its scores say nothing."""
    match condition:
        case AllOf(()):
            return Query.all_query()
        case AllOf(parts):
            return Query.boolean_query([(Occur.Must, make_query(part, sparse)) for part in parts])
        case AnyOf(()):
            return Query.empty_query()
        case AnyOf(parts):
            return Query.boolean_query([(Occur.Should, make_query(part, sparse)) for part in parts])
        case Not(part):
            everything = (Occur.Must, Query.all_query())
            return Query.boolean_query([everything, (Occur.MustNot, make_query(part, sparse))])
    return _make_leaf(condition, sparse)


def _make_leaf(condition: Condition, sparse: SparseSearcher) -> Query:
    leaves = sparse.leaves
    match condition:
        case InConversations(ids):
            return leaves.among("conversation", ids)
        case SentBy(ids):
            return leaves.among("participant", ids)
        case SentWithin(after, before):
            return leaves.sent_within(
                None if after is None else to_microseconds(after),
                None if before is None else to_microseconds(before),
            )
        case Has(feature):
            return leaves.has(feature)
        case InLanguage(code):
            return leaves.in_language(code)
        case Mentions(names):
            return leaves.mentions(names)
        case Says(words):
            return sparse.says(words)
    raise TypeError(f"no condition: {condition!r}")
