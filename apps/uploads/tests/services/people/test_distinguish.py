"""Who was told apart is suggested no more, under whichever name they are shown, until it is taken back."""

import pytest

from apps.uploads.models import IdentityClue, IdentityDistinction, Participant, Person
from apps.uploads.services.people.distinguish import distinguish_people, take_back
from apps.uploads.services.people.merge import NotPossible, merge_people, unmerge
from apps.uploads.services.people.split import split_person
from apps.uploads.services.people.suggest import find_evidence, suggest_people
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(owner):
    return get_home(owner)


@pytest.fixture
def annas(owner, home) -> list[Person]:
    """Three of one name, in three programs; Bob is with the first."""
    people = []
    for number, format_name in enumerate(("whatsapp", "line", "telegram")):
        chat = make_conversation(owner, [], name=format_name)
        chat.participants.all().delete()
        type(chat).objects.filter(pk=chat.pk).update(format=format_name)
        for name in ("Anna Berg", "Bob") if not number else ("Anna Berg",):
            person = Person.objects.create(organization=home, name=name)
            Participant.objects.create(
                organization=home,
                conversation=chat,
                name=name,
                folded_name=name.casefold(),
                person=person,
                original_person=person,
            )
            people.append(person)
    return people


def suggested(home) -> list[tuple[int, ...]]:
    return [one.people for one in suggest_people(home)]


def test_the_others_are_suggested_still_and_all_when_it_is_taken_back(owner, home, annas):
    one, _bob, two, three = annas
    assert suggested(home) == [(one.pk, two.pk, three.pk)]
    (decision,) = distinguish_people(owner, home, [two, one])
    assert distinguish_people(owner, home, [one, two]) == [decision], "once"
    assert suggested(home) == [(one.pk, three.pk), (two.pk, three.pk)]
    assert find_evidence(home, [one.pk, two.pk]), "what speaks for it does so still"
    take_back(decision)
    assert suggested(home) == [(one.pk, two.pk, three.pk)]
    assert len(distinguish_people(owner, home, [one, two, three])) == 3
    assert suggested(home) == []


def test_it_holds_for_whoever_is_shown_for_them(owner, home, annas):
    one, bob, two, three = annas
    distinguish_people(owner, home, [one, two])
    (merge,) = merge_people(owner, home, bob, [one])
    assert suggested(home) == [(bob.pk, three.pk), (two.pk, three.pk)]
    merge_people(owner, home, bob, [three])
    assert suggested(home) == [], "the third is the first now"
    unmerge(merge)
    assert (one.pk, two.pk) not in suggested(home)


def test_everybody_is_compared_once_until_something_changes(home, annas, django_assert_max_num_queries):
    one, bob, two, three = annas
    suggest_people(home)
    with django_assert_max_num_queries(3):
        assert suggested(home) == [(one.pk, two.pk, three.pk)]
    Participant.objects.filter(person=three).update(name="Carla", folded_name="carla")
    assert suggested(home) == [(one.pk, two.pk)]
    two.participants.get().conversation.delete()
    assert suggested(home) == []
    IdentityClue.objects.create(organization=home, first=bob, second=three, text="9 of 9.", strength=0.9)
    assert suggested(home) == [(bob.pk, three.pk)]


def test_who_was_parted_is_not_suggested_to_be_who_was_left(owner, home, annas):
    one, _bob, two, three = annas
    merge_people(owner, home, one, [two, three])
    theirs = Participant.objects.get(original_person=three)
    split = split_person(owner, one, [theirs.pk])
    assert list(split.parted.participants.all()) == [theirs]
    assert suggested(home) == [], "they were parted from the first, whom the third was merged into"


def test_who_cannot_be_told_apart(owner, home, annas):
    one, _bob, two, _three = annas
    merge_people(owner, home, one, [two])
    for people, why in (([one], "two to"), ([one, two], "meanwhile")):
        with pytest.raises(NotPossible, match=why):
            distinguish_people(owner, home, people)
    assert not IdentityDistinction.objects.exists()


def test_who_is_merged_after_all_is_told_apart_no_more(owner, home, annas):
    one, bob, two, three = annas
    distinguish_people(owner, home, [one, two, three])
    merge_people(owner, home, bob, [two])
    (merge,) = merge_people(owner, home, one, [bob])
    left = {(row.first_id, row.second_id) for row in IdentityDistinction.objects.all()}
    assert left == {(one.pk, three.pk), (two.pk, three.pk)}
    unmerge(merge)
    assert suggested(home) == [], "two is shown as Bob now"
