"""The pages about people: what they show, whom they merge, and who is let in."""

import pytest
from django.urls import reverse

from apps.search.views import people as people_page
from apps.uploads.models import IdentityMerge, Job, JobStatus, Participant, Person
from apps.uploads.services.people.assign import assign_people
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
PEOPLE = reverse("search:people")
MERGE = reverse("search:merge_people")


@pytest.fixture
def chats(owner) -> list:
    """Ada and Bob of WhatsApp, twice; <Áda> and Bob of elsewhere."""
    chats = [make_conversation(owner, ["one", "two", "three"], name=name) for name in ("first", "second")]
    other = make_conversation(owner, ["four"], name="other")
    Participant.objects.filter(conversation=other).update(person=None, original_person=None)
    other.participants.filter(name="Ada").update(name="<Áda>")
    type(other).objects.filter(pk=other.pk).update(format="line")
    assign_people(get_home(owner))
    Job.objects.update(status=JobStatus.SUCCEEDED)
    return [*chats, other]


@pytest.fixture
def ids(chats) -> dict[str, int]:
    return {f"{one.name} {one.conversation.format}": one.person_id for one in list_participants()}


def list_participants():
    return Participant.objects.select_related("conversation", "person")


def read(client, address: str, **params) -> str:
    return client.get(address, params).content.decode()


def test_people_are_listed_once_with_their_names_and_counts(browse, owner, chats, stranger, sign_in):
    page = read(browse, PEOPLE)
    assert "4 people" in page
    assert page.count("WhatsApp text export · 4 messages in 2 conversations") == 2, (
        "in the list, in a suggestion"
    )
    assert "&lt;Áda&gt;" in page
    assert "<Áda>" not in page
    assert "2 people with" in read(browse, PEOPLE, name="ADA")
    assert "Nobody here yet" in read(sign_in(stranger), PEOPLE)


def test_who_may_be_one_stands_above_and_is_merged_by_a_button(browse, ids):
    page = read(browse, PEOPLE)
    assert "All are called Bob." in page
    assert page.count('class="card suggestion"') == 2
    two = [ids["Bob line"], ids["Bob whatsapp"]]
    answer = browse.post(MERGE, {"person": two})
    assert answer.url == reverse("search:person", args=[ids["Bob whatsapp"]]), "who wrote most stays"
    page = read(browse, PEOPLE)
    assert "3 people" in page
    assert "All are called Bob." in page, "as what the decision was made by"
    assert page.count('class="card suggestion"') == 1
    (merge,) = IdentityMerge.objects.all()
    undone = browse.post(reverse("search:undo_merge", args=[merge.pk]), {"next": PEOPLE}, follow=True)
    assert "Bob is a person of their own again." in undone.content.decode()
    assert "4 people" in undone.content.decode()


def test_the_name_that_stays_is_chosen(browse, ids):
    two = [ids["<Áda> line"], ids["Ada whatsapp"]]
    page = read(browse, MERGE, person=two)
    assert "Whose name is shown?" in page
    assert "are the same words" in page
    answer = browse.post(MERGE, {"person": two, "keep": two[0]}, follow=True)
    assert "&lt;Áda&gt;" in answer.content.decode()
    assert Participant.objects.filter(person=two[0]).count() == 3
    assert "Nobody else has" not in read(browse, MERGE, person=two[0], find="bob")
    assert "Nobody else has" in read(browse, MERGE, person=two[0], find="zed")


def test_a_person_s_page_tells_where_and_under_what_names(browse, ids):
    ada = ids["Ada whatsapp"]
    browse.post(MERGE, {"person": [ada, ids["<Áda> line"]], "keep": ada})
    page = read(browse, reverse("search:person", args=[ada]))
    assert "5 messages in 3 conversations" in page
    assert page.count("/conversations/") >= 3
    assert "Taken for Ada" in page
    assert 'href="/search/?q=from%3AAda"' in page
    renamed = browse.post(reverse("search:rename_person", args=[ada]), {"name": "Ada L."}, follow=True)
    assert "Now shown as Ada L." in renamed.content.decode()
    assert "Ada</bdi></li>" in renamed.content.decode(), "the old name is an alias now"
    refused = browse.post(reverse("search:rename_person", args=[ada]), {"name": " "}, follow=True)
    assert "needs a name" in refused.content.decode()


def test_undoing_leads_back_to_our_own_pages_only(browse, ids):
    browse.post(MERGE, {"person": [ids["Ada whatsapp"], ids["Bob whatsapp"]]})
    undo = reverse("search:undo_merge", args=[IdentityMerge.objects.get().pk])
    assert browse.post(undo, {"next": "https://elsewhere.example/"}).url == PEOPLE
    again = browse.post(undo, follow=True)
    assert "undone before" in again.content.decode()


def test_a_stranger_finds_none_of_it(chats, ids, stranger, sign_in, client):
    bob, ada = ids["Bob whatsapp"], ids["Ada whatsapp"]
    merge = IdentityMerge.objects.create(
        organization=chats[0].organization, person_id=ada, merged_id=bob, evidence=[]
    )
    other = sign_in(stranger)
    sent = [
        other.get(reverse("search:person", args=[ada])),
        other.post(reverse("search:rename_person", args=[ada]), {"name": "x"}),
        other.get(MERGE, {"person": [ada]}),
        other.post(MERGE, {"person": [ada, ids["Bob line"]]}),
        other.post(MERGE),
        other.post(reverse("search:undo_merge", args=[merge.pk])),
        other.get(reverse("search:delete_person"), {"person": ada}),
        other.get(MERGE, {"person": ["x" * 99, 10**17]}),
    ]
    assert [answer.status_code for answer in sent] == [404] * len(sent)
    assert "No suggestions" in read(other, reverse("search:people_suggestions"))
    assert "Nobody is merged" in read(other, reverse("search:people_merges"))
    assert client.post(MERGE, {"person": [ada]}).url.startswith("/accounts/login/")
    assert Person.objects.get(pk=ada).name == "Ada"


def test_a_colleague_may_merge(chats, ids, colleague, sign_in):
    answer = sign_in(colleague).post(MERGE, {"person": [ids["Bob whatsapp"], ids["Bob line"]]})
    assert answer.status_code == 302
    assert IdentityMerge.objects.get().merged_by == colleague


def test_deleting_a_person_deletes_all_their_names(browse, ids):
    ada = ids["Ada whatsapp"]
    browse.post(MERGE, {"person": [ada, ids["<Áda> line"]]})
    where = f"{reverse('search:delete_person')}?person={ada}"
    assert "5 messages in 3 conversations" in read(browse, where)
    assert browse.post(where).status_code == 302
    assert set(Person.objects.values_list("name", flat=True)) == {"Bob"}


def test_people_cost_as_many_queries_however_many_they_are(
    browse, chats, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(people_page, "SHOWN_SUGGESTIONS", 1)
    browse.get(PEOPLE)
    with django_assert_max_num_queries(26) as few:
        browse.get(PEOPLE)
    allowed = len(few)
    Participant.objects.bulk_create(
        Participant(organization=chat.organization, conversation=chat, name=f"Person {number}")
        for number in range(60)
        for chat in (chats[0], chats[2])
    )
    assign_people(chats[0].organization)
    browse.get(PEOPLE)
    with django_assert_max_num_queries(allowed):
        page = read(browse, PEOPLE)
    assert "124 people" in page
    assert "All 62 suggestions" in page
    assert "Page 2" in read(browse, reverse("search:people_suggestions")).replace("</span>", "")
