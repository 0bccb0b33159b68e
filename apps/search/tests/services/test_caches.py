"""What is served from memory, and above all what is not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.search.embedding.hashing import HashingEmbedder
from apps.search.retrieval.query import Filters, Mode, SearchRequest, Sort
from apps.search.selectors import get_active_version
from apps.search.services import answer_query, find_page
from apps.search.services.caches import describe_request, remember_queries
from apps.uploads.models import Message
from apps.uploads.services.remove import remove_message
from apps.uploads.tests.factories import get_home

TRIP = """01/05/2026, 10:00 - Lena: I left the passports on the kitchen table
01/05/2026, 10:01 - Tom: that is where they always are
"""
LATER = (
    "02/05/2026, 18:00 - Tom: the passports are in the safe of the hotel\n02/05/2026, 18:01 - Lena: good\n"
)
ASKED = SearchRequest("passports")
HOUR = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)


class CountingEmbedder(HashingEmbedder):
    embedded = 0

    def embed_query(self, text):
        self.embedded += 1
        return super().embed_query(text)


def test_a_query_is_embedded_once_by_each_model(settings):
    settings.QUERY_CACHE_SIZE = 2
    one, other = CountingEmbedder(), CountingEmbedder()
    for text in ("a", "b", "a"):
        found = remember_queries(one).embed_query(text)
    assert (found.vector == one.embed_query("a").vector).all()
    remember_queries(other).embed_query("a")
    assert (one.embedded, other.embedded) == (3, 1)
    remember_queries(one).embed_query("c")
    remember_queries(one).embed_query("b")
    assert one.embedded == 5
    assert remember_queries(one).dim == one.dim


def test_without_a_size_nothing_is_remembered(settings):
    settings.QUERY_CACHE_SIZE = 0
    embedder = CountingEmbedder()
    assert remember_queries(embedder) is embedder


@pytest.mark.parametrize(
    "change",
    [
        {"text": "passport"},
        {"k": 11},
        {"offset": 10},
        {"mode": Mode.KEYWORD},
        {"sort": Sort.DATE},
        {"filters": Filters(conversations=frozenset([1]))},
        {"filters": Filters(participants=frozenset([1]))},
        {"filters": Filters(after=HOUR)},
        {"now": HOUR.replace(hour=11)},
        {"zone": "Europe/Berlin"},
        {"ignore": ("person:lena",)},
        {"explain": True},
        {"facets": True},
        {"rerank": False},
        {"like": 5},
    ],
)
def test_requests_that_ask_for_something_else_differ(change):
    asked = replace(ASKED, now=HOUR)
    assert describe_request(replace(asked, **change)) != describe_request(asked)


def test_the_minute_makes_no_difference():
    assert describe_request(replace(ASKED, now=HOUR)) == describe_request(
        replace(ASKED, now=HOUR.replace(minute=59))
    )


@pytest.fixture
def count_searches(monkeypatch):
    """Return how often the indexes were really searched so far."""
    calls = []
    search = find_page.search
    monkeypatch.setattr(find_page, "search", lambda *args: calls.append(args) or search(*args))
    return lambda: len(calls)


@pytest.mark.django_db
class TestAnswers:
    @pytest.fixture
    def ask(self, owner, searchable):
        searchable(TRIP, "WhatsApp Chat with Lisbon trip.txt")
        return lambda request=ASKED: answer_query.rank(get_active_version(get_home(owner)).pk, request)

    def test_the_same_is_served_again(self, ask, count_searches):
        first, again = ask(), ask()
        assert again.hits == first.hits
        assert list(again.timings) == ["cache"]
        assert count_searches() == 1

    def test_new_messages_are_found_at_once(self, ask, count_searches, searchable):
        before = ask()
        searchable(LATER, "WhatsApp Chat with Hotel.txt")
        assert {hit.message_id for hit in ask().hits} > {hit.message_id for hit in before.hits}
        assert count_searches() == 2

    def test_deleted_messages_are_gone_once_that_is_followed(self, ask, count_searches, search_worker):
        before = ask()
        remove_message(Message.objects.get(pk=before.hits[0].message_id))
        assert search_worker.replicas.follow()
        assert [hit.message_id for hit in ask().hits] == [before.hits[1].message_id]
        assert count_searches() == 2

    def test_an_explained_answer_says_where_it_comes_from(self, ask):
        request = replace(ASKED, explain=True)
        assert [ask(request).hits[0].explanation.get("from_cache") for _ in range(2)] == [False, True]

    def test_another_organization_s_version_is_another(self, ask, count_searches, searchable, stranger):
        mine = ask()
        searchable(TRIP, "WhatsApp Chat with Lisbon trip.txt", user=stranger)
        theirs = answer_query.rank(get_active_version(get_home(stranger)).pk, ASKED)
        assert {hit.message_id for hit in mine.hits}.isdisjoint(hit.message_id for hit in theirs.hits)

    def test_it_can_be_switched_off(self, ask, count_searches, settings):
        settings.SEARCH_CACHE_S = 0
        ask(), ask()
        assert count_searches() == 2
