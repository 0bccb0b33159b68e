"""Explanations add up, name what they mean, and come only when asked for."""

import pytest

from apps.search.retrieval.query import Mode
from apps.search.services.answer_query import rank
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchQuery

pytestmark = pytest.mark.django_db

TRIP = """01/05/2026, 10:00 - Lena: I left the passports on the kitchen table
01/05/2026, 10:01 - Tom: that is where they always are
01/05/2026, 10:02 - Lena: can you bring them to the airport
02/05/2026, 18:00 - Tom: the safe of the hotel
"""


@pytest.fixture
def trip(searchable):
    return searchable(TRIP, "WhatsApp Chat with Lisbon trip.txt")


def explain(user, text="passports kitchen", **more):
    hits = search_messages(user, SearchQuery(text, explain=True, **more), ask=rank).hits
    return hits, {hit.text: hit.explanation for hit in hits}


def test_only_who_asks_is_told(owner, trip):
    hits = search_messages(owner, SearchQuery("passports"), ask=rank).hits
    assert {hit.explanation for hit in hits} == {None}


@pytest.mark.parametrize("mode", Mode)
def test_contributions_add_up_to_the_score(owner, trip, mode):
    hits, _ = explain(owner, mode=mode)
    assert hits
    for hit in hits:
        added = sum(one["contribution"] for one in hit.explanation["evidence"])
        assert added == pytest.approx(hit.score, abs=0.002)


@pytest.mark.parametrize(
    ("mode", "names"),
    [(Mode.HYBRID, ["dense", "bm25"]), (Mode.SEMANTIC, ["dense"]), (Mode.KEYWORD, ["bm25"])],
)
def test_the_retrievers_of_the_mode_say_where_they_had_it(owner, trip, mode, names):
    _, explained = explain(owner, mode=mode)
    found = explained["I left the passports on the kitchen table"]["retrievers"]
    assert [retriever["name"] for retriever in found] == names
    assert {retriever["rank"] for retriever in found} == {1}


def test_a_retriever_that_did_not_find_it_says_so(owner, trip):
    _, explained = explain(owner)
    dense, bm25 = explained["the safe of the hotel"]["retrievers"]
    assert dense["rank"] > 1
    assert (bm25["rank"], bm25["score"]) == (None, None)


def test_each_token_of_the_query_names_its_best_match(owner, trip):
    _, explained = explain(owner)
    tokens = explained["I left the passports on the kitchen table"]["tokens"]
    assert [(token["token"], token["match"]) for token in tokens] == [("passp", "passp"), ("kitch", "kitch")]
    assert sum(token["weight"] for token in tokens) == pytest.approx(1, abs=0.001)
    assert all(token["similarity"] > 0.8 for token in tokens)


def test_words_are_those_of_the_message_or_of_its_neighbours(owner, trip):
    _, explained = explain(owner)
    own = explained["I left the passports on the kitchen table"]
    assert (own["matched_words"], own["words_around"]) == (["passports", "kitchen"], [])
    after = explained["that is where they always are"]
    assert (after["matched_words"], after["words_around"]) == ([], ["passports", "kitchen"])


def test_a_list_of_the_newest_ranks_nothing_and_explains_nothing(owner, trip):
    hits, _ = explain(owner, text="from:Lena")
    assert {hit.explanation for hit in hits} == {None}
