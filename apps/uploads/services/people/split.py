"""Deciding that somebody is another person than the exports take them for, and taking it back."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import Case, When

from apps.uploads.identity.names import fold_name
from apps.uploads.models import IdentitySplit, Participant, Person
from apps.uploads.services.people.forest import find_roots
from apps.uploads.services.people.forget import forget_empty_people
from apps.uploads.services.people.locks import lock_people
from apps.uploads.services.people.merge import NotPossible, clean_person_name

MAX_PARTED = 500
"""At a time."""


def split_person(user, person: Person, participant_ids: Collection[int], name: str = "") -> IdentitySplit:
    """Make one other person of those who were taken for `person`, called `name` or as the exports call them.

    Later exports go by it: see `identity/assignment.py`. Raises NotPossible if somebody of them is not taken for the
    person any more, or nobody would be left.
    """
    with transaction.atomic():
        lock_people(person.organization)
        chosen = _find_chosen(person, set(participant_ids))
        parted = _make_person(chosen, clean_person_name(name) if name.strip() else chosen[0].name)
        split = IdentitySplit.objects.create(
            organization=person.organization,
            person_id=chosen[0].original_person_id,
            parted=parted,
            decided_by=user,
        )
        for one in chosen:
            one.parted_from_id = one.parted_from_id or one.original_person_id
            one.original_person = one.person = parted
        Participant.objects.bulk_update(chosen, ["parted_from", "original_person", "person"])
    return split


def give_back(split: IdentitySplit) -> Person:
    """Take a decision back: all are again whom they were taken for; return who is shown for them.

    In whatever order: who was parted from the parted one stays so. Raises NotPossible if it was undone before.
    """
    organization = split.organization
    with transaction.atomic():
        lock_people(organization)
        if not IdentitySplit.objects.filter(pk=split.pk).exists():
            raise NotPossible("This was undone before.")
        IdentitySplit.objects.filter(person=split.parted_id).update(person=split.person_id)
        roots = find_roots(organization)
        originals = _list_originals(split)
        for original, ids in originals.items():
            Participant.objects.filter(pk__in=ids).update(
                original_person=original,
                person=roots.get(original, original),
                parted_from=Case(When(parted_from=original, then=None), default="parted_from"),
            )
        IdentitySplit.objects.filter(pk=split.pk).delete()
        forget_empty_people(organization)
    # Of the person who was left nobody may be left meanwhile: then they are whom another export took them for.
    home = split.person_id if split.person_id in originals else next(iter(originals), split.person_id)
    return Person.objects.get(pk=roots.get(home, home))


def _find_chosen(person: Person, ids: set[int]) -> list[Participant]:
    if not 0 < len(ids) <= MAX_PARTED:
        raise NotPossible(f"Choose one to {MAX_PARTED} of the conversations.")
    chosen = list(person.participants.filter(pk__in=ids).order_by("pk"))
    if len(chosen) < len(ids):
        raise NotPossible("Somebody of them is another person by now. Load the page again.")
    if not person.participants.exclude(pk__in=ids).exists():
        raise NotPossible("Nobody would be left. To show a person under another name, rename them.")
    return chosen


def _make_person(chosen: list[Participant], name: str) -> Person:
    is_renamed = any(fold_name(one.name) != fold_name(name) for one in chosen)
    return Person.objects.create(organization_id=chosen[0].organization_id, name=name, has_aliases=is_renamed)


def _list_originals(split: IdentitySplit) -> dict[int, list[int]]:
    """Return the participants by whom they go back to: somebody parted before, or whom the exports take them for.

    Who came later goes where the first ones came from.
    """
    was_parted = IdentitySplit.objects.filter(parted=split.person_id).exists()
    originals = defaultdict(list)
    followers = Participant.objects.filter(original_person=split.parted_id)
    for pk, parted_from in followers.values_list("pk", "parted_from"):
        of_exports = None if was_parted else parted_from
        originals[of_exports or split.person_id].append(pk)
    return originals
