"""What the search keeps of messages that go: a note of their ids for replicas and files, in the same transaction.

Light: the web process removes.
"""

from collections.abc import Collection

from django.core.files.storage import default_storage
from django.db import transaction
from django.dispatch import receiver

from apps.accounts.models import Organization
from apps.search.models import Deletion, Segment
from apps.search.services.index_versions import lock_transaction
from apps.uploads.services.remove import removing

DELETION_LOCK = 7103
"""Space of PostgreSQL advisory locks, by organization."""
IDS_PER_ROW = 50_000
"""So that a follower never reads more than half a megabyte at once."""


@receiver(removing, dispatch_uid="search.record_deletion")
def record_deletion(
    organization: Organization, message_ids: list[int], conversation_ids: Collection[int], **_kwargs
) -> None:
    """Note what goes; remove the segments of conversations that go as a whole, their files after the commit.

    Ids must become visible in ascending order, or a follower could step over one that commits late.
    """
    lock_transaction(DELETION_LOCK, organization.pk)
    for start in range(0, len(message_ids), IDS_PER_ROW):
        Deletion.objects.create(
            organization=organization, message_ids=message_ids[start : start + IDS_PER_ROW]
        )
    segments = Segment.objects.filter(conversation_id__in=conversation_ids)
    files = list(segments.values_list("file", flat=True))
    segments.delete()
    for name in files:
        transaction.on_commit(lambda name=name: default_storage.delete(name), robust=True)
