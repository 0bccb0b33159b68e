"""Adding a segment where others may lie on both sides of it."""

from django.db import transaction

from apps.search.models import Segment
from apps.search.services.coverage import is_free
from apps.search.services.index_versions import SEGMENT_LOCK, lock_transaction
from apps.search.services.rewrite_segment import NewFile
from apps.search.services.segment_store import delete_file


def insert_segment(segment: Segment, new: NewFile) -> bool:
    """Save a segment with its file; False if somebody has covered or moved some of its messages meanwhile.

    Its id is higher than that of what lies behind it, so that followers take it in.
    """
    segment.file, segment.sha256 = new.name, new.sha256
    segment.size_bytes, segment.message_count = new.size_bytes, new.message_count
    with transaction.atomic():
        lock_transaction(SEGMENT_LOCK, segment.index_version_id)
        has_place = is_free(segment)
        if has_place:
            segment.save(force_insert=True)
    if not has_place:
        delete_file(new.name)
    return has_place
