"""Notes what merging chats showed about who is who."""

from django.db import transaction

from apps.uploads.identity.names import fold_name
from apps.uploads.models import IdentityClue, Participant, Person
from apps.uploads.services.people.assign import assign_people

MAX_TEXT = 500


def link(one: Participant, other: Participant, *, text: str, strength: float) -> None:
    """Remember that `one`, who is about to go, seems to be the same person as `other`. Nobody is merged by it.

    It becomes a suggestion where `one`'s person wrote elsewhere too; else there is nobody to merge, and only the name
    is kept, for searches. `text` is a sentence ("312 of 315 messages of Mum are Anna's."), `strength` 0 to 1.
    """
    with transaction.atomic():
        assign_people(one.organization)
        people = Participant.objects.select_related("original_person").in_bulk([one.pk, other.pk])
        going, staying = people[one.pk], people[other.pk]
        if going.original_person_id == staying.original_person_id:
            return
        if going.original_person.original_participants.count() == 1:
            _keep_name(staying, going.name)
        else:
            _note_clue(going, staying, text, strength)


def _keep_name(staying: Participant, name: str) -> None:
    person, folded = staying.original_person, fold_name(name)
    known = {fold_name(staying.name), fold_name(person.name), *(kept for _, kept in person.further_names)}
    if folded not in known:
        person.further_names = [*person.further_names, [name, folded]]
        person.save(update_fields=["further_names"])
        Person.objects.filter(pk__in=[person.pk, staying.person_id]).update(has_aliases=True)


def _note_clue(going: Participant, staying: Participant, text: str, strength: float) -> None:
    first, second = sorted((going.original_person_id, staying.original_person_id))
    IdentityClue.objects.get_or_create(
        first_id=first,
        second_id=second,
        text=text[:MAX_TEXT],
        defaults={"organization": going.organization, "strength": strength},
    )
