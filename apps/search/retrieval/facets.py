"""How all that match are spread over conversations, senders and months."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from tantivy import Query

from apps.search.indexing.moments import NO_TIME
from apps.search.indexing.replica import Replica, View
from apps.search.indexing.sparse.searcher import restrict

from .conditions import has_words
from .filters import make_limits
from .query import Facet, SearchRequest

_SHOWN = 20
_MOST_VALUES = 65_000
"""As many as tantivy counts apart; with fewer asked for, its counts would be estimates."""


def count_facets(replica: Replica, view: View, request: SearchRequest) -> dict[str, tuple[Facet, ...]]:
    """Count the messages that hold one of the request's words, or all that the filters leave if it has no word.

    Also in the modes that rank by meaning, where every message is a candidate and a count of candidates says nothing.
    """
    query = _match_all(view, request)
    if query is None:
        return {"conversation": (), "sender": (), "month": ()}
    months = view.recent.get("months", lambda: _list_months(view))
    counts = view.sparse.aggregate(query, _describe(months))
    return {
        "conversation": _take_most(_read_ids(counts["conversation"])),
        "sender": _take_most(_count_names(replica, _read_ids(counts["participant"]))),
        "month": _take_most(_read_months(counts["month"], months)) if months else (),
    }


def _match_all(view: View, request: SearchRequest) -> Query | None:
    limits = make_limits(view, request.filters)
    if not has_words(request.text):
        return limits if limits is not None else Query.all_query()
    required = view.sparse.require_words(request.text)
    return required if required is None or limits is None else restrict(required, limits)


def _describe(months: list[dict[str, Any]]) -> dict[str, Any]:
    wanted = {
        field: {"terms": {"field": field, "size": _MOST_VALUES}} for field in ("conversation", "participant")
    }
    return wanted | ({"month": {"range": {"field": "sent_at", "ranges": months}}} if months else {})


def _list_months(view: View) -> list[dict[str, Any]]:
    """The months in which something was said, as ranges of microseconds."""
    times = view.columns.sent_at[~view.columns.deleted]
    months = np.unique(times[times != NO_TIME].astype("datetime64[us]").astype("datetime64[M]"))
    edges = np.stack([months, months + 1], axis=1).astype("datetime64[us]").astype(np.int64)
    return [
        {"key": str(month), "from": start, "to": end}
        for month, (start, end) in zip(months, edges.tolist(), strict=True)
    ]


def _read_ids(counted: dict[str, Any]) -> list[tuple[int, int]]:
    return [(int(bucket["key"]), bucket["doc_count"]) for bucket in counted["buckets"]]


def _read_months(counted: dict[str, Any], months: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """The answer has a bucket for every gap between the months too."""
    asked = {month["key"] for month in months}
    return [(bucket["key"], bucket["doc_count"]) for bucket in counted["buckets"] if bucket["key"] in asked]


def _count_names(replica: Replica, participants: Iterable[tuple[int, int]]) -> Iterable[tuple[str, int]]:
    """Participants are of one conversation each; people look for a name."""
    counts: Counter[str] = Counter()
    for participant, count in participants:
        if name := replica.speakers.name_of(participant):
            counts[name] += count
    return counts.items()


def _take_most(counts: Iterable[tuple[Any, int]]) -> tuple[Facet, ...]:
    frequent = sorted(counts, key=lambda pair: (-pair[1], str(pair[0])))
    return tuple(Facet(str(value), count) for value, count in frequent[:_SHOWN] if count)
