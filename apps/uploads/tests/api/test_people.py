"""People over HTTP: who sees them, who may merge them, what it changes."""

import pytest

from apps.uploads.models import (
    Conversation,
    IdentityClue,
    IdentityMerge,
    Job,
    JobStatus,
    Message,
    Participant,
    Person,
    Upload,
)
from apps.uploads.services.people.assign import assign_people
from apps.uploads.services.people.link import link
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people/"


@pytest.fixture
def chats(owner) -> list[Conversation]:
    """Ada and Bob on WhatsApp, and the two elsewhere: Ada under the same name, Bob as Robert."""
    chats = [make_conversation(owner, ["one", "two", "three"]), make_conversation(owner, ["four"], name="b")]
    Conversation.objects.filter(pk=chats[1].pk).update(format="telegram")
    forget_people()
    chats[1].participants.filter(name="Bob").update(name="Robert")
    assign_people(get_home(owner))
    Job.objects.update(status=JobStatus.SUCCEEDED)
    return chats


def forget_people() -> None:
    Participant.objects.update(person=None, original_person=None)
    Person.objects.all().delete()


def list_all(client, **params) -> list[dict]:
    return client.get(PEOPLE, params).json()["results"]


def ids_of(client) -> dict[str, int]:
    """By name and format."""
    return {f"{one['name']} {one['formats'][0]}": one["id"] for one in list_all(client)}


def test_people_with_what_is_known_of_them(api, chats):
    found = list_all(api)
    assert [one["name"] for one in found] == ["Ada", "Ada", "Bob", "Robert"]
    assert found[0] == {
        "id": found[0]["id"],
        "name": "Ada",
        "aliases": [],
        "formats": ["whatsapp"],
        "conversations": 1,
        "messages": 2,
    }
    assert [one["name"] for one in list_all(api, name="rÓB")] == ["Robert"]
    assert [one["messages"] for one in list_all(api, name="ada")] == [2, 1]
    assert api.get(f"{PEOPLE}{found[2]['id']}/").json() == found[2]


def test_merging_and_undoing(api, colleague_api, chats):
    ids = ids_of(api)
    bob, robert = ids["Bob whatsapp"], ids["Robert telegram"]
    told = {"people": [robert], "evidence": [{"kind": "stated", "text": "He told me."}]}
    answer = colleague_api.post(f"{PEOPLE}{bob}/merge/", told, format="json").json()
    assert (answer["person"]["aliases"], answer["person"]["conversations"]) == (["Robert"], 2)
    assert answer["merges"][0]["evidence"] == told["evidence"]
    assert [one["name"] for one in list_all(api)] == ["Ada", "Ada", "Bob"]
    assert list_all(api, name="robert")[0]["name"] == "Bob"
    assert api.get(f"{PEOPLE}{robert}/").status_code == 404
    (merge,) = api.get(f"{PEOPLE}merges/").json()["results"]
    assert (merge["person"], merge["merged"], merge["person_id"]) == ("Bob", "Robert", bob)
    undone = api.post(f"{PEOPLE}merges/{merge['id']}/undo/")
    assert (undone.status_code, undone.json()["id"], undone.json()["conversations"]) == (200, robert, 1)
    again = api.post(f"{PEOPLE}merges/{merge['id']}/undo/")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "not_possible")
    assert api.get(f"{PEOPLE}merges/").json()["count"] == 0


def test_names_that_merged_chats_knew_somebody_by_are_kept(api, chats):
    bob, robert = (Participant.objects.get(name=name) for name in ("Bob", "Robert"))
    for _ in range(2):
        link(robert, bob, text="9 of 9 messages of Robert are Bob’s.", strength=0.9)
    assert not IdentityClue.objects.exists(), "Robert is known from nowhere else"
    assert list_all(api, name="rob")[0]["aliases"] == ["Robert"]


def test_suggestions_have_evidence_and_become_the_merge_s(api, owner, chats):
    (suggestion,) = api.get(f"{PEOPLE}suggestions/").json()["results"]
    assert [(one["name"], one["messages"]) for one in suggestion["people"]] == [("Ada", 2), ("Ada", 1)]
    assert suggestion["evidence"] == [{"kind": "name", "text": "All are called Ada.", "strength": 0.5}]
    people = {name: Participant.objects.get(name=name) for name in ("Bob", "Robert")}
    elsewhere = make_conversation(owner, [], name="c")
    Conversation.objects.filter(pk=elsewhere.pk).update(format="telegram")
    elsewhere.participants.all().delete()
    Participant.objects.create(organization=elsewhere.organization, conversation=elsewhere, name="Robert")
    for _ in range(2):
        link(people["Robert"], people["Bob"], text="9 of 9 messages of Robert are Bob’s.", strength=0.9)
    first, second = api.get(f"{PEOPLE}suggestions/").json()["results"]
    assert (first["strength"], second["strength"]) == (0.9, 0.5)
    keep, other = [one["id"] for one in first["people"]]
    answer = api.post(f"{PEOPLE}{keep}/merge/", {"people": [other]}, format="json").json()
    assert answer["merges"][0]["evidence"] == [
        {"kind": "alias", "text": "9 of 9 messages of Robert are Bob’s."}
    ]
    assert api.get(f"{PEOPLE}suggestions/").json()["count"] == 1


