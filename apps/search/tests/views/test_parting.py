"""The pages on which people are told apart and parted, and who is let in."""

import pytest
from django.urls import reverse

from apps.uploads.models import IdentityDistinction, IdentitySplit, Participant
from apps.uploads.services.people.assign import assign_people
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
PEOPLE = reverse("search:people")
APART = reverse("search:distinguish_people")


@pytest.fixture
def ids(owner) -> dict[str, int]:
    """Ada and Bob of WhatsApp, twice, and of Line: people by name and format."""
    chats = [make_conversation(owner, ["one", "two"], name=name) for name in ("<home>", "work", "line")]
    type(chats[2]).objects.filter(pk=chats[2].pk).update(format="line")
    chats[2].participants.update(person=None, original_person=None)
    assign_people(get_home(owner))
    rows = Participant.objects.values_list("name", "conversation__format", "person")
    return {f"{name} {format_name}": person for name, format_name, person in rows}


def read(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_suggestion_is_dismissed_listed_and_taken_back(browse, ids):
    page = read(browse, PEOPLE)
    assert page.count("Not the same person") == page.count('class="card suggestion"') == 2
    two = [ids["Ada whatsapp"], ids["Ada line"]]
    assert f'formaction="{APART}"' in browse.get(reverse("search:merge_people"), {"person": two}).text
    answer = browse.post(APART, {"person": two, "next": reverse("search:people_suggestions")}, follow=True)
    assert "Ada and Ada are not suggested as one person any more." in answer.content.decode()
    assert answer.content.decode().count('class="card suggestion"') == 1
    assert "1 pair told apart" in read(browse, PEOPLE)
    (decision,) = IdentityDistinction.objects.all()
    apart = reverse("search:people_distinctions")
    undo = reverse("search:undo_distinction", args=[decision.pk])
    assert undo in read(browse, apart)
    undone = browse.post(undo, {"next": apart}, follow=True).content.decode()
    assert "may be suggested as one person again" in undone
    assert "Nobody is told apart" in undone
    assert read(browse, PEOPLE).count('class="card suggestion"') == 2


def test_somebody_is_parted_on_their_page_with_a_reason_and_given_back(browse, owner, ids):
    ada = ids["Ada whatsapp"]
    address = reverse("search:person", args=[ada])
    theirs = Participant.objects.get(person=ada, conversation__name="<home>")
    assert f'value="{theirs.pk}"' in read(browse, address)
    answer = browse.post(
        reverse("search:split_person", args=[ada]), {"participant": theirs.pk, "name": "<Ada> B"}, follow=True
    )
    page = answer.content.decode()
    assert "&lt;Ada&gt; B is a person of their own now." in page
    assert "is somebody else than <bdi>Ada</bdi>" in page
    assert "In <bdi>&lt;home&gt;</bdi>" in page
    assert f"by <bdi>{owner.email}</bdi>" in page
    assert "by hand" in page
    assert 'type="checkbox"' not in page, "there is nothing to part"
    assert "is somebody else than" in read(browse, address)
    split = IdentitySplit.objects.get()
    undone = browse.post(reverse("search:undo_split", args=[split.pk]), follow=True)
    assert undone.redirect_chain[-1][0] == address
    assert "&lt;Ada&gt; B is taken for Ada again." in undone.content.decode()
    assert "is somebody else than" not in undone.content.decode()
    refused = browse.post(reverse("search:split_person", args=[ada]), {"participant": "x"}, follow=True)
    assert "Choose one to" in refused.content.decode()


def test_a_stranger_decides_nothing(browse, ids, stranger, sign_in):
    ada = ids["Ada whatsapp"]
    theirs = Participant.objects.filter(person=ada).first()
    browse.post(APART, {"person": [ada, ids["Bob whatsapp"]]})
    browse.post(reverse("search:split_person", args=[ada]), {"participant": theirs.pk})
    other = sign_in(stranger)
    sent = [
        other.post(APART, {"person": [ada, ids["Ada line"]]}),
        other.post(APART),
        other.post(reverse("search:undo_distinction", args=[IdentityDistinction.objects.get().pk])),
        other.post(reverse("search:split_person", args=[ada]), {"participant": theirs.pk}),
        other.post(reverse("search:undo_split", args=[IdentitySplit.objects.get().pk])),
    ]
    assert [answer.status_code for answer in sent] == [404] * len(sent)
    assert "Nobody is told apart" in read(other, reverse("search:people_distinctions"))
