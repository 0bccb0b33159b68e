"""What the page says of a query: its mistakes, what was understood, and how it could be narrowed."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from django.http import QueryDict
from django.urls import reverse

from apps.search.forms import SearchForm
from apps.search.query_language.errors import QueryError
from apps.search.retrieval.query import Facet, Ranked, Understood
from apps.search.services.search_messages import search_messages
from apps.search.tests.views.conftest import rank_by_words
from apps.search.views import results
from apps.search.views.facets import describe_counts, list_facets
from apps.search.views.narrowing import demand_person, demand_time
from apps.search.views.slips import describe_slip
from apps.uploads.models import Person
from apps.uploads.tests.factories import make_conversation

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SUMMER = Understood("time", "last summer", 5, 16, "June to August 2026")


def bind(address: str) -> SearchForm:
    form = SearchForm(QueryDict(address))
    assert form.is_valid(), form.errors
    return form


@pytest.fixture
def answer_with(searchable, monkeypatch):
    """Return a function that lets every search answer with these besides its hits, and lists what was asked."""

    def set_answer(**fields) -> list:
        asked = []

        def ask(version_id, request) -> Ranked:
            asked.append(request)
            return replace(rank_by_words(version_id, request), **fields)

        monkeypatch.setattr(results, "search_messages", partial(search_messages, ask=ask))
        return asked

    return set_answer


def read(client, **params) -> str:
    return html.unescape(client.get(reverse("search:search"), params).content.decode())


@pytest.mark.parametrize(
    ("query", "words", "narrowed"),
    [
        ("swim last summer", "last summer", 'swim during:"last summer"'),
        ("lunch in May 2024 with her", "May 2024", 'lunch during:"May 2024" with her'),
        ("calls between May and June", "May and June", 'calls during:"between May and June"'),
        ('"last summer" last summer', "last summer", '"last summer" last summer during:"last summer"'),
        ("ideas since March 2026", "since March 2026", 'ideas during:"since March 2026"'),
        ("any soup", "soup", None),
    ],
)
def test_a_time_becomes_a_demand_in_its_place(query, words, narrowed):
    assert demand_time(query, words, NOW) == narrowed


def test_a_person_becomes_a_demand_of_a_sound_query_only():
    assert demand_person("what did Ann Smith say", "Ann Smith") == 'what did Ann Smith say from:"Ann Smith"'
    assert demand_person('"unclosed', "Ann") is None


def test_a_mistake_is_marked_where_it_stands():
    form = bind("q=tea+has:lnk+cake&mode=keyword")
    slip = describe_slip(form, QueryError("has: takes link.", 8, 11, "link"))

    assert (slip.before, slip.marked, slip.after) == ("tea has:", "lnk", " cake")
    assert slip.correction == "tea has:link cake"
    assert slip.correction_url == "/search/?q=tea+has%3Alink+cake&mode=keyword"
    assert describe_slip(form, QueryError("No.", 0, 3)).correction == ""


@pytest.mark.django_db
def test_a_wrong_query_shows_its_place_and_the_way_out(browse, owner, searchable):
    make_conversation(owner, ["tea"])

    page = read(browse, q="tea has:<b>")
    assert '<mark class="slip__place"><b></mark>' in page, "unescaped by this test"
    assert "takes link, file" in page
    raw = browse.get(reverse("search:search"), {"q": "tea has:<b>"}).content.decode()
    assert "<b>" not in raw
    assert "q=tea+has%3Alink" in read(browse, q="tea has:lnk")


@pytest.mark.django_db
def test_an_unknown_name_is_said_with_those_that_may_be_meant(browse, owner, searchable):
    make_conversation(owner, ["printer"])

    page = read(browse, q="printer from:Adda")
    assert "Nobody is called “Adda”." in page
    assert 'href="/search/?q=printer+from%3AAda"' in page
    page = read(browse, q="printer form:Ada")
    assert 'href="/search/?q=printer+from%3AAda"' in page


@pytest.mark.django_db
def test_what_was_understood_can_be_taken_away_demanded_and_brought_back(browse, owner, answer_with):
    make_conversation(owner, ["swim"])
    asked = answer_with(understood=(SUMMER,))

    page = read(browse, q="swim last summer")
    assert "June to August 2026" in page
    assert 'href="/search/?q=swim+last+summer&ignore=time%3Alast+summer"' in page
    assert 'href="/search/?q=swim+during%3A%22last+summer%22"' in page

    answer_with(understood=())
    page = read(browse, q="swim last summer", ignore="time:last summer")
    assert "not taken as a time" in page
    assert re.search(r'href="/search/\?q=swim\+last\+summer" data-follow[^>]*count again', page)
    assert '<input type="hidden" name="ignore" value="time:last summer">' in page
    assert asked[0].ignore == ()


@pytest.mark.django_db
def test_facets_come_with_the_first_page_and_narrow_by_the_forms_filters(browse, owner, answer_with):
    conversation = make_conversation(owner, [f"printer {number}" for number in range(12)])
    other = make_conversation(owner, ["printer"], name="<i>Else</i>")
    conversation.participants.filter(name="Ada").update(
        person=Person.objects.create(organization=conversation.organization, name="Ada & Co.")
    )
    ada, bob = conversation.participants.order_by("name")
    asked = answer_with(
        facets={
            "conversation": (Facet(str(conversation.pk), 12), Facet(str(other.pk), 1)),
            "sender": (Facet(str(ada.pk), 7), Facet(str(bob.pk), 6)),
            "month": (Facet("2026-02", 3), Facet("2026-03", 9)),
        }
    )

    raw = browse.get(reverse("search:search"), {"q": "printer"}).content.decode()
    assert "<i>Else" not in raw
    page = html.unescape(raw)
    assert f'href="/search/?q=printer&conversation={other.pk}"' in page
    assert 'href="/search/?q=printer&sender=Ada+%26+Co."' in page
    assert 'href="/search/?q=printer&since=2026-02-01&until=2026-02-28"' in page
    assert page.index("March 2026") < page.index("February 2026")
    read(browse, q="printer", page=2)
    assert [request.facets for request in asked] == [True, False]


def test_a_facet_with_one_value_narrows_nothing():
    one, two = (Facet("Ada", 3),), (Facet("2026-02", 3), Facet("2026-01", 1))
    groups = list_facets(bind("q=a&page=3"), {"sender": one, "month": two})

    assert [group.title for group in groups] == ["Months"]
    assert [link.count for link in groups[0].shown] == [3, 1]
    assert "page" not in groups[0].shown[0].url


@pytest.mark.django_db
def test_a_ranker_that_did_not_answer_is_told(browse, owner, answer_with):
    make_conversation(owner, ["printer"])
    answer_with(degraded=("reranker",))

    assert "The second ranker did not answer; results are ranked without it." in read(browse, q="printer")


def test_what_is_ignored_goes_with_its_words():
    form = bind("q=swim+last+summer&ignore=time:last+summer|time:last+winter|person:ann")
    assert form.to_params() == {"q": "swim last summer", "ignore": "time:last summer"}
    assert form.to_query().ignore == ("time:last summer",)


def test_words_count_more_than_a_message_to_find_others_like():
    assert bind("like=7").asks
    assert bind("like=7").to_query().like == 7
    assert bind("q=tea&like=7").to_params() == {"q": "tea"}
    assert not bind("sender=Ada").asks


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("q=tea", "Counts of messages with one of the words."),
        ("q=tea&mode=keyword", "Counts of all results."),
        ("q=from:ada+has:link", "Counts of all results."),
        ("like=7", "Counted by the message’s rarest words."),
    ],
)
def test_the_page_says_what_its_facets_count(address, counted):
    assert describe_counts(bind(address)) == counted
