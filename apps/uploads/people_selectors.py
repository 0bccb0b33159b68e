"""Reads of people. Each takes the user: unknown and forbidden look the same, an empty result or DoesNotExist."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from apps.accounts.models import Organization
from apps.accounts.selectors import visible_organizations
from apps.uploads.identity.known import Evidence, Suggestion
from apps.uploads.identity.names import fold_name
from apps.uploads.models import SAID, IdentityMerge, Message, Participant, Person
from apps.uploads.selectors import list_removable_conversations


@dataclass(frozen=True, slots=True)
class DescribedPerson:
    """`aliases` are names besides the shown one, the most frequent first; `formats` those they wrote in.

    `messages` counts what they said, `conversations` where they are known, `removable` in how many of these the user
    may delete what they said.
    """

    person: Person
    aliases: list[str]
    formats: list[str]
    conversations: int
    messages: int
    removable: int

    @property
    def id(self) -> int:
        return self.person.pk

    @property
    def name(self) -> str:
        return self.person.name


@dataclass(frozen=True, slots=True)
class DescribedSuggestion:
    """`people` may be one, who wrote most first."""

    people: list[DescribedPerson]
    strength: float
    evidence: tuple[Evidence, ...]


def list_people(user, *, organization: Organization | None = None, name: str = "") -> QuerySet[Person]:
    """Return those with `name`, whatever case and accents, in one of their names; ordered by the name shown."""
    is_somebody = Participant.objects.filter(person=OuterRef("pk"))
    people = Person.objects.filter(Exists(is_somebody), organization__in=visible_organizations(user))
    if organization is not None:
        people = people.filter(organization=organization)
    if name:
        called = Q(name__icontains=name)
        if folded := fold_name(name):
            called |= Exists(is_somebody.filter(folded_name__contains=folded))
            called |= Exists(is_somebody.filter(original_person__further_names__icontains=folded))
        people = people.filter(called)
    return people.order_by(Lower("name"), "pk")


def get_person(user, person_id: int) -> Person:
    """Raises Person.DoesNotExist for unknown, foreign and merged people alike."""
    return list_people(user).select_related("organization").get(pk=person_id)


def describe_people(user, people: Iterable[Person]) -> list[DescribedPerson]:
    """Return the people with what is known of them, in as many queries however many they are."""
    people = list(people)
    ids = [person.pk for person in people]
    participants = Participant.objects.filter(person__in=ids).order_by()
    names, formats = _list_names(participants), _list_formats(participants)
    removable = Q(conversation__in=list_removable_conversations(user).order_by().values("pk"))
    chats = participants.values("person").annotate(
        conversations=Count("conversation", distinct=True),
        removable=Count("conversation", distinct=True, filter=removable),
    )
    counted = {row["person"]: row for row in chats}
    said = count_messages(ids)
    return [
        DescribedPerson(
            person=person,
            aliases=_list_aliases(person, names[person.pk]),
            formats=formats[person.pk],
            conversations=counted.get(person.pk, {}).get("conversations", 0),
            messages=said.get(person.pk, 0),
            removable=counted.get(person.pk, {}).get("removable", 0),
        )
        for person in people
    ]


def describe_suggestions(user, suggestions: Iterable[Suggestion]) -> list[DescribedSuggestion]:
    """Return suggestions about people the user may see, all of these looked up at once."""
    suggestions = list(suggestions)
    ids = {pk for suggestion in suggestions for pk in suggestion.people}
    found = {one.id: one for one in describe_people(user, list_people(user).filter(pk__in=ids))}
    described = []
    for suggestion in suggestions:
        people = [found[pk] for pk in suggestion.people if pk in found]
        if len(people) > 1:
            people.sort(key=lambda one: -one.messages)
            described.append(DescribedSuggestion(people, suggestion.strength, suggestion.evidence))
    return described


def count_messages(person_ids: Sequence[int]) -> dict[int, int]:
    """Return how much each of them said; those who said nothing are left out."""
    said = Message.objects.filter(participant__person__in=person_ids, kind__in=SAID).order_by()
    return dict(said.values_list("participant__person").annotate(Count("pk")))


def _list_names(participants: QuerySet[Participant]) -> dict[int, list[str]]:
    named = participants.values_list("person", "name").annotate(often=Count("pk")).order_by("-often", "name")
    names = defaultdict(list)
    for person, name, _ in named:
        names[person].append(name)
    further = participants.exclude(original_person__further_names=[]).distinct()
    for person, kept in further.values_list("person", "original_person__further_names"):
        names[person] += [name for name, _ in kept]
    return names


def _list_formats(participants: QuerySet[Participant]) -> dict[int, list[str]]:
    formats = defaultdict(list)
    pairs = participants.values_list("person", "conversation__format").distinct()
    for person, name in pairs.order_by("conversation__format"):
        if name:
            formats[person].append(name)
    return formats


def _list_aliases(person: Person, names: Sequence[str]) -> list[str]:
    """Return the names that are others than the shown one; case and accents make no other name."""
    seen, aliases = {fold_name(person.name)}, []
    for name in names:
        if (folded := fold_name(name)) not in seen:
            seen.add(folded)
            aliases.append(name)
    return aliases


def list_participants(person: Person) -> QuerySet[Participant]:
    """Return where a person the caller may see is known, the longest conversations first."""
    found = person.participants.select_related("conversation")
    return found.order_by("-conversation__message_count", "conversation_id", "pk")


def find_removable_participants(user, person_id: int) -> QuerySet[Participant]:
    """Return a person's participants in conversations that the user may delete.

    Raises Participant.DoesNotExist if there are none.
    """
    found = Participant.objects.filter(
        person=person_id, conversation__in=list_removable_conversations(user).order_by().values("pk")
    )
    if not found.exists():
        raise Participant.DoesNotExist(person_id)
    return found


def list_merges(user, *, organization: Organization | None = None) -> QuerySet[IdentityMerge]:
    """Return the decisions in force, the latest first."""
    merges = IdentityMerge.objects.filter(organization__in=visible_organizations(user), undone_at=None)
    if organization is not None:
        merges = merges.filter(organization=organization)
    return merges.select_related("person", "merged", "merged_by", "organization")


def get_merge(user, merge_id: int) -> IdentityMerge:
    """Return a decision, undone or not. Raises IdentityMerge.DoesNotExist for unknown and foreign ones alike."""
    merges = IdentityMerge.objects.filter(organization__in=visible_organizations(user))
    return merges.select_related("person", "merged", "merged_by", "organization").get(pk=merge_id)
