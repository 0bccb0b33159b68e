"""Names go with the last message under them: a person nobody is any more is forgotten."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.accounts.models import Organization
from apps.uploads.models import IdentityMerge, IdentitySplit, Participant, Person, Upload
from apps.uploads.services.people.locks import lock_people


def forget_empty_people(organization: Organization) -> int:
    """Remove people without participants, with what was decided about them; return how many.

    Whoever wrote in an upload that is being read again is awaited.

    Somebody whom others were merged into, or parted from, stays for as long as the others do: the decision is about
    them too.
    """
    forgotten = 0
    with transaction.atomic():
        lock_people(organization)
        # Who was taken in or parted goes first, and then perhaps who took them in or was left.
        while gone := _forget_leaves(organization):
            forgotten += gone
    return forgotten


def _forget_leaves(organization: Organization) -> int:
    is_somebody = Participant.objects.filter(original_person=OuterRef("pk"))
    holds_others = IdentityMerge.objects.filter(person=OuterRef("pk"), undone_at=None)
    was_parted = IdentitySplit.objects.filter(person=OuterRef("pk"))
    is_remembered = Participant.objects.filter(parted_from=OuterRef("pk"))
    empty = Person.objects.filter(
        *(~Exists(rows) for rows in (is_somebody, holds_others, was_parted, is_remembered)),
        organization=organization,
    )
    ids = set(empty.values_list("pk", flat=True))
    if ids:
        ids -= _list_awaited(organization)
        Person.objects.filter(pk__in=ids).delete()
    return len(ids)


def _list_awaited(organization: Organization) -> set[int]:
    uploads = Upload.objects.filter(organization=organization).exclude(people_before=[])
    remembered = (row for rows in uploads.values_list("people_before", flat=True) for row in rows)
    return {person for *_, original, parted_from in remembered for person in (original, parted_from)} - {None}
