"""An upload that is read again: its senders are whom they were before, whatever members decided about them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from apps.uploads.identity.assignment import Sender
from apps.uploads.models import Participant, Upload
from apps.uploads.services.people.forget import forget_empty_people
from apps.uploads.services.people.senders import make_sender


@dataclass(frozen=True, slots=True)
class Remembered:
    """Ids of people, as `Participant` has them."""

    original_person: int
    parted_from: int | None


Memory = dict[tuple[object, str, str, str], Remembered]
"""By upload and `Sender.place`."""


def remember_people(upload: Upload) -> None:
    """Note who wrote in the upload's chats, which are about to be removed: nobody of them is forgotten meanwhile."""
    own = Q(conversation__upload=upload) | Q(conversation__contributions__upload=upload)
    rows = Participant.objects.filter(own, original_person__isnull=False).select_related("conversation")
    people: dict[tuple[str, str, str], set[tuple[int, int | None]]] = {}
    for row in rows.distinct():
        people.setdefault(make_sender(row).place, set()).add((row.original_person_id, row.parted_from_id))
    # Removed once already and not read to the end: what came back since says it better.
    before = {tuple(place): {(person, parted)} for *place, person, parted in upload.people_before}
    # Of two people in one place nobody knows who is meant.
    upload.people_before = [
        [*place, *found.pop()] for place, found in {**before, **people}.items() if len(found) == 1
    ]
    upload.save(update_fields=["people_before"])


def load_memory(senders: Iterable[Sender]) -> Memory:
    """Return what is remembered of the uploads in which these write."""
    uploads = Upload.objects.filter(pk__in={sender.upload for sender in senders}).exclude(people_before=[])
    return {
        (pk, family, chat, name): Remembered(person, parted_from)
        for pk, rows in uploads.values_list("pk", "people_before")
        for family, chat, name, person, parted_from in rows
    }


def forget_memory(upload: Upload) -> None:
    """It is read: who did not come again is gone."""
    with transaction.atomic():
        if Upload.objects.filter(pk=upload.pk).exclude(people_before=[]).update(people_before=[]):
            forget_empty_people(upload.organization)
