import json
from datetime import UTC, datetime

import pytest

from apps.search.retrieval.query import Filters, Mode, SearchRequest, Sort

NOON = datetime(2024, 5, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("boot"),
        SearchRequest(
            "", 5, 20, Mode.KEYWORD, Sort.DATE, Filters(frozenset({3, 1}), frozenset(), NOON, None)
        ),
    ],
)
def test_a_request_survives_json(request_):
    assert SearchRequest.from_payload(json.loads(json.dumps(request_.to_payload()))) == request_


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="psychic"):
        SearchRequest.from_payload(SearchRequest("x").to_payload() | {"mode": "psychic"})


@pytest.mark.parametrize(
    ("filters", "nothing"),
    [
        (Filters(), False),
        (Filters(conversations=frozenset()), True),
        (Filters(participants=frozenset()), True),
        (Filters(conversations=frozenset({1})), False),
        (Filters(after=NOON, before=NOON), True),
    ],
)
def test_filters_that_allow_nothing(filters, nothing):
    assert filters.allow_nothing is nothing
