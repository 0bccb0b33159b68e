"""Names that a question may mean people by who wrote under others: merged people, and who changed their name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q

from apps.accounts.models import Organization
from apps.search.retrieval.query import OtherName
from apps.uploads.identity.names import fold_text, list_words
from apps.uploads.models import Participant, Person

SHORTEST = 3
"""Letters of a word that can be somebody's name; the index counts no shorter ones either."""
MOST_NAMED = 100
"""What is part of more people's names is a word and no name."""
MOST_ROWS = 20 * MOST_NAMED
"""Looked at, at most."""

COLUMNS = ("person", "person__name", "pk", "name", "original_person__further_names")
Row = tuple[int, str, int, str, list[list[str]]]
"""A person's id and name, a participant's id and name, and names that no participant has any more."""


def find_other_names(organization: Organization, text: str) -> tuple[OtherName, ...]:
    """Return each name of such people that shares a word with the text, with everything they wrote as."""
    said = [word for word in list_words(fold_text(text)) if len(word) >= SHORTEST]
    # Most organizations have merged nobody: that is one look into an index, and the question below is not put.
    if not said or not Person.objects.filter(organization=organization, has_aliases=True).exists():
        return ()
    rows = Participant.objects.filter(person__organization=organization, person__has_aliases=True)
    named = {
        person
        for person, shown, _, name, further in rows.filter(_begins_alike(said)).values_list(*COLUMNS)[
            :MOST_ROWS
        ]
        if any(_shares_a_word(said, known) for known in (shown, name, *_names_of(further)))
    }
    if not 0 < len(named) <= MOST_NAMED:
        return ()
    theirs = rows.filter(person__in=named).order_by("pk").values_list(*COLUMNS)
    return tuple(_list_names(theirs, said))


def _begins_alike(said: Iterable[str]) -> Q:
    """Let the database leave out most of those whose names are not meant."""
    beginnings = "|".join(sorted({re.escape(word[:SHORTEST]) for word in said}))
    begin_alike = Q(folded_name__regex=beginnings) | Q(person__name__iregex=beginnings)
    return begin_alike | Q(original_person__further_names__iregex=beginnings)


def _list_names(rows: Iterable[Row], said: list[str]) -> Iterator[OtherName]:
    names: defaultdict[int, dict[str, None]] = defaultdict(dict)
    participants: defaultdict[int, set[int]] = defaultdict(set)
    for person, shown, pk, name, further in rows:
        names[person] |= dict.fromkeys((shown, name, *_names_of(further)))
        participants[person].add(pk)
    for person, known in names.items():
        for name in known:
            if _shares_a_word(said, name):
                yield OtherName(name, frozenset(participants[person]))


def _names_of(further: list[list[str]]) -> list[str]:
    return [name for name, _ in further]


def _shares_a_word(said: list[str], name: str) -> bool:
    """Endings do not count: "Annas" may be Anna. Whether it is one is for the index to say."""
    own = tuple(word for word in list_words(fold_text(name)) if len(word) >= SHORTEST)
    return bool(own) and any(word.startswith(own) for word in said)
