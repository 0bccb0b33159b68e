"""Reads of what members decided about who is not whom. Each takes the user: unknown and forbidden look the same."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import Organization
from apps.accounts.selectors import visible_organizations
from apps.uploads.models import IdentityDistinction, IdentitySplit, Participant, Person
from apps.uploads.people_selectors import DescribedPerson, describe_people
from apps.uploads.services.people.forest import find_roots


@dataclass(frozen=True, slots=True)
class DescribedDistinction:
    """`first` and `second` as they are shown today."""

    decision: IdentityDistinction
    first: DescribedPerson
    second: DescribedPerson


@dataclass(frozen=True, slots=True)
class DescribedSplit:
    """`parted` is not `person`, both as they are shown today; `conversations` names those in which it was said or is
    so since, once each."""

    decision: IdentitySplit
    person: Person
    parted: Person
    conversations: list[str]


def list_distinctions(user, *, organization: Organization | None = None) -> QuerySet[IdentityDistinction]:
    """Return the decisions that two are two, the latest first."""
    return _select(IdentityDistinction, user, organization, "first", "second")


def get_distinction(user, distinction_id: int) -> IdentityDistinction:
    """Raises IdentityDistinction.DoesNotExist for unknown and foreign ones alike."""
    return list_distinctions(user).get(pk=distinction_id)


def list_splits(
    user, *, organization: Organization | None = None, person: Person | None = None
) -> QuerySet[IdentitySplit]:
    """Return the decisions that somebody is not whom the exports take them for, the latest first.

    `person`: those that made, or took something from, who is shown as this person.
    """
    splits = _select(IdentitySplit, user, organization, "person", "parted")
    if person is not None:
        theirs = Participant.objects.filter(person=person)
        splits = splits.filter(
            Q(Exists(theirs.filter(original_person=OuterRef("person"))))
            | Q(Exists(theirs.filter(original_person=OuterRef("parted"))))
        )
    return splits


def get_split(user, split_id: int) -> IdentitySplit:
    """Raises IdentitySplit.DoesNotExist for unknown and foreign ones alike."""
    return list_splits(user).get(pk=split_id)


def describe_distinctions(user, distinctions: Iterable[IdentityDistinction]) -> list[DescribedDistinction]:
    """Return them with the people as they are shown today, in as many queries however many they are."""
    rows = list(distinctions)
    shown = _find_shown(rows, "first", "second")
    people = {one.id: one for one in describe_people(user, set(shown.values()))}
    return [
        DescribedDistinction(row, people[shown[row.first_id].pk], people[shown[row.second_id].pk])
        for row in rows
    ]


def describe_splits(splits: Iterable[IdentitySplit]) -> list[DescribedSplit]:
    """Return them with where they hold, in as many queries however many they are."""
    rows = list(splits)
    shown = _find_shown(rows, "person", "parted")
    names: defaultdict[int, dict[str, None]] = defaultdict(dict)
    places = Participant.objects.filter(original_person__in=[row.parted_id for row in rows]).order_by("pk")
    for parted, name in places.values_list("original_person", "conversation__name"):
        names[parted][name] = None
    return [
        DescribedSplit(row, shown[row.person_id], shown[row.parted_id], list(names[row.parted_id]))
        for row in rows
    ]


def _select(model, user, organization: Organization | None, *people: str) -> QuerySet:
    rows = model.objects.filter(organization__in=visible_organizations(user))
    if organization is not None:
        rows = rows.filter(organization=organization)
    return rows.select_related(*people, "decided_by", "organization")


def _find_shown(rows: Sequence, *columns: str) -> dict[int, Person]:
    """Return who is shown for each person that stands in these columns of decisions of one or more organizations."""
    named = {getattr(row, column).pk: getattr(row, column) for row in rows for column in columns}
    roots: dict[int, int] = {}
    for organization in {row.organization for row in rows}:
        roots |= find_roots(organization)
    others = Person.objects.in_bulk({roots[pk] for pk in named if pk in roots})
    return {pk: others[roots[pk]] if pk in roots else person for pk, person in named.items()}
