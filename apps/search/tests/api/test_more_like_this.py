"""Who may ask for messages like one, and for how many. What is alike is tested where a worker ranks."""

import pytest

from apps.search.models import SearchEvent
from apps.search.tests.api.test_search_requests import make_version
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(owner) -> str:
    message = make_conversation(owner, ["passports"]).messages.get()
    return f"/api/v1/messages/{message.pk}/similar/"


def test_owner_and_colleague_are_answered_and_nobody_else(address, api, colleague_api, stranger_api, client):
    for member in (api, colleague_api):
        answer = member.get(address)
        assert (answer.status_code, answer.json()["hits"]) == (200, [])
    assert stranger_api.get(address).status_code == 404
    assert client.get(address).status_code == 401


def test_it_is_the_message_s_organization_that_is_searched(address, owner, colleague_api, settings):
    """A colleague's own organization has no index: that a worker is waited for shows which one is meant."""
    settings.SEARCH_TIMEOUT_S = 0.2
    make_version(get_home(owner))
    answer = colleague_api.get(address)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "search_timeout")


def test_it_is_written_down_but_no_text_of_history(address, api):
    event = SearchEvent.objects.get(pk=api.get(address, {"k": 3}).json()["event_id"])
    assert (event.query, event.filters.keys()) == ("", {"like"})
    assert api.get("/api/v1/search/history/").json()["results"] == []


@pytest.mark.parametrize(
    ("name", "value"), [("k", "0"), ("k", "101"), ("k", "x"), ("offset", "-1"), ("explain", "?")]
)
def test_what_cannot_be_used_is_named(address, api, name, value):
    answer = api.get(address, {name: value})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [name]


@pytest.mark.parametrize("number", [0, 10**18, 10**40])
def test_an_unknown_message_is_a_404(api, number):
    assert api.get(f"/api/v1/messages/{number}/similar/").status_code == 404
