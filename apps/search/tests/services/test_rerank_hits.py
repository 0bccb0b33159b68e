"""The second look at the best hits, within real searches of this process."""

import time

import pytest

from apps.search.retrieval.query import Sort
from apps.search.retrieval.rerank.base import RerankFailed
from apps.search.services import reranker as rerankers
from apps.search.services.answer_query import rank
from apps.search.services.circuit_breaker import CircuitBreaker
from apps.search.services.passages import read_passages
from apps.search.services.reranker import GuardedReranker
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchQuery
from apps.search.tests.retrieval.rerank.tiny_cross_encoder import write_cross_encoder
from apps.uploads.models import Message

pytestmark = pytest.mark.django_db

TRIP = """01/05/2026, 10:00 - Lena: I left the passports on the kitchen table
01/05/2026, 10:01 - Tom: that is where they always are
01/05/2026, 10:02 - Lena: can you bring the passports to the airport
01/05/2026, 10:03 - Tom: leaving now
02/05/2026, 18:00 - Tom: the passports are in the safe of the hotel
"""


class ShortestFirst:
    """Calls the text's own line the better the shorter it is, and may be made to wait or to fail."""

    name = "shortest first"

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.wait_s = 0.0
        self.broken = False

    def score(self, query, texts, *, deadline):
        self.asked.append((query, list(texts)))
        time.sleep(self.wait_s)
        if self.broken:
            raise RerankFailed("out of order")
        return [-float(len(text)) for text in texts]


@pytest.fixture
def model(settings, monkeypatch) -> ShortestFirst:
    """A reranker as if the settings had named it."""
    settings.RERANKER, settings.RERANKER_TIMEOUT_S = "http", 5
    settings.SEARCH_CACHE_S = 0
    model = ShortestFirst()
    guarded = GuardedReranker(lambda: model, CircuitBreaker())
    monkeypatch.setattr("apps.search.services.rerank_hits.get_reranker", lambda: guarded)
    return model


@pytest.fixture
def trip(searchable):
    return searchable(TRIP, "WhatsApp Chat with Lisbon trip.txt")


def search(user, text="passports", **more):
    return search_messages(user, SearchQuery(text, **more), ask=rank)


def list_texts(answer) -> list[str]:
    return [hit.text for hit in answer.hits]


def test_hits_come_in_the_reranker_s_order(owner, trip, model):
    answer = search(owner)
    scores = [hit.components["rerank"] for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert len(answer.hits) == 5
    assert answer.degraded == ()
    assert list_texts(answer) != list_texts(search(owner, rerank=False))


def test_pages_are_cut_after_reranking(owner, trip, model):
    whole = list_texts(search(owner))
    pages = [list_texts(search(owner, k=2, offset=offset)) for offset in (0, 2, 4)]
    assert [text for page in pages for text in page] == whole


def test_only_the_best_are_looked_at(owner, trip, model, settings):
    settings.RERANKER_TOP = 2
    plain = list_texts(search(owner, rerank=False))
    answer = search(owner)
    assert set(list_texts(answer)[:2]) == set(plain[:2])
    assert list_texts(answer)[2:] == plain[2:]
    assert [len(texts) for _, texts in model.asked] == [2]
    assert list_texts(search(owner, offset=2)) == plain[2:]
    assert len(model.asked) == 1


@pytest.mark.parametrize("more", [{"sort": Sort.DATE}, {"rerank": False}])
def test_who_does_not_want_it_is_not_reranked(owner, trip, model, more):
    assert "rerank" not in search(owner, **more).hits[0].components
    assert model.asked == []


def test_it_reads_the_message_between_its_neighbours(owner, trip, model):
    airport = Message.objects.get(text__contains="airport")
    assert read_passages([airport.pk, 10**15]) == {
        airport.pk: "Tom: that is where they always are\n"
        "Lena: can you bring the passports to the airport\n"
        "Tom: leaving now"
    }


def test_neighbours_of_another_session_are_not_read(owner, trip):
    Message.objects.filter(text__contains="airport").update(starts_session=True)
    where, airport = Message.objects.filter(sequence__in=(1, 2)).order_by("sequence")
    assert read_passages([where.pk])[where.pk].endswith("Tom: that is where they always are")
    assert read_passages([airport.pk])[airport.pk].startswith("Lena: can you")


def test_without_it_the_answer_comes_all_the_same_and_says_so(owner, trip, model):
    plain = list_texts(search(owner, rerank=False))
    model.broken = True
    answer = search(owner)
    assert (list_texts(answer), answer.degraded) == (plain, ("reranker",))


def test_one_that_keeps_failing_is_left_alone(owner, trip, model):
    model.broken = True
    for _ in range(5):
        assert search(owner).degraded == ("reranker",)
    assert len(model.asked) == 3


def test_a_slow_one_is_not_waited_for(owner, trip, model, settings):
    settings.RERANKER_TIMEOUT_S = 0.05
    model.wait_s = 0.4
    started = time.monotonic()
    assert search(owner).degraded == ("reranker",)
    assert time.monotonic() - started < 0.4


def test_a_degraded_answer_is_not_kept(owner, trip, model, settings):
    settings.SEARCH_CACHE_S = 60
    model.broken = True
    assert search(owner).degraded == ("reranker",)
    model.broken = False
    assert search(owner).degraded == ()


def test_a_cross_encoder_named_by_the_settings(owner, trip, settings, tmp_path):
    settings.RERANKER, settings.RERANKER_TIMEOUT_S = "cross-encoder", 30
    settings.SEARCH_TIMEOUT_S = 60
    settings.RERANKER_MODEL = str(write_cross_encoder(tmp_path / "model"))
    answer = search(owner, "where is the passport")
    assert answer.degraded == ()
    assert len({hit.components["rerank"] for hit in answer.hits}) > 1


@pytest.mark.parametrize("kind", ["cross-encoder", "http"])
def test_one_that_is_not_there(owner, trip, settings, tmp_path, kind):
    settings.RERANKER, settings.RERANKER_MODEL = kind, str(tmp_path / "nothing")
    settings.RERANKER_URL = "http://127.0.0.1:1"
    rerankers._make_guarded.cache_clear()
    answer = search(owner)
    assert answer.hits
    assert answer.degraded == ("reranker",)
