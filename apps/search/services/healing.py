"""Whatever lies in a file is made again from the database when the file is damaged."""

import logging

from apps.search.indexing.base import IndexDamaged
from apps.search.models import IndexVersion, Segment
from apps.search.services.embed_range import embed_range, make_codec, make_version_encoder
from apps.search.services.index_versions import load_codec
from apps.search.services.rebuild_vectors import rebuild_vectors
from apps.search.services.rewrite_segment import rewrite_segment
from apps.search.services.segment_store import write_file

logger = logging.getLogger(__name__)


def heal_segment(segment: Segment) -> Segment | None:
    """Embed a segment's messages anew; return its row as it stands then, None if none of its messages is left.

    Raises IndexDamaged if the codec that all segments of its version share is damaged too.
    """
    encoder = make_version_encoder(heal_codec(segment.index_version))
    return rewrite_segment(segment, embed_range(encoder, segment))


def heal_codec(version: IndexVersion) -> IndexVersion:
    """Return the version with a codec that can be read."""
    try:
        load_codec(version.codec_file, version.codec_sha256)
    except IndexDamaged as damage:
        logger.warning("Codec of %s: %s; it is made again", version, damage)
        return remake_codec(version)
    return version


def remake_codec(version: IndexVersion) -> IndexVersion:
    """Write the version's codec again; return the version as it stands then.

    A codec is made from its model alone, so that making it again gives the same bytes. Where it does not, since
    another release of this software made it, every segment is coded anew by the codec of today.
    """
    _, content, codec_sha256 = make_codec(version)
    if codec_sha256 == version.codec_sha256:
        write_file(version.codec_file, content)
    else:
        rebuild_vectors(version)
    return IndexVersion.objects.get(pk=version.pk)
