from datetime import date

import pytest
from django.http import QueryDict

from apps.search.forms import SearchForm, read_results_params
from apps.search.retrieval.query import Mode, Sort
from apps.search.services.search_query import MAX_QUERY_LENGTH


def bind(address: str) -> SearchForm:
    return SearchForm(QueryDict(address))


def test_an_address_becomes_a_query():
    form = bind(
        "q=lost+keys&mode=keyword&sort=date&sender=Ada&conversation=7&since=2024-03-01&until=2024-03-31&page=3"
    )

    assert form.is_valid()
    query = form.to_query()
    assert (query.text, query.mode, query.sort) == ("lost keys", Mode.KEYWORD, Sort.DATE)
    assert (query.sender, query.conversation, query.offset, query.k) == ("Ada", 7, 20, 10)
    assert query.after == date(2024, 3, 1)
    assert query.before == date(2024, 4, 1), "the last day is included"


def test_an_empty_address_asks_nothing_and_says_nothing():
    form = bind("q=&mode=&sender=&page=1&sort=relevance")

    assert form.is_valid()
    assert form.to_params() == {}


def test_an_address_is_as_short_as_it_can_be_and_leads_back_to_itself():
    form = bind("q=keys&mode=semantic&sender=&since=2024-03-01&page=2")
    assert form.is_valid()

    params = form.to_params()
    assert params == {"q": "keys", "mode": "semantic", "since": "2024-03-01", "page": "2"}
    assert form.to_params(page=None, mode=None) == {"q": "keys", "since": "2024-03-01"}


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("q=" + "x" * (MAX_QUERY_LENGTH + 1), "q"),
        ("q=a&mode=psychic", "mode"),
        ("q=a&since=yesterday", "since"),
        ("q=a&since=2024-02-02&until=2024-02-01", "until"),
        ("q=a&conversation=all", "conversation"),
        ("q=a&page=-1", "page"),
        ("q=a&page=99999999", "page"),
        ("q=%00", "q"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(address, field):
    form = bind(address)

    assert not form.is_valid()
    assert form.errors[field]


def test_the_last_day_of_the_calendar_is_no_error():
    form = bind("q=a&until=9999-12-31")

    assert form.is_valid()
    assert form.to_query().before is None


def test_the_way_back_carries_nothing_but_a_search():
    assert read_results_params(QueryDict("q=keys&page=2&next=//evil.example&x=1")) == {
        "q": "keys",
        "page": "2",
    }
    assert read_results_params(QueryDict("q=keys&mode=psychic")) == {}
