"""Who of an organization may be one person: its people as `identity.suggestions` compares them."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from apps.accounts.models import Organization
from apps.uploads.identity.known import Alias, Evidence, KnownPerson, Suggestion, make_alias
from apps.uploads.identity.suggestions import suggest_merges
from apps.uploads.models import IdentityClue, IdentityMerge, Participant
from apps.uploads.parsing.registry import family_of

COLUMNS = (
    "person_id",
    "person__name",
    "name",
    "folded_name",
    "ref",
    "conversation_id",
    "conversation__format",
)


def suggest_people(organization: Organization) -> list[Suggestion]:
    """Return who may be one, the surest first. The caller has checked that the organization is the user's."""
    return suggest_merges(_load_people(organization), _load_clues(organization))


def find_evidence(organization: Organization, people: Collection[int]) -> list[dict]:
    """Return what speaks for some of these people being one, as [{kind, text}]."""
    found: dict[Evidence, None] = {}
    for suggestion in suggest_people(organization):
        if len(set(people).intersection(suggestion.people)) > 1:
            found |= dict.fromkeys(suggestion.evidence)
    return [{"kind": one.kind, "text": one.text} for one in found]


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
    roots = _find_roots(organization)
    for clue in IdentityClue.objects.filter(organization=organization):
        first, second = (roots.get(pk, pk) for pk in (clue.first_id, clue.second_id))
        yield first, second, Evidence("alias", clue.text, clue.strength)


def _find_roots(organization: Organization) -> dict[int, int]:
    """Return who is shown for each person who was merged into another."""
    merges = IdentityMerge.objects.filter(organization=organization, undone_at=None)
    into = dict(merges.values_list("merged", "person"))
    roots = {}
    for person in into:
        root = person
        while root in into:
            root = into[root]
        roots[person] = root
    return roots
