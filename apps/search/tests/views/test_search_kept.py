"""Saved searches and the history of searches."""

import html

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from apps.search.models import SavedSearch, SearchEvent
from apps.search.views.kept import describe_past, list_params
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db


def read(response) -> str:
    return html.unescape(response.content.decode())


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def save(client, name: str, search: str = "q=tea&mode=keyword&page=3"):
    return client.post(reverse("search:save"), {"name": name, "search": search})


def make_event(owner, query: str, **fields) -> SearchEvent:
    numbers = {"hit_count": 0, "total": 0, "took_ms": 1.0}
    return SearchEvent.objects.create(
        organization=get_home(owner),
        user=owner,
        origin="page",
        query=query,
        **{"mode": "hybrid", "sort": "relevance"} | numbers | fields,
    )


def test_a_search_is_saved_named_anew_and_deleted(browse, owner):
    response = save(browse, "Tea & <b>cake</b>")
    assert response["Location"] == "/search/?q=tea&mode=keyword"
    saved = SavedSearch.objects.get(user=owner)
    assert saved.params == {"q": "tea", "mode": "keyword"}

    page = browse.get(reverse("search:saved")).content.decode()
    assert "<b>cake" not in page
    assert 'href="/search/?q=tea&amp;mode=keyword"' in page

    browse.post(reverse("search:rename_saved", args=[saved.pk]), {"name": "Tea"})
    saved.refresh_from_db()
    assert saved.name == "Tea"
    browse.post(reverse("search:delete_saved", args=[saved.pk]))
    assert not SavedSearch.objects.exists()


def test_what_cannot_be_saved_is_said(browse):
    save(browse, "Tea")
    assert "another saved search called “Tea”" in said(save(browse, "Tea"))[-1]
    assert "Give the search a name" in said(save(browse, " "))[-1]
    assert save(browse, "Empty", search="page=4&next=//evil.example").status_code == 404
    assert browse.get(reverse("search:save")).status_code == 405


def test_saved_searches_are_ones_own(browse, owner, colleague, stranger, sign_in):
    save(browse, "Tea")
    saved = SavedSearch.objects.get()

    for somebody in (colleague, stranger):
        other = sign_in(somebody)
        assert "Tea" not in read(other.get(reverse("search:saved")))
        for page in ("rename_saved", "delete_saved"):
            address = reverse(f"search:{page}", args=[saved.pk])
            assert other.post(address, {"name": "Mine"}).status_code == 404
    saved.refresh_from_db()
    assert saved.name == "Tea"


def test_the_empty_page_offers_what_was_searched_and_saved(browse, owner, django_assert_max_num_queries):
    make_conversation(owner, ["tea"])
    save(browse, "Kept")
    make_event(owner, "green tea", mode="keyword")

    with django_assert_max_num_queries(15):
        page = read(browse.get(reverse("search:search")))
    assert 'href="/search/?q=green+tea&mode=keyword"' in page
    assert "Kept" in page


def test_the_history_is_ones_own_and_can_be_forgotten(browse, owner, colleague, sign_in):
    events = [make_event(owner, query) for query in ("tea", "cake", "tea")]
    page = read(browse.get(reverse("search:history")))
    assert (page.count(">tea<"), page.count(">cake<")) == (1, 1)

    as_colleague = sign_in(colleague)
    assert ">tea<" not in read(as_colleague.get(reverse("search:history")))
    assert as_colleague.post(reverse("search:forget", args=[events[0].pk])).status_code == 404

    browse.post(reverse("search:forget", args=[events[2].pk]))
    page = read(browse.get(reverse("search:history")))
    assert ">tea<" not in page
    assert ">cake<" in page
    as_colleague.post(reverse("search:forget_all"))
    assert ">cake<" in read(browse.get(reverse("search:history")))
    browse.post(reverse("search:forget_all"))
    assert "Nothing here" in read(browse.get(reverse("search:history")))


def test_a_past_search_leads_to_the_same_question(owner):
    filters = {
        "conversation": 7,
        "sender": "Ada",
        "after": "2026-03-01T00:00:00+00:00",
        "before": "2026-04-01T00:00:00+00:00",
        "ignore": ["time:may"],
    }
    event = make_event(owner, "may tea", sort="date", filters=filters)

    assert list_params(event) == {
        "q": "may tea",
        "mode": "hybrid",
        "sort": "date",
        "conversation": "7",
        "sender": "Ada",
        "since": "2026-03-01",
        "until": "2026-03-31",
        "ignore": "time:may",
    }
    described = describe_past(event)
    assert described.detail == "in one conversation · by Ada · from 1 Mar 2026 · to 31 Mar 2026"
    assert described.url == (
        "/search/?q=may+tea&conversation=7&sender=Ada&since=2026-03-01&until=2026-03-31&sort=date&ignore=time%3Amay"
    )


def test_how_to_search_names_every_field(browse):
    page = read(browse.get(reverse("search:guide")))

    for example in ("from:anna", "has:link", "during:2026-05", "reply:true"):
        assert example in page
