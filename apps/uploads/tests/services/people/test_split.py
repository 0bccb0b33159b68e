"""Somebody is another person than the exports say: parted, followed by later exports, given back."""

import itertools

import pytest

from apps.uploads.models import Conversation, IdentityMerge, IdentitySplit, Participant, Person
from apps.uploads.services.people.assign import assign_people
from apps.uploads.services.people.forget import forget_empty_people
from apps.uploads.services.people.merge import NotPossible, merge_people, unmerge
from apps.uploads.services.people.split import give_back, split_person
from apps.uploads.tests.factories import get_home, make_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(owner):
    return get_home(owner)


@pytest.fixture
def join(owner):
    """Return a function that makes somebody known in another conversation of this name."""
    upload, numbers = make_upload(owner), itertools.count()

    def add(name: str, chat: str = "", ref: str = "") -> Participant:
        conversation = Conversation.objects.create(
            organization=upload.organization,
            upload=upload,
            key=f"{next(numbers)}",
            name=chat,
            format="whatsapp",
        )
        added = Participant.objects.create(
            organization=upload.organization, conversation=conversation, name=name, ref=ref
        )
        assign_people(upload.organization)
        return added

    return add


def shown(*participants: Participant) -> list[int]:
    """Return the place of the first of them who is the same person, for each."""
    found = dict(Participant.objects.values_list("pk", "person"))
    people = [found[one.pk] for one in participants]
    return [people.index(person) for person in people]


def person(participant: Participant) -> Person:
    return Participant.objects.get(pk=participant.pk).person


def test_somebody_is_parted_and_given_back(owner, home, join):
    anna, other, third = join("Anna", "home"), join("Anna", "work"), join("Anna", "club")
    split = split_person(owner, person(anna), [other.pk, third.pk], " Anna  Berg ")
    assert shown(anna, other, third) == [0, 1, 1]
    assert (split.parted.name, split.parted.has_aliases, split.decided_by) == ("Anna Berg", True, owner)
    assert give_back(split) == person(anna)
    assert shown(anna, other, third) == [0, 0, 0]
    assert (Person.objects.count(), IdentitySplit.objects.count()) == (1, 0)
    assert not Participant.objects.filter(parted_from__isnull=False).exists()
    with pytest.raises(NotPossible, match="undone before"):
        give_back(split)


@pytest.mark.parametrize("ref", ["", "u1"])
def test_later_exports_follow_in_that_conversation_only(owner, home, join, ref):
    other, anna = join("Anna", "work", ref), join("Anna", "home", ref)
    split = split_person(owner, person(anna), [other.pk])
    again, elsewhere, unnamed = join("anna", "Work", ref), join("Anna", "club", ref), join("Anna", "", ref)
    assert shown(anna, other, again, elsewhere, unnamed) == [0, 1, 1, 0, 0]
    give_back(split)
    assert shown(anna, other, again, elsewhere, unnamed) == [0] * 5


def test_where_two_conversations_have_one_name_it_is_who_was_left(owner, home, join):
    anna, other = join("Anna", "Anna"), join("Anna", "Anna")
    split_person(owner, person(anna), [other.pk])
    assert shown(anna, other, join("Anna", "Anna")) == [0, 1, 0]


def test_an_id_that_nobody_else_has_means_who_was_parted(owner, home, join):
    anna, other = join("Anna", "home"), join("Anna", "work", "u1")
    split_person(owner, person(anna), [other.pk])
    assert shown(anna, other, join("Annie", "club", "u1"), join("Anna", "club")) == [0, 1, 1, 0]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_splits_and_merges_are_undone_in_any_order(owner, home, join, order):
    anna, mum, first, second = join("Anna"), join("Mum"), join("Anna", "a"), join("Anna", "b")
    (merge,) = merge_people(owner, home, person(anna), [person(mum)])
    outer = split_person(owner, person(anna), [mum.pk, first.pk, second.pk])
    inner = split_person(owner, person(first), [second.pk])
    assert shown(anna, mum, first, second) == [0, 1, 1, 3]
    undo = [
        lambda: unmerge(merge),
        lambda: give_back(outer),
        lambda: give_back(IdentitySplit.objects.get(pk=inner.pk)),
    ]
    for number in order:
        undo[number]()
    assert shown(anna, mum, first, second) == [0, 1, 0, 0]
    assert Person.objects.count() == 2


def test_what_cannot_be_parted_says_why(owner, home, join):
    anna, other, bob = join("Anna", "home"), join("Anna", "work"), join("Bob")
    for ids, why in (
        ([], "Choose one"),
        ([bob.pk], "another person by now"),
        ([anna.pk, other.pk], "Nobody would be left"),
    ):
        with pytest.raises(NotPossible, match=why):
            split_person(owner, person(anna), ids)
    with pytest.raises(NotPossible, match="needs a name"):
        split_person(owner, person(anna), [other.pk], "\u200e")
    assert not IdentitySplit.objects.exists()


def test_who_was_left_stays_known_as_long_as_somebody_is_parted_from_them(owner, home, join):
    anna, other = join("Anna", "home"), join("Anna", "work")
    split = split_person(owner, person(anna), [other.pk])
    anna.delete()
    assert forget_empty_people(home) == 0
    assert give_back(split).name == "Anna"
    Participant.objects.all().delete()
    assert forget_empty_people(home) == 1


def test_whom_is_shown_where_nobody_is_left_of_whom_they_were_parted_from(owner, home, join):
    anna, other, ann = join("Anna", "home"), join("Anna", "work"), join("Ann")
    merge_people(owner, home, person(anna), [person(ann)], [])
    split = split_person(owner, person(anna), [other.pk, ann.pk])
    Participant.objects.filter(name="Anna").delete()
    unmerge(IdentityMerge.objects.get())
    assert give_back(split).name == "Ann"
    assert [one.name for one in Person.objects.all()] == ["Ann"]
