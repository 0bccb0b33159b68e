"""How all that match are spread over conversations, senders and months."""

from collections.abc import Callable, Iterable
from typing import Any

from tantivy import Query

from apps.search.indexing.replica import View
from apps.search.indexing.sparse.schema import CONVERSATION, MONTH, SENDER, name_month
from apps.search.indexing.sparse.searcher import restrict

from .conditions import has_words
from .filters import make_limits
from .query import Facet, SearchRequest

SHOWN = 20
_WRITTEN: dict[str, Callable[[Any], str]] = {
    CONVERSATION: lambda pk: str(int(pk)),
    SENDER: str,
    MONTH: lambda number: name_month(int(number)),
}


def count_facets(view: View, request: SearchRequest) -> dict[str, tuple[Facet, ...]]:
    """Count the messages that hold one of the request's words, or all that the filters leave if it has no word.

    Also in the modes that rank by meaning, where every message is a candidate and a count of candidates says nothing.
    Messages without a sender or a time are in no count of these.
    """
    query = _match_all(view, request)
    counts = {} if query is None else view.sparse.count_by(tuple(_WRITTEN), query, SHOWN)
    return {field: _make_facets(counts.get(field, ()), write) for field, write in _WRITTEN.items()}


def _match_all(view: View, request: SearchRequest) -> Query | None:
    limits = make_limits(view, request.filters)
    if not has_words(request.text):
        return Query.all_query() if limits is None else limits
    required = view.sparse.require_words(request.text)
    return required if required is None or limits is None else restrict(required, limits)


def _make_facets(counts: Iterable[tuple[Any, int]], write: Callable[[Any], str]) -> tuple[Facet, ...]:
    facets = [Facet(write(value), count) for value, count in counts]
    return tuple(sorted(facets, key=lambda facet: (-facet.count, facet.value)))
