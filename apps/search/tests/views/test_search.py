import re
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from apps.search.models import SearchEvent
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import MAX_QUERY_LENGTH
from apps.search.tests.views.conftest import make_version, rank_by_words
from apps.search.views import results
from apps.search.views.search import LISTED_CONVERSATIONS
from apps.uploads.models import Conversation, JobStatus, Message, Participant
from apps.uploads.tests.factories import FIRST_SENT_AT, get_home, make_conversation, make_job

HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


def search(client, headers=None, **params):
    return client.get(reverse("search:search"), params, headers=headers)


def read(response) -> str:
    return response.content.decode()


def hit_ids(response) -> list[int]:
    return [int(number) for number in re.findall(r'id="hit-(\d+)"', read(response))]


def test_visitors_are_asked_to_sign_in(client, owner):
    assert search(client).status_code == 302


def test_a_hit_stands_among_its_neighbours_with_matches_marked(browse, owner, searchable):
    conversation = make_conversation(owner, ["one", "two", "the printer burns", "four", "five", "six"])
    target = conversation.messages.get(sequence=2)

    response = search(browse, q="printer")

    page = read(response)
    assert hit_ids(response) == [target.pk]
    assert 'the <mark class="hit">printer</mark> burns' in page
    assert all(f">{word}</bdi>" in page for word in ("one", "two", "four", "five"))
    assert ">six<" not in page
    assert "<bdi>Lisbon trip</bdi>" in page
    assert "1 Mar 2026" in page
    event = SearchEvent.objects.get(user=owner)
    assert f'href="{reverse("search:open_hit", args=[event.pk, target.pk])}?rank=1' in page


def test_the_link_to_the_conversation_knows_the_way_back(browse, owner, searchable):
    make_conversation(owner, ["a printer"])

    page = read(search(browse, q="a printer", mode="keyword"))

    assert "results=q%3Da%2Bprinter%26mode%3Dkeyword&quot;" in page.replace('"', "&quot;")


def test_a_colleague_finds_what_is_shared_and_a_stranger_nothing(
    owner, colleague, stranger, sign_in, monkeypatch, client
):
    conversation = make_conversation(owner, ["the secret printer"], name="Oslo plans")
    make_version(owner)
    make_version(stranger)
    monkeypatch.setattr(results, "search_messages", partial(search_messages, ask=rank_by_words))
    as_colleague = sign_in(colleague)
    session = as_colleague.session
    session["active_organization"] = get_home(owner).slug
    session.save()

    assert hit_ids(search(as_colleague, q="printer")) == [conversation.messages.get().pk]
    as_stranger = sign_in(stranger)
    assert "secret" not in read(search(as_stranger, q="printer"))
    assert search(as_stranger, q="printer", conversation=conversation.pk).status_code == 404
    assert search(as_stranger, q="printer", conversation=conversation.pk + 10_000).status_code == 404
    assert "Oslo" not in read(search(as_stranger))
    assert "Ada" not in read(as_stranger.get(reverse("search:suggest_senders"), {"sender": "A"}))
    assert "Oslo" not in read(as_stranger.get(reverse("search:suggest_conversations"), {"name": "O"}))


def test_a_conversation_of_another_organization_of_ones_own_is_searched_there(
    owner, colleague, sign_in, searchable
):
    """Its page links here whatever organization one works in at the moment."""
    conversation = make_conversation(owner, ["the printer"])

    response = search(sign_in(colleague), q="printer", conversation=conversation.pk)

    assert hit_ids(response) == [conversation.messages.get().pk]


def test_hostile_text_and_names_stay_text(browse, owner, searchable):
    conversation = make_conversation(
        owner, ["<script>alert('needle')</script>", "\u202eneedle backwards"], name="<img src=x onerror=y>"
    )
    Participant.objects.filter(conversation=conversation, name="Ada").update(
        name="<b>Ada</b>", folded_name="<b>ada</b>"
    )

    page = read(search(browse, q="needle", sender="<b>Ada</b>"))

    assert "&lt;script&gt;alert(&#x27;" in page
    for raw in ("<script>alert", "<img src=x", "<b>Ada"):
        assert raw not in page
    assert re.search(r'<bdi class="said">\u202e[^<]*<mark', page), (
        "each message is isolated from its surroundings"
    )


def test_pages_follow_each_other(browse, owner, searchable):
    conversation = make_conversation(owner, [f"printer number {number}" for number in range(23)])
    everything = list(conversation.messages.order_by("sequence").values_list("pk", flat=True))

    pages = [search(browse, q="printer", page=page) for page in (1, 2, 3)]

    assert [pk for page in pages for pk in hit_ids(page)] == everything
    assert "23 results" in read(pages[0])
    assert 'href="?q=printer&amp;page=2"' in read(search(browse, q="printer", sender="", mode="hybrid"))
    assert "?q=printer&amp;page=2" in read(pages[0])
    assert "No more results" in read(search(browse, q="printer", page=4))