def test_a_stranger_finds_nobody(api, stranger_api, chats):
    ids = ids_of(api)
    ada, bob = ids["Ada whatsapp"], ids["Bob whatsapp"]
    api.post(f"{PEOPLE}{ada}/merge/", {"people": [ids["Ada telegram"]]}, format="json")
    merge = IdentityMerge.objects.get()
    assert list_all(stranger_api) == []
    assert stranger_api.get(f"{PEOPLE}suggestions/").json()["results"] == []
    assert stranger_api.get(f"{PEOPLE}merges/").json()["results"] == []
    answers = [
        stranger_api.get(f"{PEOPLE}{ada}/"),
        stranger_api.patch(f"{PEOPLE}{ada}/", {"name": "x"}, format="json"),
        stranger_api.delete(f"{PEOPLE}{ada}/"),
        stranger_api.post(f"{PEOPLE}{ada}/merge/", {"people": [bob]}, format="json"),
        stranger_api.post(f"{PEOPLE}merges/{merge.pk}/undo/"),
        api.get(f"{PEOPLE}{10**40}/"),
    ]
    assert {(one.status_code, one.json()["error"]["code"]) for one in answers} == {(404, "not_found")}
    assert Message.objects.count() == 4


def test_nobody_is_merged_with_people_of_another_organization(api, stranger, chats):
    make_conversation(stranger, ["five"])
    theirs = Person.objects.get(organization=get_home(stranger), name="Bob")
    mine = ids_of(api)["Bob whatsapp"]
    answer = api.post(f"{PEOPLE}{mine}/merge/", {"people": [theirs.pk]}, format="json")
    assert answer.status_code == 404
    assert not IdentityMerge.objects.exists()


@pytest.mark.parametrize(
    ("values", "status"),
    [({"name": " Bobby "}, 200), ({"name": "\u200e"}, 400), ({"name": ""}, 400), ({}, 400)],
)
def test_a_person_is_shown_under_another_name(api, chats, values, status):
    bob = ids_of(api)["Bob whatsapp"]
    answer = api.patch(f"{PEOPLE}{bob}/", values, format="json")
    assert answer.status_code == status
    if status == 200:
        assert (answer.json()["name"], answer.json()["aliases"]) == ("Bobby", ["Bob"])
        assert [one["id"] for one in list_all(api, name="bob")] == [bob]


@pytest.mark.parametrize("values", [{}, {"people": []}, {"people": ["x"]}, {"people": [1], "evidence": [{}]}])
def test_what_cannot_be_merged_is_refused(api, chats, values):
    bob = ids_of(api)["Bob whatsapp"]
    assert api.post(f"{PEOPLE}{bob}/merge/", values, format="json").json()["error"]["code"] == "invalid"


def test_deleting_a_person_deletes_every_name_of_theirs(api, colleague_api, chats):
    ids = ids_of(api)
    bob = ids["Bob whatsapp"]
    api.post(f"{PEOPLE}{bob}/merge/", {"people": [ids["Robert telegram"]]}, format="json")
    assert colleague_api.delete(f"{PEOPLE}{bob}/").status_code == 404
    assert api.delete(f"{PEOPLE}{bob}/").json() == {"messages": 1, "conversations": 0, "uploads": 0}
    assert not Participant.objects.filter(name__in=["Bob", "Robert"]).exists()
    assert [one.name for one in Person.objects.all()] == ["Ada", "Ada"]
    assert not IdentityMerge.objects.exists()


def test_a_colleague_deletes_a_person_as_far_as_they_uploaded_it(api, colleague, colleague_api, chats):
    Upload.objects.filter(pk=chats[1].upload_id).update(uploaded_by=colleague)
    ids = ids_of(api)
    ada = ids["Ada telegram"]
    colleague_api.post(f"{PEOPLE}{ada}/merge/", {"people": [ids["Ada whatsapp"]]}, format="json")
    assert colleague_api.delete(f"{PEOPLE}{ada}/").json()["messages"] == 1
    assert api.get(f"{PEOPLE}{ada}/").json()["messages"] == 2


def test_as_many_queries_however_many_people(api, chats, django_assert_max_num_queries):
    api.get(PEOPLE)
    with django_assert_max_num_queries(12) as few:
        api.get(PEOPLE)
    Participant.objects.bulk_create(
        Participant(organization=chats[0].organization, conversation=chats[0], name=f"Person {number}")
        for number in range(60)
    )
    assign_people(chats[0].organization)
    with django_assert_max_num_queries(len(few)):
        assert len(list_all(api)) == 50
