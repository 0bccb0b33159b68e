"""What can be done with a hit: open it, ask why it is there, find others like it."""

import html
from dataclasses import replace
from functools import partial

import pytest
from django.db import DatabaseError
from django.urls import reverse

from apps.search.models import SearchClick, SearchEvent
from apps.search.retrieval.query import Ranked
from apps.search.services.search_messages import search_messages, search_organization
from apps.search.tests.views.conftest import rank_by_words
from apps.search.views import explanation, opened, results
from apps.uploads.tests.factories import make_conversation

pytestmark = pytest.mark.django_db

REASONS = {
    "retrievers": [{"name": "dense", "rank": 3, "score": 0.4}, {"name": "bm25", "rank": None, "score": None}],
    "evidence": [
        {"name": "bm25", "value": 1.0, "scaled": 0.5, "weight": 0.7, "contribution": 0.35},
        {"name": "maxsim", "value": 0.61, "scaled": 1.0, "weight": 2.5, "contribution": 2.5},
        {"name": "speaker", "value": 0.0, "scaled": 0.0, "weight": 0.3, "contribution": 0.0},
    ],
    "tokens": [
        {"token": "printer", "weight": 0.9, "similarity": 0.93, "match": "<i>scanner</i>"},
        {"token": "the", "weight": 0.1, "similarity": 0.4, "match": ","},
    ],
    "rerank": {"score": 0.912, "rank_before": 4},
    "from_cache": False,
}


def search(client, **params):
    return client.get(reverse("search:search"), params)


def read(response) -> str:
    return html.unescape(response.content.decode())


def why(client, message_id: int, headers=None, **params):
    return client.get(reverse("search:why", args=[message_id]), params, headers=headers)


@pytest.fixture
def asked(searchable, monkeypatch) -> list:
    """Every request that reaches the ranking, which explains its hits when asked to."""
    requests = []

    def ask(version_id, request) -> Ranked:
        requests.append(request)
        found = rank_by_words(version_id, replace(request, text=request.text or "printer"))
        reasons = REASONS if request.explain else None
        return replace(found, hits=tuple(replace(hit, explanation=reasons) for hit in found.hits))

    monkeypatch.setattr(results, "search_messages", partial(search_messages, ask=ask))
    monkeypatch.setattr(explanation, "search_organization", partial(search_organization, ask=ask))
    return requests


def test_opening_a_hit_notes_the_click_once_and_leads_into_its_conversation(browse, owner, asked):
    conversation = make_conversation(owner, [f"printer {number}" for number in range(12)])
    search(browse, q="printer", mode="keyword")
    event = SearchEvent.objects.get(user=owner)
    second_page = read(search(browse, q="printer", mode="keyword", page=2))
    last = conversation.messages.get(sequence=11)
    address = f"{reverse('search:open_hit', args=[event.pk, last.pk])}?rank=12"

    assert address in second_page, "later pages belong to the same search"
    for _ in range(2):
        response = browse.get(f"{address}&results=q%3Dprinter%26page%3D2%26next%3D%2F%2Fevil.example")
    assert response.status_code == 302
    assert response["Location"] == (
        f"/conversations/{conversation.pk}/?message={last.pk}&results=q%3Dprinter%26page%3D2#m{last.pk}"
    )
    assert list(SearchClick.objects.values_list("event", "message_id", "rank")) == [(event.pk, last.pk, 12)]
    assert "Back to results" in read(browse.get(response["Location"]))


def test_a_click_that_cannot_be_noted_keeps_nobody_from_reading(
    browse, owner, asked, sign_in, stranger, monkeypatch
):
    message = make_conversation(owner, ["printer"]).messages.get()
    search(browse, q="printer")
    event = SearchEvent.objects.get(user=owner)
    open_url = reverse("search:open_hit", args=[event.pk, message.pk])

    assert sign_in(stranger).get(f"{open_url}?rank=1").status_code == 404
    assert browse.get(f"{open_url}?rank=x").status_code == 302
    foreign_event = reverse("search:open_hit", args=["00000000-0000-4000-8000-000000000000", message.pk])
    assert browse.get(f"{foreign_event}?rank=1").status_code == 302

    def fail(*_):
        raise DatabaseError("full")

    monkeypatch.setattr(opened, "record_click", fail)
    assert browse.get(f"{open_url}?rank=1").status_code == 302
    assert not SearchClick.objects.exists()


def test_a_search_that_was_not_written_down_links_straight_to_the_messages(browse, owner, asked, monkeypatch):
    message = make_conversation(owner, ["printer"]).messages.get()
    monkeypatch.setattr(SearchEvent, "save", lambda *_, **__: (_ for _ in ()).throw(DatabaseError("full")))

    page = read(search(browse, q="printer"))

    address = reverse("search:conversation", args=[message.conversation_id])
    assert f'href="{address}?message={message.pk}&results=q%3Dprinter#m{message.pk}"' in page


def test_the_reasons_of_a_hit_are_told_without_writing_the_search_down_again(browse, owner, asked):
    message = make_conversation(owner, ["the printer"]).messages.get()
    page = read(search(browse, q="the printer", page=1))
    assert f'hx-get="/search/why/{message.pk}/?q=the+printer"' in page

    fragment = why(browse, message.pk, {"HX-Request": "true"}, q="the printer")
    text = read(fragment)
    assert "<html" not in text
    assert text.index("Words in context") < text.index("Exact words"), "what counts most stands first"
    assert "Sender" not in text, "what says nothing is left out"
    assert "by meaning at place 3." in text
    assert "stood at place 4" in text
    assert "&lt;i&gt;scanner" in fragment.content.decode()
    assert text.count('class="match"') == 1, "no word is met by a comma"
    assert "<html" in read(why(browse, message.pk, q="the printer")), "and without scripts a page of its own"
    assert (asked[-1].explain, asked[-1].facets) == (True, False)
    assert SearchEvent.objects.count() == 1


def test_reasons_are_for_those_who_may_search_there(browse, owner, asked, sign_in, stranger):
    conversation = make_conversation(owner, ["the printer"])
    message = conversation.messages.get()

    assert "not on this page" in read(why(browse, message.pk + 1_000, q="printer"))
    assert why(browse, message.pk).status_code == 404
    assert "not on this page" in read(why(sign_in(stranger), message.pk, q="printer"))
    assert why(sign_in(stranger), message.pk, q="printer", conversation=conversation.pk).status_code == 404
    assert "takes link" in read(why(browse, message.pk, q="has:lnk"))


def test_messages_like_one_are_found_under_it(browse, owner, asked, sign_in, colleague, stranger):
    conversation = make_conversation(owner, ["mum asked about passports", "the printer"])
    liked = conversation.messages.get(sequence=0)
    page = read(search(browse, q="printer"))
    assert f'href="/search/?like={conversation.messages.get(sequence=1).pk}"' in page

    page = read(search(browse, like=liked.pk))
    assert "Messages like this one" in page
    assert "mum asked about passports" in page
    assert f'<input type="hidden" name="like" value="{liked.pk}">' in page
    assert asked[-1].like == liked.pk
    # Wherever one works at the moment, the message is compared with those of its own organization.
    assert search(sign_in(colleague), like=liked.pk).status_code == 200
    assert search(sign_in(stranger), like=liked.pk).status_code == 404
    assert search(browse, like=2**63 - 1).status_code == 404
