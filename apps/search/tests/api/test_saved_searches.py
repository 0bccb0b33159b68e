"""Saved searches: what may be saved, and that each is its user's alone."""

from urllib.parse import parse_qs, urlsplit

import pytest

from apps.search.models import SavedSearch
from apps.uploads.tests.factories import get_home

pytestmark = pytest.mark.django_db
URL = "/api/v1/saved-searches/"
TRAVEL = {
    "name": "Travel",
    "params": {"q": "passports", "mode": "keyword", "since": "2026-05-01", "page": "3"},
}


def save(client, **changes):
    return client.post(URL, {**TRAVEL, **changes}, format="json")


@pytest.fixture
def saved(api) -> dict:
    answer = save(api)
    assert answer.status_code == 201
    return answer.json()


def test_a_search_is_saved_with_the_shortest_address_that_says_the_same(saved, owner):
    assert saved["params"] == {"q": "passports", "mode": "keyword", "since": "2026-05-01"}
    assert parse_qs(urlsplit(saved["url"]).query) == {
        name: [value] for name, value in saved["params"].items()
    }
    row = SavedSearch.objects.get()
    assert (row.pk, row.user, row.organization) == (saved["id"], owner, get_home(owner))


def test_its_address_finds_the_search_page(saved, client, owner):
    client.force_login(owner)
    page = client.get(saved["url"])
    assert page.status_code == 200
    assert page.context["form"].cleaned_data["q"] == "passports"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"params": {"q": "x", "password": "y"}}, "params"),
        ({"params": {"since": "never"}}, "params"),
        ({"params": {"mode": "psychic"}}, "params"),
        ({"params": ["q"]}, "params"),
        ({"params": None}, "params"),
    ],
)
def test_what_cannot_be_saved_is_named(api, changes, named):
    answer = save(api, **changes)
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [named]


def test_a_name_is_used_once_by_each_user(api, saved, colleague_api):
    assert list(save(api).json()["error"]["fields"]) == ["name"]
    assert save(colleague_api).status_code == 201
    other = save(api, name="Other").json()
    answer = api.patch(f"{URL}{other['id']}/", {"name": "Travel"}, format="json")
    assert list(answer.json()["error"]["fields"]) == ["name"]


def test_it_is_changed_and_deleted(api, saved):
    address = f"{URL}{saved['id']}/"
    assert api.patch(address, {"name": "Trips"}, format="json").json()["params"] == saved["params"]
    assert api.patch(address, {"params": {"q": "visa"}}, format="json").json()["name"] == "Trips"
    assert [found["params"] for found in api.get(URL).json()["results"]] == [{"q": "visa"}]
    assert api.delete(address).status_code == 204
    assert api.get(URL).json()["results"] == []


def test_others_neither_see_nor_touch_it(saved, colleague_api, stranger_api, client):
    address = f"{URL}{saved['id']}/"
    for other in (colleague_api, stranger_api):
        assert other.get(URL).json()["results"] == []
        assert other.get(address).status_code == 404
        assert other.patch(address, {"name": "Mine"}, format="json").status_code == 404
        assert other.delete(address).status_code == 404
    assert client.get(URL).status_code == 401
    assert SavedSearch.objects.get().name == "Travel"


@pytest.mark.parametrize("number", [0, 10**18, 10**40])
def test_an_unknown_one_is_a_404(api, number):
    assert api.get(f"{URL}{number}/").status_code == 404