def test_filters_narrow_the_search_and_can_be_taken_off(browse, owner, searchable):
    conversation = make_conversation(owner, ["printer a", "printer b", "printer c"])
    make_conversation(owner, ["printer d"], name="Elsewhere")
    conversation.messages.filter(sequence=2).update(sent_at=FIRST_SENT_AT + timedelta(days=2))
    by_ada = {"q": "printer", "sender": "ada", "conversation": conversation.pk}

    assert len(hit_ids(search(browse, q="printer"))) == 4
    assert len(hit_ids(search(browse, **by_ada))) == 2
    response = search(browse, **by_ada, until="2026-03-01")

    assert len(hit_ids(response)) == 1
    assert f'href="/search/?q=printer&amp;conversation={conversation.pk}&amp;until=2026-03-01"' in read(
        response
    )
    assert read(response).count('class="chip chip--active"') == 3


def test_htmx_gets_the_results_alone_and_a_short_address(browse, owner, searchable):
    make_conversation(owner, ["printer"])

    response = search(browse, HTMX, q="printer", mode="hybrid", sender="", page="1")

    assert "<html" not in read(response)
    assert len(hit_ids(response)) == 1
    assert response["HX-Push-Url"] == "/search/?q=printer"
    assert 'id="search-status" hx-swap-oob="innerHTML">1 result.' in read(response)
    assert "<title>printer · Search · chatanalysis</title>" in read(response)


def test_history_gets_the_whole_page(browse, owner, searchable):
    response = search(browse, {**HTMX, "HX-History-Restore-Request": "true"}, q="printer")

    assert "<html" in read(response)


def test_without_chats_the_page_leads_to_the_upload(browse):
    page = read(search(browse))

    assert "No chats yet" in page
    assert reverse("uploads:upload") in page


def test_while_chats_are_read_the_page_says_so(browse, owner):
    make_job(owner, status=JobStatus.RUNNING)

    assert "Your chats are being read" in read(search(browse, q="printer"))


def test_nothing_found_says_what_to_try(browse, owner, searchable):
    make_conversation(owner, ["something else"])

    page = read(search(browse, q="printer", sender="Ada", mode="keyword"))

    assert "Nothing found" in page
    assert "Remove a filter" in page
    assert "Meaning" in page


@pytest.mark.parametrize(("headers", "status"), [(None, 503), (HTMX, 200)])
def test_a_search_worker_that_does_not_answer_is_said_clearly(browse, owner, monkeypatch, headers, status):
    def nobody_answers(version_id, request):
        raise SearchUnavailable("search_timeout", "No search worker answered in time.")

    make_version(owner)
    monkeypatch.setattr(results, "search_messages", partial(search_messages, ask=nobody_answers))
    response = search(browse, headers, q="printer")

    assert response.status_code == status
    assert "No search worker answered in time." in read(response)
    assert "Try again" in read(response)


def test_a_query_that_is_too_long_is_refused_with_the_limit(browse):
    response = search(browse, q="x" * (MAX_QUERY_LENGTH + 1))

    assert response.status_code == 200
    assert f"at most {MAX_QUERY_LENGTH} characters" in read(response)


def test_senders_are_suggested_by_their_beginning(browse, owner):
    make_conversation(owner, ["a", "b"])

    options = read(browse.get(reverse("search:suggest_senders"), {"sender": "b"}))

    assert options.strip() == '<option value="Bob"></option>'


def test_many_conversations_are_found_by_name(browse, owner):
    template = make_conversation(owner, ["a"], name="room 0")
    Conversation.objects.bulk_create(
        Conversation(organization=template.organization, upload=template.upload, key=f"{n}", name=f"room {n}")
        for n in range(1, LISTED_CONVERSATIONS + 1)
    )

    page = read(search(browse))
    assert "data-picker" in page
    found = read(browse.get(reverse("search:suggest_conversations"), {"name": "ROOM 59"}))
    assert "room 59" in found
    assert found.count("<input") == 1


def test_the_number_of_queries_does_not_grow_with_the_hits(
    browse, owner, searchable, django_assert_max_num_queries
):
    for number in range(10):
        make_conversation(owner, ["before", "the printer", "after"], name=f"room {number}")
    search(browse, q="nothing")

    with django_assert_max_num_queries(17) as ten_hits:
        assert len(hit_ids(search(browse, q="printer"))) == 10
    Message.objects.filter(text="the printer").exclude(
        pk=Message.objects.filter(text="the printer")[0].pk
    ).update(text="gone")
    with django_assert_max_num_queries(len(ten_hits)) as one_hit:
        assert len(hit_ids(search(browse, q="printer"))) == 1
    assert len(one_hit) == len(ten_hits)
