"""Embedding a stretch of a conversation that a segment covers, by the model of its index version."""

from hashlib import sha256

import numpy as np

from apps.search.embedding.codec import TokenCodec, codec_for
from apps.search.embedding.late_chunking import CONTEXT_MESSAGES
from apps.search.indexing.base import SegmentArrays
from apps.search.models import IndexVersion, Segment
from apps.search.services.embedder import get_embedder
from apps.search.services.encoder import Encoder
from apps.search.services.index_versions import load_codec
from apps.search.services.read_batches import PASSAGE_COLUMNS, Batch, make_passage
from apps.uploads.models import SAID, Message


def make_version_encoder(version: IndexVersion, codec: TokenCodec | None = None) -> Encoder:
    """Raises IndexDamaged if the version's codec is needed and damaged."""
    if codec is None:
        codec = load_codec(version.codec_file, version.codec_sha256)
    return Encoder(get_embedder(version.model), version, codec)


def make_codec(version: IndexVersion) -> tuple[TokenCodec, bytes, str]:
    """Return the codec of the version's model as it is made today, its file's content, and that one's SHA-256."""
    codec = codec_for(get_embedder(version.model))
    content = codec.to_bytes()
    return codec, content, sha256(content).hexdigest()


def embed_range(encoder: Encoder, segment: Segment) -> SegmentArrays:
    """Return the segment's arrays made anew from the messages it covers, which may have become fewer, even none."""
    batch = read_range(segment)
    if not batch.ids:
        return make_empty(encoder.version.dim, encoder.codec.code_size)
    return encoder.pack(batch, encoder.embed(batch))


def read_range(segment: Segment) -> Batch:
    said = Message.objects.filter(conversation=segment.conversation_id, kind__in=SAID)
    covered = said.filter(sequence__range=(segment.first_sequence, segment.last_sequence))
    rows = list(covered.order_by("sequence").values_list(*PASSAGE_COLUMNS))
    before = said.filter(sequence__lt=segment.first_sequence).order_by("-sequence")
    context = before.values_list(*PASSAGE_COLUMNS)[:CONTEXT_MESSAGES]
    return Batch(
        conversation=segment.conversation,
        ids=[row[0] for row in rows],
        sequences=[row[1] for row in rows],
        messages=[make_passage(row) for row in rows],
        context=[make_passage(row) for row in reversed(context)],
    )


def make_empty(dim: int, code_size: int) -> SegmentArrays:
    return SegmentArrays(
        sequences=np.zeros(0, np.int64),
        ids=np.zeros(0, np.int64),
        vectors=np.zeros((0, dim), np.float16),
        token_codes=np.zeros((0, code_size), np.uint8),
        token_ids=np.zeros(0, np.int32),
        token_offsets=np.zeros(1, np.int64),
    )
