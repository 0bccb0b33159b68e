"""Names for what facets count by number."""

from dataclasses import replace

from apps.accounts.models import Organization
from apps.search.retrieval.query import Facet
from apps.uploads.models import Conversation


def label_facets(
    organization: Organization, facets: dict[str, tuple[Facet, ...]]
) -> dict[str, tuple[Facet, ...]]:
    """Return the facets with conversations named; one that is gone by now is left out."""
    by_conversation = facets.get("conversation", ())
    if not by_conversation:
        return facets
    names = Conversation.objects.filter(
        organization=organization, pk__in=[facet.value for facet in by_conversation]
    )
    labels = {str(pk): name for pk, name in names.values_list("pk", "name")}
    known = tuple(
        replace(facet, label=labels[facet.value]) for facet in by_conversation if facet.value in labels
    )
    return facets | {"conversation": known}
