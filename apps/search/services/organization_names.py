"""Which people, conversations and formats of one organization a name in a query stands for."""

import difflib
import re
from collections.abc import Callable, Sequence

from django.db.models import QuerySet

from apps.accounts.models import Organization
from apps.search.query_language.names import Found
from apps.uploads.models import Conversation, Participant

MAX_SIMILAR = 3
LOOKED_THROUGH = 5_000
"""Names compared with an unknown one, at most."""

Row = tuple[int, str]


class OrganizationNames:
    """Answers for one organization, or for one conversation of it; who asks has been let in before."""

    def __init__(self, organization: Organization, conversation: int | None = None) -> None:
        self._people = Participant.objects.filter(organization=organization)
        self._conversations = Conversation.objects.filter(organization=organization)
        if conversation is not None:
            self._people = self._people.filter(conversation=conversation)
            self._conversations = self._conversations.filter(pk=conversation)

    def find_people(self, name: str) -> Found:
        return _find(self._people, name)

    def find_conversations(self, name: str) -> Found:
        return _find(self._conversations, name)

    def find_conversations_of_format(self, name: str) -> Found:
        formats = sorted(
            set(self._conversations.exclude(format="").order_by().values_list("format", flat=True))
        )
        ids = self._conversations.filter(format__iexact=name).values_list("pk", flat=True)
        return Found(frozenset(ids), (name,), tuple(formats))


def _find(rows: QuerySet, name: str) -> Found:
    """Everything of exactly that name, else with a word that begins so, else with it anywhere; whatever case."""
    holding = list(rows.filter(name__icontains=name).order_by("name", "pk").values_list("pk", "name"))
    for is_meant in (_is_exactly(name), _has_word(name), lambda _: True):
        if meant := [row for row in holding if is_meant(row[1])]:
            return _make_found(meant)
    return Found(frozenset(), similar=_find_similar(rows, name))


def _make_found(rows: Sequence[Row]) -> Found:
    return Found(frozenset(pk for pk, _ in rows), tuple(dict.fromkeys(name for _, name in rows)))


def _is_exactly(name: str) -> Callable[[str], bool]:
    return lambda other: other.casefold() == name.casefold()


def _has_word(beginning: str) -> Callable[[str], bool]:
    pattern = re.compile(rf"(?<!\w){re.escape(beginning)}", re.IGNORECASE)
    return lambda other: pattern.search(other) is not None


def _find_similar(rows: QuerySet, name: str) -> tuple[str, ...]:
    known = rows.order_by("name").values_list("name", flat=True).distinct()[:LOOKED_THROUGH]
    by_folded = {known_name.casefold(): known_name for known_name in known}
    by_folded |= {word: whole for folded, whole in by_folded.items() for word in folded.split()} | by_folded
    near = difflib.get_close_matches(name.casefold(), by_folded, n=MAX_SIMILAR)
    return tuple(dict.fromkeys(by_folded[folded] for folded in near))
