"""Making an organization's index anew: replicas from segments, or segments too, from messages."""

from apps.accounts.models import Organization
from apps.search.models import FOLLOWING, IndexVersion
from apps.search.services.ask_replicas import ask_replicas_to_rebuild
from apps.search.services.rebuild_vectors import rebuild_vectors


def rebuild_index(organization: Organization, *, from_messages: bool = False) -> int:
    """Have every index version made anew beside what is in use; return how many there are.

    Vectors are computed here; replicas are built by the search workers that hold them.
    """
    versions = IndexVersion.objects.filter(organization=organization, state__in=FOLLOWING).exclude(
        codec_file=""
    )
    for version in versions.select_related("model"):
        if from_messages:
            rebuild_vectors(version)
        else:
            ask_replicas_to_rebuild(version)
    return len(versions)
