"""All vectors of an index version anew from its messages, beside the ones in use."""

import logging
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from apps.search.models import IndexVersion, Segment
from apps.search.services.ask_replicas import ask_replicas_to_rebuild
from apps.search.services.embed_range import embed_range, make_codec, make_version_encoder
from apps.search.services.encoder import Encoder
from apps.search.services.index_versions import SEGMENT_LOCK, lock_transaction
from apps.search.services.rewrite_segment import NewFile, use_file, write_new_file
from apps.search.services.segment_store import delete_file, write_file

logger = logging.getLogger(__name__)

NewFiles = dict[int, tuple[Segment, NewFile | None]]
"""By the segment's id: the row as it was read, and its next file, None where no message is left."""


def rebuild_vectors(version: IndexVersion) -> int:
    """Embed every segment again, coded by the codec of today; return how many messages.

    The files in use stay as they are until all new ones are written; one transaction lets the rows name those.
    A crash before it leaves files that no row names, one after it files that no row names any more: both are pruned.
    """
    codec, content, codec_sha256 = make_codec(version)
    name = f"codecs/{version.organization_id}-{uuid.uuid4().hex[:12]}.codec"
    write_file(name, content)
    encoder = make_version_encoder(version, codec)
    made: NewFiles = {}
    _embed(encoder, list_segments(version).iterator(), made)
    with transaction.atomic():
        lock_transaction(SEGMENT_LOCK, version.pk)
        # What was added or compacted meanwhile is little, and nothing is while we hold the locks.
        _embed(encoder, list_segments(version).select_for_update(of=("self",)), made)
        old_codec = IndexVersion.objects.values_list("codec_file", flat=True).get(pk=version.pk)
        IndexVersion.objects.filter(pk=version.pk).update(codec_file=name, codec_sha256=codec_sha256)
        for segment, new in made.values():
            use_file(segment, new)
        ask_replicas_to_rebuild(version)
        transaction.on_commit(lambda: delete_file(old_codec), robust=True)
    return sum(new.message_count for _, new in made.values() if new is not None)


def list_segments(version: IndexVersion) -> QuerySet[Segment]:
    return version.segments.select_related("index_version", "conversation").order_by("pk")


def _embed(encoder: Encoder, segments: Iterable[Segment], made: NewFiles) -> None:
    """Write new files for the segments that have none yet, or whose rows name another file by now."""
    for segment in segments:
        known = made.get(segment.pk)
        if known is None or known[0].file != segment.file:
            arrays = embed_range(encoder, segment)
            made[segment.pk] = (segment, write_new_file(segment, arrays) if len(arrays.ids) else None)
