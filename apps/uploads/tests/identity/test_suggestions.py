"""Who may be one person, and why."""

import time

import pytest

from apps.uploads.identity.known import Evidence, KnownPerson, make_alias
from apps.uploads.identity.names import fold_name
from apps.uploads.identity.suggestions import suggest_merges


def known(number: int, *names: str, family: str = "", ref: str = "", chats: tuple[int, ...] = ()):
    """Somebody of a program of their own unless one is given."""
    aliases = tuple(make_alias(family or f"program {number}", name, fold_name(name), ref) for name in names)
    return KnownPerson(number, names[0], aliases, frozenset(chats))


def tell(*people: KnownPerson) -> list[tuple]:
    return [
        (one.people, one.evidence[0].kind, one.evidence[0].text, one.strength)
        for one in suggest_merges(people)
    ]


@pytest.mark.parametrize(
    ("one", "other", "kind", "strength"),
    [
        (known(1, "Anna Berg"), known(2, "anna berg"), "name", 0.7),
        (known(1, "Anna"), known(2, "ÁNNA"), "name", 0.5),
        (known(1, "Berg, Anna"), known(2, "anna_berg"), "spelling", 0.6),
        (known(1, "~ Zoë"), known(2, "zoe"), "spelling", 0.3),
        (known(1, "+49 151 23456789"), known(2, "Anna", ref="+4915123456789"), "phone", 0.95),
        (known(1, "+49 151 23456789"), known(2, "0151 23456789"), "phone", 0.8),
        (known(1, "anna@x.org"), known(2, "Anna", ref="ANNA@x.org"), "email", 0.95),
        (known(1, "Anna B."), known(2, "Anna Berg"), "initials", 0.4),
        (known(1, "A. Berg"), known(2, "Anna Berg"), "initials", 0.4),
        (known(1, "Al Bo", family="x", ref="1"), known(2, "Al Bo", family="x", ref="2"), "namesake", 0.4),
    ],
)
def test_what_speaks_for_it(one, other, kind, strength):
    ((people, found, text, sure),) = tell(one, other)
    assert (people, found, sure) == ((1, 2), kind, strength)
    assert text.endswith(".")


@pytest.mark.parametrize(
    "people",
    [
        (known(1, "Anna"), known(2, "Bob")),
        (known(1, "Me"), known(2, "me")),
        (known(1, "Deleted User"), known(2, "deleted user")),
        (known(1, "Anna", chats=(7,)), known(2, "Anna", chats=(7, 8))),
        (known(1, "Anna B."), known(2, "Anna Berg"), known(3, "Anna Bauer")),
        (known(1, "123456789012345678"), known(2, "923456789012345678")),
        (known(1, "Anna", family="x", ref="1"), known(2, "Anna", family="x", ref="2")),
        (known(1, "+1 123 456 789"), known(2, "+49 151 23456789")),
        (known(1, "+1 651 23456789"), known(2, "+49 151 23456789"), known(3, "0151 23456789")),
        tuple(known(number, "Alex") for number in range(30)),
    ],
)
def test_what_says_nothing(people):
    assert suggest_merges(people) == []


def test_three_programs_are_one_suggestion_and_an_ambiguous_one_stays_out():
    people = [known(1, "Anna Berg"), known(2, "Anna Berg"), known(3, "Anna Berg")]
    twice = [known(number, "Anna Berg", family="x", ref=str(number), chats=(5,)) for number in (4, 5)]
    assert tell(*people, *twice) == [((1, 2, 3), "name", "All are called Anna Berg.", 0.7)]


def test_evidence_for_the_same_people_stands_together_the_strongest_first():
    people = [known(1, "Anna", ref="a@x.org"), known(2, "Anna", ref="a@x.org"), known(3, "Mum")]
    told = [(3, 1, Evidence("alias", "312 of 315 messages.", 0.9)), (3, 9, Evidence("alias", "Gone.", 1))]
    first, second = suggest_merges(people, told)
    assert (first.people, [one.kind for one in first.evidence]) == ((1, 2), ["email", "name"])
    assert (second.people, second.strength) == ((1, 3), 0.9)


def test_ten_thousand_people_take_no_time():
    people = [known(number, f"Person {number % 7000} Name{number % 911}") for number in range(10_000)]
    started = time.perf_counter()
    suggest_merges(people)
    assert time.perf_counter() - started < 3
