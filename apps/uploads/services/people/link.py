"""Notes what merging chats showed about who is who."""

from django.db import transaction

from apps.uploads.models import IdentityClue, Participant
from apps.uploads.services.people.assign import assign_people

MAX_TEXT = 500


def link(one: Participant, other: Participant, *, text: str, strength: float) -> None:
    """Remember, for the suggestions, that the two seem to be one person; nobody is merged by it.

    To be called before either participant goes. `text` is a sentence ("312 of 315 messages of Mum are Anna's."),
    `strength` 0 to 1.
    """
    with transaction.atomic():
        assign_people(one.organization)
        people = Participant.objects.in_bulk([one.pk, other.pk])
        first, second = sorted(people[pk].original_person_id for pk in (one.pk, other.pk))
        if first != second:
            IdentityClue.objects.get_or_create(
                first_id=first,
                second_id=second,
                text=text[:MAX_TEXT],
                defaults={"organization": one.organization, "strength": strength},
            )
