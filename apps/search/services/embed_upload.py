"""EMBED: read an upload's messages in their conversations and commit their vectors, one segment per batch."""

from dataclasses import dataclass

import numpy as np
from django.conf import settings
from django.db.models import Max, Sum

from apps.search.embedding.base import Embedder
from apps.search.embedding.codec import TokenCodec
from apps.search.embedding.late_chunking import CONTEXT_MESSAGES, embed_messages
from apps.search.indexing.base import SegmentArrays
from apps.search.models import IndexVersion, Segment
from apps.search.segmentation.passage import PassageMessage
from apps.search.services import segment_store
from apps.search.services.embedder import get_embedder
from apps.search.services.index_versions import (
    SEGMENT_LOCK,
    get_or_create_version,
    load_codec,
    lock_transaction,
    read_window,
)
from apps.uploads.jobs.runner import Work, run_slice
from apps.uploads.models import Conversation, Message, MessageKind
from chatanalysis import pipeline

PASSAGE_COLUMNS = ("id", "sequence", "participant__name", "text", "sent_at", "starts_session")


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive messages of a conversation, with a few before them that only lend meaning."""

    ids: list[int]
    sequences: list[int]
    messages: list[PassageMessage]
    context: list[PassageMessage]


@dataclass(frozen=True, slots=True)
class Encoder:
    """All it takes to turn a batch into a segment of one index version."""

    embedder: Embedder
    version: IndexVersion
    codec: TokenCodec

    def encode(self, batch: Batch) -> SegmentArrays:
        embeddings = embed_messages(
            self.embedder, batch.messages, context=batch.context, settings=read_window(self.version)
        )
        return SegmentArrays(
            sequences=np.array(batch.sequences, np.int64),
            ids=np.array(batch.ids, np.int64),
            vectors=embeddings.vectors,
            token_codes=self.codec.encode(embeddings.token_vectors),
            token_ids=embeddings.token_ids,
            token_offsets=embeddings.offsets,
        )


def embed_upload(job_id: str) -> None:
    """Run one slice of the embed stage."""
    run_slice(job_id, pipeline.EMBED.name, _embed)


def _embed(work: Work) -> bool:
    encoder = make_encoder(work)
    conversations = list(work.job.upload.conversations.order_by("id"))
    _begin(work, encoder.version, conversations)
    for conversation in conversations:
        while batch := read_batch(conversation, find_next_sequence(encoder.version, conversation)):
            commit_segment(work, encoder, conversation, batch)
            # Asked after a batch, not before: loading the model alone may take a slice, and nothing would ever be done.
            if work.is_slice_over:
                return False
    return True


def make_encoder(work: Work) -> Encoder:
    embedder = get_embedder()
    version = get_or_create_version(work.job.organization, embedder)
    return Encoder(embedder, version, load_codec(version.codec_file, version.codec_sha256))


def _begin(work: Work, version: IndexVersion, conversations: list[Conversation]) -> None:
    """Count from what is committed, not from what an earlier attempt believed."""
    done = Segment.objects.filter(index_version=version, conversation__in=conversations)
    with work.commit() as row:
        row.stage_total = sum(conversation.message_count for conversation in conversations)
        row.stage_done = done.aggregate(done=Sum("message_count"))["done"] or 0


def find_next_sequence(version: IndexVersion, conversation: Conversation) -> int:
    """Return the first sequence that no segment covers."""
    covered = Segment.objects.filter(index_version=version, conversation=conversation)
    last = covered.aggregate(last=Max("last_sequence"))["last"]
    return 0 if last is None else last + 1


def read_batch(conversation: Conversation, first_sequence: int) -> Batch | None:
    """Return the next messages from a sequence on, or None when there are none."""
    said = Message.objects.filter(conversation=conversation, kind=MessageKind.MESSAGE)
    rows = said.filter(sequence__gte=first_sequence).order_by("sequence").values_list(*PASSAGE_COLUMNS)
    rows = list(rows[: settings.EMBEDDING_BATCH_MESSAGES])
    if not rows:
        return None
    before = said.filter(sequence__lt=first_sequence).order_by("-sequence").values_list(*PASSAGE_COLUMNS)
    return Batch(
        ids=[row[0] for row in rows],
        sequences=[row[1] for row in rows],
        messages=[make_passage(row) for row in rows],
        context=[make_passage(row) for row in reversed(before[:CONTEXT_MESSAGES])],
    )


def make_passage(row: tuple) -> PassageMessage:
    _id, _sequence, speaker, text, sent_at, starts_session = row
    return PassageMessage(speaker=speaker or "", text=text, sent_at=sent_at, starts_session=starts_session)


def commit_segment(work: Work, encoder: Encoder, conversation: Conversation, batch: Batch) -> None:
    """Write the file, then the row that makes it visible: a crash between leaves a file nobody names."""
    segment = write_segment(encoder, conversation, batch)
    with work.commit() as row:
        add_segment(segment)
        row.stage_done += segment.message_count


def write_segment(encoder: Encoder, conversation: Conversation, batch: Batch) -> Segment:
    """Return the batch's segment, its file on disk, its row not saved yet."""
    name = segment_store.name_segment(encoder.version, conversation.pk, batch.sequences[0])
    stored = segment_store.write_segment(name, encoder.encode(batch))
    return Segment(
        index_version=encoder.version,
        conversation=conversation,
        first_sequence=batch.sequences[0],
        last_sequence=batch.sequences[-1],
        message_count=len(batch.ids),
        file=name,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
    )


def add_segment(segment: Segment) -> None:
    """Save the row inside the caller's transaction.

    Ids must become visible in ascending order, or a follower could step over one that commits late.
    """
    lock_transaction(SEGMENT_LOCK, segment.index_version_id)
    segment.save(force_insert=True)
