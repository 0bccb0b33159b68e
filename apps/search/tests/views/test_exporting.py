"""Files of what a search finds and of a conversation, from their pages."""

import csv
import io
from functools import partial

import pytest
from django.urls import reverse

from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.search_messages import search_messages
from apps.search.tests.views.conftest import rank_by_words
from apps.search.views import exporting
from apps.uploads.tests.factories import make_conversation

pytestmark = pytest.mark.django_db
EXPORT = reverse("search:export_results")
TEXTS = [f"passport {number}" for number in range(25)]


@pytest.fixture
def exportable(searchable, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "search_messages", partial(search_messages, ask=rank_by_words))


def test_all_hits_come_not_only_those_of_the_page(browse, owner, exportable):
    make_conversation(owner, [*TEXTS, "=cmd()"])
    page = browse.get(reverse("search:search"), {"q": "passport", "page": 2}).content.decode()
    assert f'action="{EXPORT}"' in page
    answer = browse.post(EXPORT, {"search": "q=passport&page=2", "as": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="search-passport.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == TEXTS


def test_only_what_one_may_see_is_exported(sign_in, stranger, owner, exportable):
    conversation = make_conversation(owner, TEXTS)
    client = sign_in(stranger)
    search = f"q=passport&conversation={conversation.pk}"
    assert client.post(EXPORT, {"search": search, "as": "csv"}).status_code == 404


@pytest.mark.parametrize(
    "data", [{"as": "exe"}, {}, {"as": "csv", "search": ""}, {"as": "csv", "search": "mode=x"}]
)
def test_what_is_no_search_or_no_form_is_not_found(browse, owner, data):
    assert browse.post(EXPORT, {"search": "q=passport", **data}).status_code == 404


def test_a_search_that_fails_says_so_on_its_page(browse, owner, exportable, monkeypatch):
    answer = browse.post(EXPORT, {"search": "q=from%3A", "as": "csv"})
    assert answer["Location"].startswith(reverse("search:search"))

    def fail(*args, **kwargs):
        raise SearchUnavailable("search_unavailable", "Nobody searches at the moment.")

    monkeypatch.setattr(exporting, "search_messages", fail)
    answer = browse.post(EXPORT, {"search": "q=passport", "as": "csv"}, follow=True)
    assert "Nobody searches at the moment." in answer.content.decode()


def test_a_conversations_page_links_its_files(browse, owner):
    conversation = make_conversation(owner, TEXTS)
    page = browse.get(reverse("search:conversation", args=[conversation.pk])).content.decode()
    for form in ("html", "csv", "jsonl"):
        address = f"/api/v1/conversations/{conversation.pk}/export/?as={form}"
        assert f'href="{address}" download' in page
        assert b"passport 24" in b"".join(browse.get(address).streaming_content)
