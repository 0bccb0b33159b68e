"""Adding a segment where others may lie on both sides of it."""

from django.db import transaction
from django.db.models import QuerySet

from apps.search.models import IndexVersion, Segment
from apps.search.services.index_versions import SEGMENT_LOCK, lock_transaction
from apps.search.services.rewrite_segment import NewFile
from apps.search.services.segment_store import delete_file


def insert_segment(segment: Segment, new: NewFile) -> bool:
    """Save a segment with its file; False if somebody has covered some of its messages meanwhile.

    Its id is higher than that of what lies behind it, so that followers take it in.
    """
    segment.file, segment.sha256 = new.name, new.sha256
    segment.size_bytes, segment.message_count = new.size_bytes, new.message_count
    with transaction.atomic():
        lock_transaction(SEGMENT_LOCK, segment.index_version_id)
        is_free = not find_covering(
            segment.index_version, segment.conversation_id, segment.first_sequence, segment.last_sequence
        ).exists()
        if is_free:
            segment.save(force_insert=True)
    if not is_free:
        delete_file(new.name)
    return is_free


def find_covering(
    version: IndexVersion, conversation_id: int, first_sequence: int, last_sequence: int
) -> QuerySet[Segment]:
    """Return the segments that share a sequence with a stretch of a conversation."""
    return version.segments.filter(
        conversation=conversation_id, first_sequence__lte=last_sequence, last_sequence__gte=first_sequence
    )
