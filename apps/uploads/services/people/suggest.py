"""Who of an organization may be one person: its people as `identity.suggestions` compares them."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.core.cache import cache
from django.db import connection

from apps.accounts.models import Organization
from apps.uploads.identity.known import Alias, Evidence, KnownPerson, Suggestion, make_alias
from apps.uploads.identity.suggestions import part_suggestions, suggest_merges
from apps.uploads.models import IdentityClue, Participant
from apps.uploads.parsing.registry import family_of
from apps.uploads.services.people.distinguish import load_distinct
from apps.uploads.services.people.forest import find_roots

COLUMNS = (
    "person_id",
    "person__name",
    "name",
    "folded_name",
    "ref",
    "conversation_id",
    "conversation__format",
)
RULES_VERSION = 1
"""Raised when other people are suggested, or suggestions look otherwise: older ones are forgotten."""
REMEMBERED_S = 3_600
STATE_SQL = """
    SELECT (SELECT sum(hashtextextended(concat_ws(' ', id, person_id, conversation_id, ref, name), 0))
            FROM uploads_participant WHERE organization_id = %(id)s),
           (SELECT sum(hashtextextended(concat_ws(' ', id, format), 0))
            FROM uploads_conversation WHERE organization_id = %(id)s),
           (SELECT sum(hashtextextended(concat_ws(' ', id, first_id, second_id, strength, text), 0))
            FROM uploads_identityclue WHERE organization_id = %(id)s)
"""


def suggest_people(organization: Organization) -> list[Suggestion]:
    """Return who may be one, the surest first, without those of whom somebody decided that they are two.

    The caller has checked that the organization is the user's.
    """
    return part_suggestions(_find_suggestions(organization), load_distinct(organization))


def find_evidence(organization: Organization, people: Collection[int]) -> list[dict]:
    """Return what speaks for some of these people being one, as [{kind, text}]."""
    found: dict[Evidence, None] = {}
    for suggestion in _find_suggestions(organization):
        if len(set(people).intersection(suggestion.people)) > 1:
            found |= dict.fromkeys(suggestion.evidence)
    return [{"kind": one.kind, "text": one.text} for one in found]


def _find_suggestions(organization: Organization) -> list[Suggestion]:
    """Compare everybody once, until somebody comes, goes, or is another person: with 25,000 it takes a second."""
    key = f"people-suggestions:{RULES_VERSION}:{organization.pk}:{_take_state(organization)}"
    return cache.get_or_set(
        key, lambda: suggest_merges(_load_people(organization), _load_clues(organization)), REMEMBERED_S
    )


def _take_state(organization: Organization) -> str:
    """Return what changes with whatever suggestions are made of: sums over the rows (10 ms for 25,000 people).

    Who was merged into whom shows in the participants.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATE_SQL, {"id": organization.pk})
        return "-".join(map(str, cursor.fetchone()))


def _load_people(organization: Organization) -> list[KnownPerson]:
    rows = Participant.objects.filter(organization=organization, person__isnull=False)
    names: dict[int, str] = {}
    aliases: defaultdict[int, dict[Alias, None]] = defaultdict(dict)
    conversations: defaultdict[int, set[int]] = defaultdict(set)
    for person, shown, name, folded, ref, conversation, format_name in (
        rows.order_by("pk").values_list(*COLUMNS).iterator()
    ):
        names[person] = shown
        aliases[person][make_alias(family_of(format_name), name, folded, ref)] = None
        conversations[person].add(conversation)
    return [
        KnownPerson(pk, name, tuple(aliases[pk]), frozenset(conversations[pk])) for pk, name in names.items()
    ]


def _load_clues(organization: Organization) -> Iterator[tuple[int, int, Evidence]]:
    """Yield what merging chats showed, about the people as they are shown today."""
    roots = find_roots(organization)
    for clue in IdentityClue.objects.filter(organization=organization):
        first, second = (roots.get(pk, pk) for pk in (clue.first_id, clue.second_id))
        yield first, second, Evidence("alias", clue.text, clue.strength)
