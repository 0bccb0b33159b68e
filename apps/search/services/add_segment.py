"""The row that makes a segment visible, once its file is safe."""

from apps.search.models import FOLLOWING, IndexVersion, Segment
from apps.search.services.coverage import is_free
from apps.search.services.index_versions import SEGMENT_LOCK, lock_transaction


class PlaceTaken(Exception):
    """Another job has covered these messages in the same version meanwhile, or they stand elsewhere by now."""


class VersionRetired(Exception):
    """The version takes in nothing any more, or nothing in this code: its codec was replaced."""


def add_segment(segment: Segment) -> None:
    """Save the row inside the caller's transaction.

    Ids must become visible in ascending order, or a follower could step over one that commits late. Raises PlaceTaken
    and VersionRetired.
    """
    lock_transaction(SEGMENT_LOCK, segment.index_version_id)
    version = IndexVersion.objects.filter(pk=segment.index_version_id, state__in=FOLLOWING)
    if not version.filter(codec_sha256=segment.index_version.codec_sha256).exists():
        raise VersionRetired
    if not is_free(segment):
        raise PlaceTaken
    segment.save(force_insert=True)
