"""Search asks for people: whoever was merged is found under every name, and no more once it is undone."""

import pytest

from apps.search.query_language.completion import Suggestion
from apps.search.retrieval.query import Facet, Mode, SearchRequest
from apps.search.services.answer_query import rank
from apps.search.services.read_query import read_query
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchQuery
from apps.search.services.suggestions import suggest
from apps.uploads.models import Participant
from apps.uploads.services.people.link import link
from apps.uploads.services.people.merge import merge_people, rename_person, unmerge
from apps.uploads.services.people.split import give_back, split_person
from apps.uploads.tests.factories import get_home, make_whatsapp

pytestmark = pytest.mark.django_db


@pytest.fixture
def chats(owner, searchable, settings):
    """Anna and Tom in one chat, Mum and Zoë in another: the first of each has said the even numbers."""
    settings.SEARCH_CACHE_S = 60
    searchable(make_whatsapp(8, marker="passports", senders=("Anna Berg", "Tom")), "first.txt")
    searchable(make_whatsapp(6, marker="passports @Mum", senders=("Mum", "Zoë")), "second.txt")


@pytest.fixture
def merge(owner, chats):
    """Mum is Anna."""
    (merge,) = merge_people(owner, get_home(owner), person("Anna Berg"), [person("Mum")])
    return merge


def person(name: str):
    return Participant.objects.get(name=name).person


def search(owner, text="passports", **more):
    return search_messages(owner, SearchQuery(text, **{"mode": Mode.KEYWORD, "k": 50} | more), ask=rank)


def list_senders(answer) -> list[str]:
    return sorted({hit.sender for hit in answer.hits})


def test_everything_written_under_every_name_is_found_by_each(owner, merge):
    queries = [f'from:"{name}" passports' for name in ("anna", "Mum", "ANNA BERG", "berg")]
    for query in queries:
        answer = search(owner, query)
        assert (list_senders(answer), answer.total) == (["Anna Berg", "Mum"], 7)
        assert answer.notes == ()
    senders = {"mum": 7, "Anna Berg": 7, "Anna": 0, "ZOE": 3}
    assert {name: search(owner, sender=name).total for name in senders} == senders
    unmerge(merge)
    assert [len(list_senders(search(owner, query))) for query in queries] == [1] * 4


def test_in_a_conversation_they_are_found_by_names_they_have_elsewhere(owner, merge):
    chat = Participant.objects.get(name="Mum").conversation_id
    found = search(owner, "from:anna passports", conversation=chat)
    assert (list_senders(found), found.total) == (["Mum"], 3)
    assert search(owner, "from:tom passports", conversation=chat).notes[0].startswith("Nobody")


def test_a_chosen_name_is_found_and_suggested(owner, merge):
    rename_person(person("Mum"), "Grandma Rose")
    assert search(owner, "from:rose passports").total == 7
    assert search(owner, "from:mum passports").total == 7
    names = [one.label for one in suggest(owner, get_home(owner), "from:gr", 7)]
    assert names == ["Grandma Rose"]
    assert isinstance(suggest(owner, get_home(owner), "from:mu", 7)[0], Suggestion)


def test_names_that_a_merged_chat_knew_them_by_are_found(owner, merge):
    tom, zoe = (Participant.objects.get(name=name) for name in ("Tom", "Zoë"))
    link(zoe, tom, text="All of Zoë's messages are Tom's.", strength=0.9)
    assert list_senders(search(owner, "from:zoe passports")) == ["Tom", "Zoë"]
    assert list_senders(search(owner, sender="Zoë")) == ["Tom", "Zoë"]
    assert search(owner, "from:\u200e passports").total == 0, "nothing is nobody's name"
    hits = search(owner, "what did zoe say about passports", mode=Mode.HYBRID).hits
    assert {hit.sender for hit in hits if hit.components["speaker"]} == {"Tom", "Zoë"}


def test_facets_and_mentions_are_of_people(owner, merge):
    senders = search(owner, facets=True).facets["sender"]
    assert senders == (Facet("Anna Berg", 7), Facet("Tom", 4), Facet("Zoë", 3))
    assert [search(owner, sender=one.value).total for one in senders] == [one.count for one in senders]
    assert search(owner, "mentions:anna").total == 6, "they said @Mum"
    unmerge(merge)
    assert search(owner, "mentions:anna").total == 0
    assert search(owner, facets=True).facets["sender"][:2] == (Facet("Anna Berg", 4), Facet("Tom", 4))


def test_hits_say_whom_the_name_stands_for(owner, merge):
    people = {hit.sender: hit.person for hit in search(owner).hits}
    assert people == {"Anna Berg": None, "Mum": "Anna Berg", "Tom": None, "Zoë": None}


def test_a_question_that_names_somebody_raises_what_they_wrote_under_other_names(owner, merge):
    def raised(text: str) -> set[str]:
        hits = search(owner, text, mode=Mode.HYBRID).hits
        return {hit.sender for hit in hits if hit.components["speaker"]}

    assert raised("what did anna say about passports") == {"Anna Berg", "Mum"}
    assert raised("what did mum say about passports") == {"Anna Berg", "Mum"}
    rename_person(person("Mum"), "Grandma Rose")
    assert raised("Rose's passports") == {"Anna Berg", "Mum"}
    unmerge(merge)
    assert raised("what did mum say about passports") == {"Mum"}


def test_other_names_survive_json_and_are_sent_only_when_named(owner, merge):
    named = read_query(get_home(owner), SearchQuery("what did mum say")).request
    assert {one.name for one in named.other_names} == {"Mum"}
    assert SearchRequest.from_payload(named.to_payload()) == named
    assert read_query(get_home(owner), SearchQuery("what did tom say")).request.other_names == ()


def test_who_was_parted_is_searched_counted_and_shown_apart(owner, searchable):
    for name in ("first.txt", "second.txt"):
        searchable(make_whatsapp(4, marker=f"passports {name[:-4]}", senders=("Anna", "Tom")), name)
    anna = person_of("Anna", "first")
    theirs = anna.participants.exclude(conversation__name__startswith="first").get()
    split = split_person(owner, anna, [theirs.pk], "Grandma Rose")
    assert search(owner, "from:rose passports").total == search(owner, sender="Grandma Rose").total == 2
    assert {hit.person for hit in search(owner, "from:rose passports").hits} == {"Grandma Rose"}
    assert search(owner, "from:anna passports").total == 2, "though the export calls both so"
    chat = theirs.conversation_id
    assert search(owner, "from:anna passports", conversation=chat).total == 2, (
        "where nobody else is called so"
    )
    senders = search(owner, facets=True).facets["sender"]
    assert senders == (Facet("Tom", 4), Facet("Anna", 2), Facet("Grandma Rose", 2))
    assert [search(owner, sender=one.value).total for one in senders] == [4, 2, 2]
    give_back(split)
    assert search(owner, facets=True).facets["sender"] == (Facet("Anna", 4), Facet("Tom", 4))
    assert "Nobody" in search(owner, "from:rose passports").notes[0]


def person_of(name: str, chat: str):
    return Participant.objects.get(name=name, conversation__name__startswith=chat).person
