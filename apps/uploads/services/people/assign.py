"""Gives a person to everybody who has none yet: after parsing, and whatever else makes participants."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Q

from apps.accounts.models import Organization
from apps.uploads.identity.assignment import Directory, Identity, Sender
from apps.uploads.identity.names import fold_name
from apps.uploads.models import IdentitySplit, Participant, Person
from apps.uploads.services.people.forest import find_roots
from apps.uploads.services.people.locks import lock_people
from apps.uploads.services.people.remember import Memory, load_memory
from apps.uploads.services.people.senders import make_sender

BATCH = 5_000
COLUMNS = (
    "pk",
    "name",
    "ref",
    "folded_name",
    "conversation_id",
    "original_person_id",
    "conversation__format",
    "conversation__upload_id",
    "conversation__name",
    "conversation__ref",
)


UPDATE_SQL = """
    UPDATE uploads_participant p
    SET folded_name = new.folded_name, person_id = new.person, original_person_id = new.original_person
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[])
        AS new (id, folded_name, person, original_person)
    WHERE p.id = new.id
"""


def assign_people(organization: Organization) -> int:
    """Return how many participants were given a person. May be called at any time, and again."""
    assigned = 0
    while batch := _assign_batch(organization):
        assigned += batch
    return assigned


def _assign_batch(organization: Organization) -> int:
    with transaction.atomic():
        lock_people(organization)
        waiting = Participant.objects.filter(organization=organization, original_person=None)
        batch = list(waiting.select_related("conversation").only(*COLUMNS).order_by("pk")[:BATCH])
        if not batch:
            return 0
        for participant in batch:
            participant.folded_name = fold_name(participant.name)
        senders = [make_sender(one) for one in batch]
        memory = load_memory(senders)
        directory, persons = _load_directory(organization, batch, memory)
        _store(organization, batch, [directory.assign(one) for one in senders], persons)
        _mark_parted(batch, senders, memory)
    return len(batch)


def _load_directory(
    organization: Organization, batch: Sequence[Participant], memory: Memory
) -> tuple[Directory, dict[int, Person]]:
    """Return what is known of all who could be one of the batch: by id or name, then all else of the same people.

    The persons are those who are shown today, by the original one's id.
    """
    directory, identities = Directory(), {}
    persons: dict[int, Person] = {}
    known = list(_load_known(organization, batch))
    parted = _list_parted(organization)
    for participant in sorted(known, key=lambda one: one.original_person_id in parted):
        key = participant.original_person_id
        identity = identities.setdefault(key, Identity(key, key in parted))
        persons[key] = participant.person
        directory.learn(identity, make_sender(participant))
    for key, person in _load_remembered(organization, memory).items():
        persons.setdefault(key, person)
        identities.setdefault(key, Identity(key, key in parted))
    for (upload, *place), remembered in memory.items():
        if remembered.original_person in identities:
            directory.remember(upload, tuple(place), identities[remembered.original_person])
    return directory, persons


def _load_known(organization: Organization, batch: Sequence[Participant]) -> Iterable[Participant]:
    assigned = Participant.objects.filter(organization=organization, original_person__isnull=False)
    is_like_one = Q(folded_name__in={one.folded_name for one in batch})
    refs = {one.ref for one in batch} - {""}
    if refs:
        is_like_one |= Q(ref__in=refs) & ~Q(ref="")
    people = set(assigned.filter(is_like_one).values_list("original_person", flat=True))
    known = assigned.filter(original_person__in=people).select_related("conversation", "person")
    return known.only(*COLUMNS, "person__name", "person__has_aliases").order_by("pk")


def _load_remembered(organization: Organization, memory: Memory) -> dict[int, Person]:
    """Return who is shown today for whom the senders of an upload that is read again were."""
    people = {one.original_person for one in memory.values()}
    if not people:
        return {}
    roots = find_roots(organization)
    shown = Person.objects.filter(organization=organization).in_bulk({roots.get(pk, pk) for pk in people})
    return {pk: shown[roots.get(pk, pk)] for pk in people if roots.get(pk, pk) in shown}


def _list_parted(organization: Organization) -> set[int]:
    splits = IdentitySplit.objects.filter(organization=organization)
    return set(splits.values_list("parted", flat=True))


def _mark_parted(batch: Sequence[Participant], senders: Sequence[Sender], memory: Memory) -> None:
    """Note again whom a member parted them from."""
    for participant, sender in zip(batch, senders, strict=True):
        remembered = memory.get((sender.upload, *sender.place))
        if remembered is not None and remembered.parted_from is not None:
            people = Participant.objects.filter(pk=participant.pk, original_person=remembered.original_person)
            people.update(parted_from=remembered.parted_from)


def _store(
    organization: Organization,
    batch: Sequence[Participant],
    found: Sequence[Identity],
    persons: dict[int, Person],
) -> None:
    """Write who everybody is; a person who is new is called as they are first."""
    new: dict[int, Person] = {}
    for participant, identity in zip(batch, found, strict=True):
        if identity.key is None:
            new.setdefault(id(identity), Person(organization=organization, name=participant.name))
    Person.objects.bulk_create(new.values())
    renamed: set[int] = set()
    for participant, identity in zip(batch, found, strict=True):
        person = new[id(identity)] if identity.key is None else persons[identity.key]
        participant.person = person
        participant.original_person_id = person.pk if identity.key is None else identity.key
        if participant.folded_name != fold_name(person.name):
            renamed.add(person.pk)
    _update(batch)
    Person.objects.filter(pk__in=renamed, has_aliases=False).update(has_aliases=True)


def _update(batch: Sequence[Participant]) -> None:
    """Write all of them in one statement: Django's own takes a second for a thousand."""
    rows = [(one.pk, one.folded_name, one.person_id, one.original_person_id) for one in batch]
    with connection.cursor() as cursor:
        cursor.execute(UPDATE_SQL, [list(column) for column in zip(*rows, strict=True)])
