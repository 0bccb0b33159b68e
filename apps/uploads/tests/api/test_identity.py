"""Who is not whom over HTTP: telling apart, parting, and taking both back; who may."""

import pytest

from apps.uploads.models import Conversation, IdentityDistinction, IdentitySplit, Participant, Person
from apps.uploads.services.people.assign import assign_people
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people/"
DISTINCTIONS, SPLITS = f"{PEOPLE}distinctions/", f"{PEOPLE}splits/"


@pytest.fixture
def chats(owner) -> list[Conversation]:
    """Ada and Bob in two chats of WhatsApp, and one of Telegram."""
    chats = [
        make_conversation(owner, ["one", "two", "three"], name=name) for name in ("home", "work", "club")
    ]
    Conversation.objects.filter(pk=chats[2].pk).update(format="telegram")
    Participant.objects.update(person=None, original_person=None)
    Person.objects.all().delete()
    assign_people(get_home(owner))
    return chats


@pytest.fixture
def ids(chats) -> dict[str, int]:
    """By name and format."""
    rows = Participant.objects.values_list("name", "conversation__format", "person")
    return {f"{name} {format_name}": person for name, format_name, person in rows}


def post(client, address: str, **values):
    return client.post(address, values, format="json")


def test_two_who_are_told_apart_are_not_suggested_until_it_is_undone(api, colleague, colleague_api, ids):
    adas = [ids["Ada whatsapp"], ids["Ada telegram"]]
    made = post(colleague_api, DISTINCTIONS, people=adas)
    assert made.status_code == 201
    (decision,) = api.get(DISTINCTIONS).json()["results"]
    assert [decision] == made.json()
    assert (decision["first"]["id"], decision["second"]["id"]) == tuple(sorted(adas))
    assert decision["decided_by"] == colleague.email
    (left,) = api.get(f"{PEOPLE}suggestions/").json()["results"]
    assert {one["name"] for one in left["people"]} == {"Bob"}
    assert api.post(f"{DISTINCTIONS}{decision['id']}/undo/").status_code == 204
    assert api.post(f"{DISTINCTIONS}{decision['id']}/undo/").status_code == 404
    assert api.get(f"{PEOPLE}suggestions/").json()["count"] == 2


def test_somebody_in_one_conversation_is_somebody_else_until_it_is_undone(api, owner, ids, chats):
    ada = ids["Ada whatsapp"]
    places = api.get(f"{PEOPLE}{ada}/participants/").json()["results"]
    assert [(one["conversation_name"], one["is_parted"]) for one in places] == [
        ("home", False),
        ("work", False),
    ]
    made = post(api, f"{PEOPLE}{ada}/split/", participants=[places[1]["id"]], name="Ada Berg")
    assert made.status_code == 201, made.json()
    other, split = made.json()["person"], made.json()["split"]
    assert (other["name"], other["aliases"], other["messages"]) == ("Ada Berg", ["Ada"], 2)
    assert (split["person_id"], split["parted_id"], split["conversations"]) == (ada, other["id"], ["work"])
    assert split["decided_by"] == owner.email
    assert api.get(f"{PEOPLE}{ada}/").json()["conversations"] == 1
    assert api.get(f"{PEOPLE}{other['id']}/participants/").json()["results"][0]["is_parted"]
    assert api.get(SPLITS).json()["results"] == [split]
    undone = api.post(f"{SPLITS}{split['id']}/undo/")
    assert (undone.status_code, undone.json()["id"], undone.json()["conversations"]) == (200, ada, 2)
    assert api.get(f"{PEOPLE}{other['id']}/").status_code == 404
    assert api.post(f"{SPLITS}{split['id']}/undo/").status_code == 404


def test_a_stranger_finds_and_decides_nothing(api, stranger, stranger_api, ids, chats):
    ada = ids["Ada whatsapp"]
    places = list(Participant.objects.filter(person=ada).values_list("pk", flat=True))
    post(api, DISTINCTIONS, people=[ada, ids["Ada telegram"]])
    post(api, f"{PEOPLE}{ada}/split/", participants=places[:1])
    assert stranger_api.get(DISTINCTIONS).json()["results"] == []
    assert stranger_api.get(SPLITS).json()["results"] == []
    answers = [
        post(stranger_api, DISTINCTIONS, people=[ada, ids["Bob whatsapp"]]),
        stranger_api.post(f"{DISTINCTIONS}{IdentityDistinction.objects.get().pk}/undo/"),
        stranger_api.get(f"{PEOPLE}{ada}/participants/"),
        post(stranger_api, f"{PEOPLE}{ada}/split/", participants=places[1:]),
        stranger_api.post(f"{SPLITS}{IdentitySplit.objects.get().pk}/undo/"),
    ]
    assert {(one.status_code, one.json()["error"]["code"]) for one in answers} == {(404, "not_found")}
    theirs = make_conversation(stranger, ["x"]).participants.values_list("pk", "person")[0]
    refused = post(api, f"{PEOPLE}{ada}/split/", participants=[theirs[0]])
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_possible")
    assert post(api, DISTINCTIONS, people=[ada, theirs[1]]).status_code == 404


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("{ada}/split/", {"participants": []}),
        ("{ada}/split/", {"participants": ["x"]}),
        ("{ada}/split/", {}),
        ("distinctions/", {"people": [1]}),
        ("distinctions/", {"people": [None, 2]}),
    ],
)
def test_what_makes_no_sense_is_refused(api, ids, address, values):
    answer = post(api, PEOPLE + address.format(ada=ids["Ada whatsapp"]), **values)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
