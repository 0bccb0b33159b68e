"""Whatever lies in a file is made again from the database when the file is damaged."""

import logging

from celery import current_app
from django.core.cache import cache

from apps.search.indexing.base import IndexDamaged
from apps.search.models import IndexVersion, Segment
from apps.search.services.embed_range import embed_range, make_codec, make_version_encoder
from apps.search.services.index_versions import load_codec
from apps.search.services.rebuild_vectors import rebuild_vectors
from apps.search.services.rewrite_segment import rewrite_segment
from apps.search.services.segment_store import write_file
from chatanalysis import pipeline

logger = logging.getLogger(__name__)

ASK_AGAIN_S = 3600


def heal_segment(segment: Segment) -> Segment | None:
    """Embed a segment's messages anew; return its row as it stands then, None if none of its messages is left.

    Raises IndexDamaged if the codec that all segments of its version share is damaged too.
    """
    encoder = make_version_encoder(heal_codec(segment.index_version))
    return rewrite_segment(segment, embed_range(encoder, segment))


def heal_codec(version: IndexVersion) -> IndexVersion:
    """Return the version with a codec that can be read.

    A codec is made from its model alone, so that making it again gives the same bytes. Raises IndexDamaged where it
    does not, since another release of this software made it: then all segments have to be coded anew, which the embed
    worker is asked to do.
    """
    try:
        load_codec(version.codec_file, version.codec_sha256)
    except IndexDamaged as damage:
        logger.warning("Codec of %s: %s; it is made again", version, damage)
        if not _restore_codec(version):
            ask_to_heal(version)
            raise
    return version


def remake_codec(version: IndexVersion) -> None:
    """Write the version's codec again, or another one, by which every segment is coded anew."""
    if not _restore_codec(version):
        rebuild_vectors(version)


def _restore_codec(version: IndexVersion) -> bool:
    _, content, codec_sha256 = make_codec(version)
    if codec_sha256 == version.codec_sha256:
        write_file(version.codec_file, content)
    return codec_sha256 == version.codec_sha256


def ask_to_heal(version: IndexVersion) -> None:
    """Have the embed worker look for damage now, once in a while: whoever meets it tries again every few seconds."""
    if cache.add(f"search:healing:{version.codec_file}", True, ASK_AGAIN_S):
        current_app.send_task("search.heal_index", queue=pipeline.EMBED_QUEUE, retry=False)
