"""Searches that were written down: who sees them, who may hide them, and clicks on their hits."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.search.models import SearchClick, SearchEvent, SearchOrigin
from apps.search.services.record_search import prune_searches, record_search
from apps.search.services.search_query import SearchAnswer, SearchQuery
from apps.uploads.models import Message
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
HISTORY = "/api/v1/search/history/"


def search(client, query: str, **more) -> str | None:
    answer = client.post("/api/v1/search/", {"query": query, **more}, format="json")
    assert answer.status_code == 200
    return answer.json()["event_id"]


def list_history(client) -> list[str]:
    return [event["query"] for event in client.get(HISTORY).json()["results"]]


def test_a_search_is_written_down_as_it_was_asked(api, owner):
    chat = make_conversation(owner, ["passports"])
    event_id = search(api, "passports", mode="keyword", sender="Lena", conversation=chat.pk)
    event = SearchEvent.objects.get(pk=event_id)
    assert (event.user, event.organization, event.origin) == (owner, get_home(owner), SearchOrigin.API)
    assert (event.query, event.mode, event.sort, event.total) == ("passports", "keyword", "relevance", 0)
    assert event.filters == {"conversation": chat.pk, "sender": "Lena"}
    assert event.took_ms > 0


def test_later_pages_belong_to_the_first(api):
    assert search(api, "passports", offset=10) is None
    assert not SearchEvent.objects.exists()


def test_an_event_that_cannot_be_written_costs_no_answer(api, owner, caplog):
    answer = SearchAnswer(total=3)
    assert record_search(owner, get_home(owner), SearchQuery("a", mode="x" * 99), answer) == answer
    assert "could not be written down" in caplog.text
    assert not SearchEvent.objects.exists()


def test_history_holds_each_text_once_newest_first(api):
    for text in ("one", "two", "one"):
        search(api, text)
    assert list_history(api) == ["one", "two"]
    assert SearchEvent.objects.count() == 3


def test_nobody_sees_another_s_history(api, colleague_api, stranger_api, client):
    event_id = search(api, "passports")
    for other in (colleague_api, stranger_api):
        assert list_history(other) == []
        assert other.delete(f"{HISTORY}{event_id}/").status_code == 404
        assert other.delete(HISTORY).json() == {"removed": 0}
    assert client.get(HISTORY).status_code == 401
    assert list_history(api) == ["passports"]


def test_one_text_is_hidden_and_kept_for_the_counts(api):
    for text in ("one", "two", "one"):
        last = search(api, text)
    assert api.delete(f"{HISTORY}{last}/").status_code == 204
    assert list_history(api) == ["two"]
    assert SearchEvent.objects.count() == 3


def test_all_is_hidden(api):
    search(api, "one")
    search(api, "two")
    assert api.delete(HISTORY).json() == {"removed": 2}
    assert list_history(api) == []


def test_a_click_is_noted_once(api, owner):
    message = make_conversation(owner, ["passports"]).messages.get()
    address = f"/api/v1/search/{search(api, 'passports')}/clicks/"
    for _ in range(2):
        assert api.post(address, {"message_id": message.pk, "rank": 3}, format="json").status_code == 204
    assert list(SearchClick.objects.values_list("message_id", "rank")) == [(message.pk, 3)]


def test_clicks_are_the_searcher_s_own(api, owner, colleague_api, stranger_api):
    click = {"message_id": make_conversation(owner, ["passports"]).messages.get().pk, "rank": 1}
    address = f"/api/v1/search/{search(api, 'passports')}/clicks/"
    for other in (colleague_api, stranger_api):
        assert other.post(address, click, format="json").status_code == 404
    unknown = f"/api/v1/search/{uuid.uuid4()}/clicks/"
    assert api.post(unknown, click, format="json").status_code == 404
    assert not SearchClick.objects.exists()


def test_a_click_is_on_a_message_of_what_was_searched(api, stranger):
    foreign: Message = make_conversation(stranger, ["passports"]).messages.get()
    address = f"/api/v1/search/{search(api, 'passports')}/clicks/"
    for message_id in (foreign.pk, 10**15):
        assert api.post(address, {"message_id": message_id, "rank": 1}, format="json").status_code == 404
    for wrong in ({"message_id": 10**30, "rank": 1}, {"message_id": 1, "rank": 0}, {"rank": 1}):
        assert api.post(address, wrong, format="json").status_code == 400


def test_old_searches_are_forgotten_with_their_clicks(api, owner, settings):
    settings.SEARCH_HISTORY_DAYS = 30
    message = make_conversation(owner, ["passports"]).messages.get()
    old, new = search(api, "old"), search(api, "new")
    SearchClick.objects.create(event_id=old, message_id=message.pk, rank=1)
    SearchEvent.objects.filter(pk=old).update(created_at=timezone.now() - timedelta(days=31))
    assert prune_searches() == 1
    assert [str(event.pk) for event in SearchEvent.objects.all()] == [new]
