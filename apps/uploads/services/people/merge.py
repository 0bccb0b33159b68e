"""Deciding that people are one, and taking such a decision back."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Organization
from apps.uploads.identity.names import fold_name
from apps.uploads.models import IdentityDistinction, IdentityMerge, Participant, Person
from apps.uploads.services.people.forest import list_taken_in
from apps.uploads.services.people.locks import lock_people
from apps.uploads.services.store_messages import clean_name

MAX_MERGED = 500
"""At a time."""


class NotPossible(Exception):
    """The sentence says why."""


def merge_people(
    user, organization: Organization, keep: Person, others: Collection[Person], evidence: Sequence[dict] = ()
) -> list[IdentityMerge]:
    """Make `others` the same person as `keep`, a decision for each of them; `evidence` is [{kind, text}].

    Whoever was told apart before is so no more: the later decision counts, also when it is undone.
    All are of the organization, which the caller has checked. Raises NotPossible if one is no person of their own any
    more, or there is nobody to merge.
    """
    with transaction.atomic():
        lock_people(organization)
        others = [other for other in others if other.pk != keep.pk]
        _require_current([keep, *others])
        merges = IdentityMerge.objects.bulk_create(
            IdentityMerge(
                organization=organization,
                person=keep,
                merged=other,
                evidence=list(evidence),
                merged_by=user,
            )
            for other in others
        )
        Participant.objects.filter(person__in=others).update(person=keep)
        Person.objects.filter(pk=keep.pk).update(has_aliases=True)
        together = list_taken_in(organization, keep.pk)
        IdentityDistinction.objects.filter(first__in=together, second__in=together).delete()
    return merges


def unmerge(merge: IdentityMerge) -> Person:
    """Take a decision back and return the person who is one of their own again, with all who were merged into them.

    In whatever order: what was decided before or after about others stays. Raises NotPossible if it is undone already.
    """
    with transaction.atomic():
        lock_people(merge.organization)
        merge.refresh_from_db()
        if merge.undone_at is not None:
            raise NotPossible("This was undone before.")
        merge.undone_at = timezone.now()
        merge.save(update_fields=["undone_at"])
        together = list_taken_in(merge.organization, merge.merged_id)
        Participant.objects.filter(original_person__in=together).update(person=merge.merged_id)
    return Person.objects.get(pk=merge.merged_id)


def rename_person(person: Person, name: str) -> Person:
    """Show a person under another name; what the exports call them is found as before.

    Raises NotPossible if there is nothing to see of it.
    """
    person.name, person.has_aliases = clean_person_name(name), True
    person.save(update_fields=["name", "has_aliases"])
    return person


def clean_person_name(name: str) -> str:
    """Return a name as it can be shown. Raises NotPossible if there is nothing to see of it."""
    name = " ".join(clean_name(name).split())
    if not fold_name(name):
        raise NotPossible("A person needs a name.")
    return name


def _require_current(people: Sequence[Person]) -> None:
    ids = {person.pk for person in people}
    if len(ids) < 2:
        raise NotPossible("Choose at least two people.")
    if len(ids) > MAX_MERGED:
        raise NotPossible(f"Choose at most {MAX_MERGED} people at a time.")
    found = Participant.objects.filter(person__in=ids).order_by().values_list("person", flat=True).distinct()
    if set(found) != ids:
        raise NotPossible("Somebody of them was merged or deleted meanwhile. Load the page again.")
