"""Deciding that people who look like one are several, and taking it back: nobody is asked about them again."""

from collections.abc import Collection
from itertools import combinations

from django.db import transaction

from apps.accounts.models import Organization
from apps.uploads.identity.suggestions import MAX_TOGETHER
from apps.uploads.models import IdentityDistinction, IdentitySplit, Participant, Person
from apps.uploads.services.people.forest import find_roots
from apps.uploads.services.people.locks import lock_people
from apps.uploads.services.people.merge import NotPossible

Pair = tuple[int, int]


def distinguish_people(
    user, organization: Organization, people: Collection[Person]
) -> list[IdentityDistinction]:
    """Note that no two of these are one person; return the decisions, new or not, a pair each.

    All are of the organization, which the caller has checked. Raises NotPossible if one is no person of their own any
    more, or they are too few or too many.
    """
    ids = sorted({person.pk for person in people})
    if not 2 <= len(ids) <= MAX_TOGETHER:
        raise NotPossible(f"Choose two to {MAX_TOGETHER} people.")
    with transaction.atomic():
        lock_people(organization)
        if Participant.objects.filter(person__in=ids).values("person").distinct().count() < len(ids):
            raise NotPossible("Somebody of them was merged or deleted meanwhile. Load the page again.")
        IdentityDistinction.objects.bulk_create(
            (
                IdentityDistinction(
                    organization=organization, first_id=first, second_id=second, decided_by=user
                )
                for first, second in combinations(ids, 2)
            ),
            ignore_conflicts=True,
        )
    return list(IdentityDistinction.objects.filter(first__in=ids, second__in=ids))


def take_back(distinction: IdentityDistinction) -> None:
    """They may be suggested again."""
    distinction.delete()


def load_distinct(organization: Organization) -> set[Pair]:
    """Return the pairs of people, as they are shown today, of whom somebody decided that they are two.

    Each pair ascends. One whom a member parted from a person is not that person either.
    """
    decided = IdentityDistinction.objects.filter(organization=organization).order_by()
    parted = IdentitySplit.objects.filter(organization=organization).order_by()
    pairs = [*decided.values_list("first", "second"), *parted.values_list("person", "parted")]
    if not pairs:
        return set()
    roots = find_roots(organization)
    shown = ((roots.get(first, first), roots.get(second, second)) for first, second in pairs)
    return {(min(pair), max(pair)) for pair in shown}
