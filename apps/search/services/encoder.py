"""An index version's own model and codec, turning batches of messages into segments."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from apps.search.embedding.base import Embedder, MessageEmbeddings
from apps.search.embedding.codec import TokenCodec
from apps.search.embedding.late_chunking import embed_messages
from apps.search.indexing.base import SegmentArrays
from apps.search.models import IndexVersion
from apps.search.services.embedder import get_embedder
from apps.search.services.index_versions import load_codec, prepare_version, read_window
from apps.search.services.read_batches import Batch


@dataclass(frozen=True, slots=True)
class Encoder:
    """All it takes to turn a batch into a segment of one index version."""

    embedder: Embedder
    version: IndexVersion
    codec: TokenCodec

    def embed(self, batch: Batch) -> MessageEmbeddings:
        return embed_messages(
            self.embedder, batch.messages, context=batch.context, settings=read_window(self.version)
        )

    def pack(self, batch: Batch, embeddings: MessageEmbeddings) -> SegmentArrays:
        return SegmentArrays(
            sequences=np.array(batch.sequences, np.int64),
            ids=np.array(batch.ids, np.int64),
            vectors=embeddings.vectors,
            token_codes=self.codec.encode(embeddings.token_vectors),
            token_ids=embeddings.token_ids,
            token_offsets=embeddings.offsets,
        )


def load_encoder(version: IndexVersion) -> Encoder:
    """Load the version's own model. Raises ModelUnavailable, ModelRefused, and IndexDamaged for its codec."""
    embedder = get_embedder(version.model)
    if not version.codec_file:
        prepare_version(version, embedder)
    return Encoder(embedder, version, load_codec(version.codec_file, version.codec_sha256))


def embed_ahead(encoder: Encoder, batches: Iterable[Batch]) -> Iterator[tuple[Batch, MessageEmbeddings]]:
    """Embed one batch ahead of the caller, who packs and commits meanwhile: neither waits while the other computes.

    Only the one thread here uses the embedder; the database is left to the caller's thread.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="embed") as thread:
        ahead: deque[tuple[Batch, Future[MessageEmbeddings]]] = deque()
        for batch in batches:
            ahead.append((batch, thread.submit(encoder.embed, batch)))
            if len(ahead) > 1:
                ready, embeddings = ahead.popleft()
                yield ready, embeddings.result()
        for ready, embeddings in ahead:
            yield ready, embeddings.result()
