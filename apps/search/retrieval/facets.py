"""How all that match are spread over conversations, senders and months."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tantivy import Query

from apps.search.indexing.replica import View
from apps.search.indexing.sparse.schema import CONVERSATION, MONTH, PARTICIPANT, name_month
from apps.search.indexing.sparse.searcher import restrict

from .conditions import has_words
from .filters import make_limits
from .query import Facet, SearchRequest

SHOWN = 20
PARTICIPANTS_COUNTED = 1_000
"""Somebody is another participant in each conversation: enough are counted to add up those of one person."""
NOBODY = "0"
"""The participant of messages that have no sender."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """A facet: the field it counts, how many of its values, and how one is written."""

    field: str
    top: int
    write: Callable[[Any], str]


_FACETS = {
    "conversation": _Counted(CONVERSATION, SHOWN, lambda pk: str(int(pk))),
    "sender": _Counted(PARTICIPANT, PARTICIPANTS_COUNTED, lambda pk: str(int(pk))),
    "month": _Counted(MONTH, SHOWN, lambda number: name_month(int(number))),
}


def count_facets(view: View, request: SearchRequest) -> dict[str, tuple[Facet, ...]]:
    """Count the messages that hold one of the request's words, or all that the filters leave if it has no word.

    Also in the modes that rank by meaning, where every message is a candidate and a count of candidates says nothing.
    Messages without a sender or a time are in no count of these.
    """
    query = _match_all(view, request)
    wanted = {facet.field: facet.top for facet in _FACETS.values()}
    counts = {} if query is None else view.sparse.count_by(wanted, query)
    return {name: _make_facets(counts.get(facet.field, ()), facet.write) for name, facet in _FACETS.items()}


def _match_all(view: View, request: SearchRequest) -> Query | None:
    limits = make_limits(view, request.filters)
    if not has_words(request.text):
        return Query.all_query() if limits is None else limits
    required = view.sparse.require_words(request.text)
    return required if required is None or limits is None else restrict(required, limits)


def _make_facets(counts: Iterable[tuple[Any, int]], write: Callable[[Any], str]) -> tuple[Facet, ...]:
    facets = [Facet(written, count) for value, count in counts if (written := write(value)) != NOBODY]
    return tuple(sorted(facets, key=lambda facet: (-facet.count, facet.value)))
