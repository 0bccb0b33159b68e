"""Two rankings side by side: places on either side, and who may compare what."""

from functools import partial

import pytest

from apps.search.models import IndexState, IndexVersion, SearchEvent
from apps.search.retrieval.query import Mode, Ranked, RankedHit
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.compare_rankings import Side, compare_rankings
from apps.search.tests.factories import make_model
from apps.search.tests.views.conftest import make_version
from apps.search.views import compare
from apps.uploads.models import Conversation
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
COMPARE = "/settings/index/compare/"


@pytest.fixture
def left(owner) -> IndexVersion:
    return make_version(owner)


@pytest.fixture
def right(owner, left) -> IndexVersion:
    return IndexVersion.objects.create(
        organization=get_home(owner),
        model=make_model("hashing-32", dim=32),
        window={},
        dim=32,
        vocabulary_size=1,
        state=IndexState.STANDBY,
    )


@pytest.fixture
def chat(owner) -> Conversation:
    return make_conversation(owner, [f"message {number}" for number in range(60)])


@pytest.fixture
def ids(chat) -> list[int]:
    return list(chat.messages.order_by("sequence").values_list("pk", flat=True))


@pytest.fixture
def rankings(left, right, ids, monkeypatch) -> dict:
    """What the worker would answer, by version and mode: message ids, best first."""
    orders = {
        (left.pk, "hybrid"): ids[:20],
        (right.pk, "hybrid"): [ids[1], ids[0], *ids[2:8], *ids[40:60]],
        (left.pk, "keyword"): [],
    }
    monkeypatch.setattr(compare, "compare_rankings", partial(compare_rankings, ask=make_ask(orders)))
    return orders


def make_ask(orders: dict):
    def ask(version_id: int, request) -> Ranked:
        order = orders[version_id, str(request.mode)]
        return Ranked(tuple(RankedHit(pk, 0.5, {}) for pk in order[: request.k]), total=len(order))

    return ask


def compare_both(owner, left, right, rankings, modes=(Mode.HYBRID, Mode.HYBRID)):
    sides = [Side(version, mode) for version, mode in zip((left, right), modes, strict=True)]
    return compare_rankings(get_home(owner), "message", *sides, ask=make_ask(rankings))


def test_each_hit_knows_its_place_on_the_other_side(owner, left, right, ids, rankings):
    comparison = compare_both(owner, left, right, rankings)
    places = [(placed.hit.rank, placed.other_rank, placed.lead) for placed in comparison.left.hits]
    assert places[:3] == [(1, 2, 1), (2, 1, -1), (3, 3, 0)]
    assert places[8:] == [(9, None, None), (10, None, None)]
    assert [placed.hit.message_id for placed in comparison.right.hits][8:] == ids[40:42]
    assert len(comparison.right.hits) == 10
    assert (comparison.shared, comparison.out_of, comparison.overlap) == (8, 10, 0.8)


def test_a_side_that_finds_nothing_shares_nothing(owner, left, right, rankings):
    comparison = compare_both(owner, left, right, rankings, (Mode.KEYWORD, Mode.HYBRID))
    assert (comparison.left.hits, comparison.overlap) == ((), 0.0)
    assert {placed.other_rank for placed in comparison.right.hits} == {None}


def test_the_page_shows_both_sides_and_keeps_no_history(browse, left, right, chat, rankings):
    page = browse.get(COMPARE, {"q": "message"}).content.decode()
    assert "8 of 10 in common" in page
    assert "overlap@10 = 0.80" in page
    assert page.count('class="placed ') == 20
    assert page.count("only here") == 4
    assert page.count("same place") == 12
    assert "On the other side it is number 2" in page
    assert not SearchEvent.objects.exists()
    fragment = browse.get(COMPARE, {"q": "message"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment


def test_sides_are_chosen_by_address(browse, left, right, chat, rankings):
    params = {"q": "message", "left": right.pk, "right": left.pk, "right_mode": "keyword"}
    page = browse.get(COMPARE, params).content.decode()
    assert f'<option value="{right.pk}" selected>' in page.partition('name="right"')[0]
    assert "Nothing found." in page


def test_one_version_is_compared_by_meaning_and_by_words(browse, left, chat):
    page = browse.get(COMPARE).content.decode()
    assert '<option value="semantic" selected>' in page.partition('name="right"')[0]
    assert '<option value="keyword" selected>' in page.partition('name="right"')[2]


def test_other_versions_are_no_choice(browse, stranger, left, right, chat, rankings):
    theirs = make_version(stranger)
    IndexVersion.objects.filter(pk=right.pk).update(state=IndexState.BUILDING)
    for version in (theirs, right):
        page = browse.get(COMPARE, {"q": "message", "left": version.pk}).content.decode()
        assert f'value="{version.pk}"' not in page
        assert "is not one of the available choices" in page
        assert 'class="placed ' not in page


def test_mistakes_and_a_silent_worker_are_told(browse, left, right, chat, monkeypatch):
    assert "notice--danger" in browse.get(COMPARE, {"q": "from:"}).content.decode()

    def fail(*_args, **_more):
        raise SearchUnavailable("search_timeout", "No search worker answered in time.")

    monkeypatch.setattr(compare, "compare_rankings", fail)
    answer = browse.get(COMPARE, {"q": "message"})
    assert answer.status_code == 503
    assert "No search worker answered" in answer.content.decode()


def test_without_an_index_the_page_leads_to_the_upload(browse, client):
    assert "Nothing to compare yet" in browse.get(COMPARE).content.decode()
    assert client.get(COMPARE).status_code == 302


def test_a_comparison_costs_few_queries(browse, left, right, chat, rankings, django_assert_max_num_queries):
    browse.get(COMPARE, {"q": "message"})
    with django_assert_max_num_queries(12):
        browse.get(COMPARE, {"q": "message"})
