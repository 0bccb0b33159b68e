"""Who is given which person, merging and undoing."""

import itertools

import pytest

from apps.uploads.models import Conversation, IdentityMerge, Participant, Person
from apps.uploads.services.people.assign import assign_people
from apps.uploads.services.people.forget import forget_empty_people
from apps.uploads.services.people.merge import NotPossible, merge_people, rename_person, unmerge
from apps.uploads.tests.factories import get_home, make_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(owner):
    return get_home(owner)


@pytest.fixture
def join(owner):
    """Return a function that makes somebody known in a conversation of their own, or a given one."""
    numbers = itertools.count()
    upload = make_upload(owner)

    def add(name: str, ref: str = "", *, format_name: str = "whatsapp", chat: Conversation | None = None):
        chat = chat or Conversation.objects.create(
            organization=upload.organization, upload=upload, key=f"{next(numbers)}", format=format_name
        )
        return Participant.objects.create(
            organization=upload.organization, conversation=chat, name=name, ref=ref
        )

    return add


def persons_of(*participants: Participant) -> list[str]:
    """Return the name of each participant's person as it is stored."""
    found = Participant.objects.select_related("person").in_bulk([one.pk for one in participants])
    return [found[one.pk].person.name for one in participants]


def test_everybody_is_given_a_person_once(home, join):
    anna, again, other = join("Anna"), join(" ANNA"), join("Bob")
    assert assign_people(home) == 3
    assert persons_of(anna, again, other) == ["Anna", "Anna", "Bob"]
    later = join("änna")
    assert (assign_people(home), assign_people(home)) == (1, 0)
    assert persons_of(later) == ["Anna"]
    assert not Person.objects.filter(has_aliases=True).exists()


def test_ids_tell_apart_and_together_whatever_the_names(home, join):
    before = [join("Anna", "u1", format_name="irc"), join("Annie", "u1", format_name="irc")]
    assign_people(home)
    later = [join("Ann-Marie", "u1", format_name="irc"), join("Anna", "u2", format_name="irc")]
    assign_people(home)
    assert persons_of(*before, *later) == ["Anna", "Anna", "Anna", "Anna"]
    assert list(Person.objects.order_by("pk").values_list("has_aliases", flat=True)) == [True, False]


def test_somebody_who_joins_later_is_whom_their_person_was_merged_into(owner, home, join):
    mum, anna = join("Mum"), join("Anna")
    assign_people(home)
    (merge,) = merge_people(owner, home, person(anna), [person(mum)])
    later = join("mum")
    assign_people(home)
    assert persons_of(later) == ["Anna"]
    unmerge(merge)
    assert persons_of(mum, anna, later) == ["Mum", "Anna", "Mum"]


def person(participant: Participant) -> Person:
    return Participant.objects.get(pk=participant.pk).person


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_decisions_are_undone_in_any_order(owner, home, join, order):
    people = [join(name) for name in "abcde"]
    assign_people(home)
    a, b, c, d, e = map(person, people)
    merges = merge_people(owner, home, a, [b])  # b is a
    merges += merge_people(owner, home, c, [a])  # a (and b) is c
    merges += merge_people(owner, home, d, [e])
    merges += merge_people(owner, home, c, [d])  # d (and e) is c
    assert persons_of(*people) == ["c"] * 5
    edges = [("b", "a"), ("a", "c"), ("e", "d"), ("d", "c")]
    for undone, number in enumerate(order, start=1):
        assert unmerge(merges[number]).name == edges[number][0]
        left = dict(edges[one] for one in order[undone:])
        assert persons_of(*people) == [root_of(name, left) for name in "abcde"]
    with pytest.raises(NotPossible, match="undone before"):
        unmerge(merges[0])


def root_of(name: str, edges: dict[str, str]) -> str:
    while name in edges:
        name = edges[name]
    return name


def test_what_cannot_be_merged_says_why(owner, home, join):
    people = [join(name) for name in ("Anna", "Mum", "Bob")]
    assign_people(home)
    anna, mum, bob = map(person, people)
    with pytest.raises(NotPossible, match="at least two"):
        merge_people(owner, home, anna, [anna])
    merge_people(owner, home, anna, [mum])
    with pytest.raises(NotPossible, match="meanwhile"):
        merge_people(owner, home, bob, [mum])
    assert IdentityMerge.objects.count() == 1


def test_a_name_is_chosen_and_the_old_one_comes_back_with_the_undo(owner, home, join):
    anna, mum = join("Anna"), join("Mum")
    assign_people(home)
    (merge,) = merge_people(owner, home, person(anna), [person(mum)])
    rename_person(person(anna), "  Anna\x00 Berg ")
    assert persons_of(anna, mum) == ["Anna Berg"] * 2
    unmerge(merge)
    assert persons_of(anna, mum) == ["Anna Berg", "Mum"]
    with pytest.raises(NotPossible):
        rename_person(person(anna), " \u200e")


def test_people_go_with_their_last_participant(owner, home, join):
    anna, mum, bob = join("Anna"), join("Mum"), join("Bob")
    assign_people(home)
    merge_people(owner, home, person(anna), [person(mum)])
    Participant.objects.filter(pk__in=[anna.pk, bob.pk]).delete()
    assert forget_empty_people(home) == 1
    assert persons_of(mum) == ["Anna"], "others are called so still"
    Participant.objects.all().delete()
    assert forget_empty_people(home) == 2
    assert (Person.objects.count(), IdentityMerge.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_person_of_one_name(home, join, at_once):
    for _ in range(20):
        join("Anna")
    assert sum(at_once(lambda: assign_people(home), 4)) == 20
    assert Person.objects.count() == 1
