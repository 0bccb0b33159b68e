"""Autocomplete over the API: names of the active organization, for those who may see them."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from apps.accounts.active import SESSION_KEY
from apps.uploads.models import Participant
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
URL = "/api/v1/search/suggestions/"


@pytest.fixture
def trip(owner):
    chat = make_conversation(owner, ["hello"], name="Lisbon trip")
    for name in ("Leo Park", "Lena", "Arlene"):
        Participant.objects.create(organization=chat.organization, conversation=chat, name=name)
    return chat


def ask(client, text: str, **more) -> list[dict]:
    answer = client.get(URL, {"q": text, **more})
    assert answer.status_code == 200, answer.json()
    return answer.json()["suggestions"]


def list_inserts(client, text: str, **more) -> list[str]:
    return [one["insert"] for one in ask(client, text, **more)]


def test_names_that_begin_so_come_before_those_that_hold_it(api, trip):
    assert ask(api, "x from:LE")[:1] == [
        {"insert": "Lena", "start": 7, "end": 9, "label": "Lena", "kind": "person"}
    ]
    assert list_inserts(api, "x from:LE") == ["Lena", '"Leo Park"', "Arlene"]
    assert list_inserts(api, "-in:tri x", cursor=7) == ['"Lisbon trip"']
    assert list_inserts(api, "type:") == ["whatsapp"]
    assert list_inserts(api, "fr") == ["from:"]


def test_at_most_ten_each_once(api, owner):
    for _ in range(2):
        chat = make_conversation(owner, ["hello"])
        Participant.objects.bulk_create(
            Participant(organization=chat.organization, conversation=chat, name=f"Zed {n:02}")
            for n in range(20)
        )
    assert list_inserts(api, "from:zed") == [f'"Zed {n:02}"' for n in range(10)]


def test_people_who_are_many_cost_no_more_queries(api, trip, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        ask(api, "from:l")


def test_a_stranger_is_offered_nothing_of_it(stranger_api, trip):
    assert [ask(stranger_api, text) for text in ("from:", "in:", "mentions:le", "type:")] == [[], [], [], []]


def test_a_colleague_is_offered_names_in_the_shared_organization_only(owner, colleague, trip):
    client = Client()
    client.force_login(colleague)
    assert list_inserts(client, "from:le") == []
    session = client.session
    session[SESSION_KEY] = get_home(owner).slug
    session.save()
    assert list_inserts(client, "from:le") == ["Lena", '"Leo Park"', "Arlene"]


def test_visitors_are_refused(trip):
    assert APIClient().get(URL, {"q": "from:"}).status_code == 401


@pytest.mark.parametrize("params", [{}, {"q": "x" * 2001}, {"q": "x", "cursor": -1}, {"q": "a\x00b"}])
def test_what_cannot_be_used_is_refused(api, params):
    assert api.get(URL, params).status_code == 400


@pytest.mark.parametrize(
    ("query", "start", "end", "suggestion"), [('x "y', 2, 4, '"y"'), ("before:soonish", 7, 14, None)]
)
def test_an_invalid_query_says_where(api, query, start, end, suggestion):
    answer = api.post("/api/v1/search/", {"query": query}, format="json")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid_query")
    assert error["fields"] == {"query": [error["message"]]}
    assert (error["position"], error["suggestion"]) == ({"start": start, "end": end}, suggestion)
