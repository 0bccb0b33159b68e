"""What the search keeps of messages that change their places because another upload of their chat came in.

A segment whose messages stay together keeps its file; one that others come between, or of which words changed, goes,
and its messages are embedded again. Until then the replicas hold them as they were. Light: the web process merges.
"""

from array import array
from bisect import bisect_left, bisect_right

from django.core.files.storage import default_storage
from django.db import transaction
from django.dispatch import receiver

from apps.search.models import FOLLOWING, IndexVersion, Segment
from apps.search.services.ask_replicas import ask_replicas_to_rebuild
from apps.search.services.deletion import record_deletion
from apps.search.services.index_versions import SEGMENT_LOCK, lock_transaction
from apps.uploads.models import SAID, Message
from apps.uploads.services.merge.signals import Rearrangement, rearranging

Place = tuple[int, int]
"""First and last sequence."""


@receiver(rearranging, dispatch_uid="search.follow_rearrangement")
def follow_rearrangement(rearrangement: Rearrangement, **_kwargs) -> None:
    """Nobody adds a segment to any of the versions before this transaction ends."""
    organization = rearrangement.target.organization
    versions = IndexVersion.objects.filter(organization=organization, state__in=FOLLOWING)
    for version in versions.order_by("pk"):
        lock_transaction(SEGMENT_LOCK, version.pk)
    gone = [*rearrangement.gone_ids, *_list_embedded(rearrangement)]
    if gone:
        record_deletion(organization, gone, [rearrangement.source.pk])
    _place_segments(rearrangement)
    if rearrangement.moves_target or rearrangement.changes_times:
        for version in versions:
            ask_replicas_to_rebuild(version)


def find_place(segment: Segment, rearrangement: Rearrangement) -> Place | None:
    """Return where the segment's messages stand afterwards; None if they are to be embedded again."""
    places, new_places = rearrangement.places, rearrangement.new_places
    first = bisect_left(places, segment.first_sequence)
    end = bisect_right(places, segment.last_sequence)
    if first == end:
        return None
    old = segment.first_sequence, segment.last_sequence
    is_unmoved = places[first:end] == new_places[first:end]
    place = old if is_unmoved else (new_places[first], new_places[end - 1])
    return None if _has_any(rearrangement.fresh, place) else place


def _has_any(sequences: array, place: Place) -> bool:
    at = bisect_left(sequences, place[0])
    return at < len(sequences) and sequences[at] <= place[1]


def _place_segments(rearrangement: Rearrangement) -> None:
    """A row that moves becomes another one, so that whoever read the old one cannot write by it any more.

    All go before any comes: one may take the place of another.
    """
    rows = rearrangement.target.segments.order_by("first_sequence", "pk")
    placed = [(segment, find_place(segment, rearrangement)) for segment in rows]
    changed = [
        (segment, place)
        for segment, place in placed
        if place != (segment.first_sequence, segment.last_sequence)
    ]
    Segment.objects.filter(pk__in=[segment.pk for segment, _ in changed]).delete()
    for segment, place in changed:
        if place is None:
            transaction.on_commit(lambda name=segment.file: default_storage.delete(name), robust=True)
        else:
            segment.pk, (segment.first_sequence, segment.last_sequence) = None, place
    Segment.objects.bulk_create([segment for segment, place in changed if place is not None])


def _list_embedded(rearrangement: Rearrangement) -> list[int]:
    """Return the ids of the source's messages, which it loses, if any index may hold them."""
    if not rearrangement.source.segments.exists():
        return []
    said = Message.objects.filter(conversation=rearrangement.source, kind__in=SAID)
    return list(said.order_by("pk").values_list("pk", flat=True))
