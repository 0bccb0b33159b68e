"""How a replica catches up with what is committed: segments it has not taken in, then deletions."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from django.db.models import BigIntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.search.indexing.base import IndexDamaged
from apps.search.indexing.replica import Replica, ReplicaSpec
from apps.search.indexing.selection import take_messages
from apps.search.models import FOLLOWING, Deletion, IndexVersion, Segment
from apps.search.services.healing import heal_segment
from apps.search.services.segment_rows import LoadedSegment, load_segment

logger = logging.getLogger(__name__)

SEGMENTS_PER_COMMIT = 8


class Stopped(Exception):
    """The worker is to end: what was taken in so far is whole, the rest can wait."""


class CodecReplaced(Exception):
    """The replica must be opened anew, and is built from segments in the new code then."""


def never() -> bool:
    return False


def feed(version: IndexVersion, replica: Replica, is_stopped: Callable[[], bool] = never) -> bool:
    """Make everything committed searchable, and nothing that was deleted; return whether anything changed.

    Deletions are read after the rows of the segments before them: one that commits in between has a higher id and
    is followed now or next time. Raises IndexDamaged for a segment that cannot be healed, Stopped, and
    CodecReplaced.
    """
    has_changed = _begin(version, replica)
    while segments := list_next_segments(version, replica):
        if is_stopped():
            raise Stopped
        _check_codec(version, replica)
        _apply(version, replica, segments)
        has_changed = True
    if _forget_deleted(version, replica):
        replica.commit()
        has_changed = True
    return has_changed


def _begin(version: IndexVersion, replica: Replica) -> bool:
    """An empty replica reads its rows after all deletions up to now, so it need not look at them."""
    if replica.watermark or replica.deletion_watermark:
        return False
    newest = Deletion.objects.filter(organization=version.organization_id).aggregate(newest=Max("pk"))[
        "newest"
    ]
    if newest is None:
        return False
    replica.forget(np.zeros(0, np.int64), newest)
    replica.commit()
    return True


def _check_codec(version: IndexVersion, replica: Replica) -> None:
    if not IndexVersion.objects.filter(pk=version.pk, codec_sha256=replica.codec_sha256).exists():
        raise CodecReplaced(f"{version} has another codec than its replica was opened with")


def list_next_segments(version: IndexVersion, replica: Replica) -> list[Segment]:
    newer = version.segments.filter(pk__gt=replica.watermark).order_by("pk")
    return list(newer[:SEGMENTS_PER_COMMIT])


def _apply(version: IndexVersion, replica: Replica, segments: list[Segment]) -> None:
    """Take segments in up to the first that cannot be read, and make them searchable together."""
    problem = None
    for segment in segments:
        try:
            loaded = load_current(segment, replica.spec)
        except IndexDamaged as damage:
            problem = damage
            break
        if loaded is not None:
            apply_segment(replica, loaded)
    _forget_deleted(version, replica)
    replica.commit()
    if problem is not None:
        raise problem


def load_current(segment: Segment, spec: ReplicaSpec) -> LoadedSegment | None:
    """Return a segment, its row read again where compaction was quicker, its file healed where it is damaged.

    None if there is no such segment any more.
    """
    try:
        return load_segment(segment, spec)
    except IndexDamaged as damage:
        row = Segment.objects.select_related("index_version", "conversation").filter(pk=segment.pk).first()
        if row is not None and row.file == segment.file:
            logger.warning("Segment %s: %s; it is made again from its messages", segment.pk, damage)
            row = heal_segment(row)
    return None if row is None else load_segment(row, spec)


def apply_segment(replica: Replica, loaded: LoadedSegment) -> None:
    """Take a segment in, without messages the replica holds already: a restored row may have a new id."""
    held = replica.find_held(loaded.arrays.ids)
    if held.all():
        replica.pass_over(loaded.pk)
        return
    if not held.any():
        replica.apply_segment(loaded.pk, loaded.arrays, loaded.rows)
        return
    messages = [message for message, is_held in zip(loaded.rows.messages, held, strict=True) if not is_held]
    replica.apply_segment(
        loaded.pk, take_messages(loaded.arrays, ~held), replace(loaded.rows, messages=messages)
    )


def _forget_deleted(version: IndexVersion, replica: Replica) -> int:
    """Follow deletions; return how many there were."""
    count = 0
    for deletion_id, message_ids in list_next_deletions(version, replica):
        replica.forget(np.array(message_ids, np.int64), deletion_id)
        count += 1
    return count


def list_next_deletions(version: IndexVersion, replica: Replica) -> Iterator[tuple[int, list[int]]]:
    newer = Deletion.objects.filter(
        organization_id=version.organization_id, pk__gt=replica.pending_deletion_watermark
    )
    return newer.order_by("pk").values_list("pk", "message_ids").iterator(chunk_size=10)


def find_following() -> QuerySet[IndexVersion]:
    """Return the versions that take in new messages, with the ids of their `newest` segment and `newest_deletion`."""
    segments = Segment.objects.filter(index_version=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    deletions = (
        Deletion.objects.filter(organization=OuterRef("organization")).order_by("-pk").values("pk")[:1]
    )
    zero = {"output_field": BigIntegerField()}
    return IndexVersion.objects.filter(state__in=FOLLOWING).annotate(
        newest=Coalesce(Subquery(segments), 0, **zero),
        newest_deletion=Coalesce(Subquery(deletions), 0, **zero),
    )
