"""What is answered while the model that embeds queries is not to be had."""

import pytest

from apps.search.embedding.base import ModelUnavailable
from apps.search.models import IndexVersion
from apps.search.retrieval.query import Mode, SearchRequest
from apps.search.services import find_page
from apps.search.services.answer_query import rank
from apps.search.services.embedder import get_embedder

pytestmark = pytest.mark.django_db

TRIP = """01/05/2026, 10:00 - Lena: I left the passports on the kitchen table
01/05/2026, 10:01 - Tom: that is where they always are
"""


class Model:
    """The version's model, or none: `asked` counts who wanted it."""

    is_away = True
    asked = 0

    def __call__(self, entry):
        self.asked += 1
        if self.is_away:
            raise ModelUnavailable("the endpoint did not answer")
        return get_embedder(entry)


@pytest.fixture
def model(monkeypatch, searchable) -> Model:
    searchable(TRIP, "WhatsApp Chat with Lisbon trip.txt")
    model = Model()
    monkeypatch.setattr(find_page, "get_embedder", model)
    find_page.get_breaker.cache_clear()
    yield model
    find_page.get_breaker.cache_clear()


def ask(text="passports", **more):
    return rank(IndexVersion.objects.get().pk, SearchRequest(text, **more))


def test_hybrid_goes_by_words_and_says_so(model):
    ranked = ask()
    assert ranked.degraded == ("model",)
    assert ranked.hits == ask(mode=Mode.KEYWORD).hits
    assert len(ranked.hits) == 1


def test_words_alone_never_ask_for_it(model):
    assert ask(mode=Mode.KEYWORD).degraded == ()
    assert model.asked == 0


@pytest.mark.parametrize("more", [{"mode": Mode.SEMANTIC}, {"like": 1}])
def test_what_only_it_can_find_fails(model, more):
    with pytest.raises(ModelUnavailable):
        ask(**more)


def test_it_is_left_alone_after_failing_repeatedly_and_used_again_once_it_is_back(model):
    for _ in range(5):
        assert ask().degraded == ("model",)
    assert model.asked == 3
    find_page.get_breaker.cache_clear()
    model.is_away = False
    assert ask().degraded == ()
    assert len(ask().hits) == 2
