"""Which people, conversations and formats of one organization a name in a query stands for."""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Q, QuerySet

from apps.accounts.models import Organization
from apps.search.query_language.names import Found
from apps.uploads.identity.names import fold_name
from apps.uploads.models import Conversation, Participant, Person

MAX_SIMILAR = 3
LOOKED_THROUGH = 5_000
"""Names compared with an unknown one, at most."""

ASKED_BY_ID = 500
"""Of more people it is quicker to look through everybody."""
BEARER_COLUMNS = (
    "pk",
    "name",
    "person",
    "person__name",
    "original_person__further_names",
    "original_person__split_from",
)

Row = tuple[int, str]
IsMeant = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A participant who may be meant: by the name in the chat, the one their person is shown by, or a further one.

    `is_parted`: a member said that it is another person than the exports say.
    """

    pk: int
    name: str
    person: int | None
    shown: str
    further: tuple[str, ...]
    is_parted: bool

    @property
    def names(self) -> tuple[str, ...]:
        return self.name, self.shown, *self.further

    @property
    def own_names(self) -> tuple[str, ...]:
        """Without the one that they share with whom they were parted from."""
        return (self.shown, *self.further) if self.is_parted else self.names


class OrganizationNames:
    """Answers for one organization, or for one conversation of it; who asks has been let in before.

    A person is found by each of their names, whatever case and accents, and with all that they wrote.
    """

    def __init__(self, organization: Organization, conversation: int | None = None) -> None:
        self._organization = organization
        self._everybody = Participant.objects.filter(organization=organization)
        self._people = self._everybody
        self._conversations = Conversation.objects.filter(organization=organization)
        if conversation is not None:
            self._people = self._everybody.filter(conversation=conversation)
            self._conversations = self._conversations.filter(pk=conversation)

    def find_people(self, name: str) -> Found:
        """Everybody of exactly that name, else with a word that begins so, else with it anywhere.

        Whom a member parted from that name, and shows by another, only if nobody else bears it.
        """
        folded = fold_name(name)
        if not folded:
            return Found(frozenset())
        holding = self._list_bearers(
            Q(name__icontains=name)
            | Q(folded_name__contains=folded)
            | Q(person__name__icontains=name)
            | Q(original_person__further_names__icontains=folded)
        )
        fold_known = cache(fold_name)
        for is_meant in (_is_exactly(folded), _has_word(folded), lambda _: True):
            if meant := [one for one in holding if any(map(is_meant, map(fold_known, one.names)))]:
                own = [one for one in meant if any(map(is_meant, map(fold_known, one.own_names)))]
                return self._find_all_of(own or meant)
        return Found(frozenset(), similar=_find_similar(self._people, name))

    def find_sender(self, name: str) -> Found:
        """Everybody of exactly that name."""
        folded = fold_name(name)
        if not folded:
            return Found(frozenset())
        # Each by its own index: together the database would read everybody.
        called = self._list_bearers(Q(folded_name=folded))
        meant = [*called, *self._list_known_as(name)]
        own = [one for one in meant if folded in map(fold_name, one.own_names)]
        return self._find_all_of(own or meant)

    def _list_known_as(self, name: str) -> list[Bearer]:
        """Those whose name it is without being the one of a participant."""
        folded = fold_name(name)
        known = Person.objects.filter(organization=self._organization, has_aliases=True)
        shown = known.filter(name__iexact=name).values_list("pk", flat=True)
        further = known.filter(further_names__icontains=folded).values_list("pk", flat=True)
        rows = self._list_bearers(Q(person__in=list(shown)) | Q(original_person__in=list(further)))
        return [one for one in rows if folded in map(fold_name, one.names)]

    def find_conversations(self, name: str) -> Found:
        return _find(self._conversations, name)

    def find_conversations_of_format(self, name: str) -> Found:
        formats = sorted(
            set(self._conversations.exclude(format="").order_by().values_list("format", flat=True))
        )
        ids = self._conversations.filter(format__iexact=name).values_list("pk", flat=True)
        return Found(frozenset(ids), (name,), tuple(formats))

    def _list_bearers(self, is_called: Q) -> list[Bearer]:
        """Those of the organization so called who are, under whatever name, among the people asked about."""
        rows = self._everybody.filter(is_called)
        if self._people is not self._everybody:
            rows = rows.filter(
                Q(pk__in=self._people.values("pk")) | Q(person__in=self._people.values("person"))
            )
        found = rows.order_by("person__name", "name", "pk").values_list(*BEARER_COLUMNS)
        return [
            Bearer(
                pk, name, person, shown or name, tuple(known for known, _ in further or ()), split is not None
            )
            for pk, name, person, shown, further, split in found
        ]

    def _find_all_of(self, meant: Sequence[Bearer]) -> Found:
        """Return all that those meant wrote as, and every name of theirs."""
        people = {one.person for one in meant} - {None}
        others = self._everybody.filter(person__isnull=False)
        if len(people) <= ASKED_BY_ID:
            others = others.filter(person__in=people)
        theirs = {
            pk: name for pk, name, person in others.values_list("pk", "name", "person") if person in people
        }
        theirs |= {one.pk: one.name for one in meant}
        ids = frozenset(theirs)
        if self._people is not self._everybody:
            ids = ids.intersection(self._people.values_list("pk", flat=True))
        shown = dict.fromkeys(one.shown for one in meant)
        further = (name for one in meant for name in one.further)
        aliases = dict.fromkeys([*shown, *further, *sorted(theirs.values())])
        return Found(ids, names=tuple(shown), aliases=tuple(aliases))


def _find(rows: QuerySet, name: str) -> Found:
    """Everything of exactly that name, else with a word that begins so, else with it anywhere; whatever case."""
    holding = list(rows.filter(name__icontains=name).order_by("name", "pk").values_list("pk", "name"))
    folded = name.casefold()
    for is_meant in (_is_exactly(folded), _has_word(folded), lambda _: True):
        if meant := [row for row in holding if is_meant(row[1].casefold())]:
            return _make_found(meant)
    return Found(frozenset(), similar=_find_similar(rows, name))


def _make_found(rows: Iterable[Row]) -> Found:
    rows = list(rows)
    return Found(frozenset(pk for pk, _ in rows), tuple(dict.fromkeys(name for _, name in rows)))


def _is_exactly(folded: str) -> IsMeant:
    return lambda other: other == folded


def _has_word(beginning: str) -> IsMeant:
    pattern = re.compile(rf"(?<!\w){re.escape(beginning)}")
    return lambda other: pattern.search(other) is not None


def _find_similar(rows: QuerySet, name: str) -> tuple[str, ...]:
    known = rows.order_by("name").values_list("name", flat=True).distinct()[:LOOKED_THROUGH]
    by_folded = {known_name.casefold(): known_name for known_name in known}
    by_folded |= {word: whole for folded, whole in by_folded.items() for word in folded.split()} | by_folded
    near = difflib.get_close_matches(name.casefold(), by_folded, n=MAX_SIMILAR)
    return tuple(dict.fromkeys(by_folded[folded] for folded in near))
