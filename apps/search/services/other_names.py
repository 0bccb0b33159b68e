"""Names that a question may mean people by who wrote under others: merged people, and who changed their name."""

from collections import defaultdict

from apps.accounts.models import Organization
from apps.search.retrieval.query import OtherName
from apps.uploads.identity.names import fold_text, list_words
from apps.uploads.models import Participant

SHORTEST = 3
"""Letters of a word that can be somebody's name; the index counts no shorter ones either."""


def find_other_names(organization: Organization, text: str) -> tuple[OtherName, ...]:
    """Return each name of such people that shares a word with the text, with everything they wrote as."""
    said = list_words(fold_text(text))
    if not said:
        return ()
    rows = Participant.objects.filter(person__organization=organization, person__has_aliases=True)
    names: defaultdict[int, dict[str, None]] = defaultdict(dict)
    participants: defaultdict[int, set[int]] = defaultdict(set)
    for person, shown, pk, name in rows.order_by("pk").values_list("person", "person__name", "pk", "name"):
        names[person] |= {shown: None, name: None}
        participants[person].add(pk)
    return tuple(
        OtherName(name, frozenset(participants[person]))
        for person, known in names.items()
        for name in known
        if _shares_a_word(said, name)
    )


def _shares_a_word(said: tuple[str, ...], name: str) -> bool:
    """Endings do not count: "Annas" may be Anna. Whether it is one is for the index to say."""
    own = tuple(word for word in list_words(fold_text(name)) if len(word) >= SHORTEST)
    return bool(own) and any(word.startswith(own) for word in said)
