"""Names for what facets count by number; senders become people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from apps.accounts.models import Organization
from apps.search.retrieval.query import Facet
from apps.uploads.identity.names import fold_name
from apps.uploads.models import Conversation, Participant

SHOWN = 20


def label_facets(
    organization: Organization, facets: dict[str, tuple[Facet, ...]]
) -> dict[str, tuple[Facet, ...]]:
    """Return the facets with conversations named, and senders as people; what is gone by now is left out."""
    named = {"conversation": name_conversations, "sender": name_people}
    return {
        name: named[name](organization, found) if found and name in named else found
        for name, found in facets.items()
    }


def name_conversations(organization: Organization, facets: Sequence[Facet]) -> tuple[Facet, ...]:
    names = Conversation.objects.filter(organization=organization, pk__in=[facet.value for facet in facets])
    labels = {str(pk): name for pk, name in names.values_list("pk", "name")}
    return tuple(replace(facet, label=labels[facet.value]) for facet in facets if facet.value in labels)


def name_people(organization: Organization, facets: Sequence[Facet]) -> tuple[Facet, ...]:
    """Add up what participants of one person wrote. A name is the value: searched by, it means all who bear it."""
    rows = Participant.objects.filter(organization=organization, pk__in=[facet.value for facet in facets])
    shown = {str(pk): person or name for pk, name, person in rows.values_list("pk", "name", "person__name")}
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for facet in facets:
        if facet.value in shown:
            folded = fold_name(shown[facet.value])
            written.setdefault(folded, shown[facet.value])
            counts[folded] += facet.count
    people = [Facet(written[folded], count) for folded, count in counts.items()]
    return tuple(sorted(people, key=lambda facet: (-facet.count, facet.value))[:SHOWN])
