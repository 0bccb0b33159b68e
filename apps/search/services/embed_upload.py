"""EMBED: read messages in their conversations and commit their vectors, one segment per batch.

An import brings its upload into the active version; an index job brings everything there is into its own.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from django.conf import settings
from django.db.models import QuerySet, Sum

from apps.search.embedding.base import Embedder, MessageEmbeddings, ModelRefused, ModelUnavailable
from apps.search.embedding.codec import TokenCodec
from apps.search.embedding.late_chunking import CONTEXT_MESSAGES, embed_messages
from apps.search.indexing.base import SegmentArrays
from apps.search.models import FOLLOWING, IndexVersion, Segment
from apps.search.segmentation.passage import PassageMessage
from apps.search.selectors import get_active_version
from apps.search.services import segment_store
from apps.search.services.build_version import fail_build, take_up_build
from apps.search.services.coverage import find_next_sequence, is_behind
from apps.search.services.embedder import get_embedder
from apps.search.services.index_versions import (
    SEGMENT_LOCK,
    get_or_create_version,
    load_codec,
    lock_transaction,
    prepare_version,
    read_window,
)
from apps.uploads.jobs.exceptions import JobFailed
from apps.uploads.jobs.runner import Work, run_slice
from apps.uploads.models import Conversation, Job, JobKind, Message, MessageKind
from chatanalysis import pipeline

PASSAGE_COLUMNS = ("id", "sequence", "participant__name", "text", "sent_at", "starts_session")


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive messages of a conversation, with a few before them that only lend meaning."""

    conversation: Conversation
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


def embed_upload(job_id: str) -> None:
    """Run one slice of the embed stage."""
    run_slice(job_id, pipeline.EMBED.name, embed_slice)


def embed_slice(work: Work) -> bool:
    """Return whether the job's index version covers all its messages now."""
    try:
        return _embed(work, load_encoder(find_version(work.job)))
    except ModelUnavailable as error:
        failure = describe_model_failure(error)
        if work.job.kind == JobKind.INDEX:
            fail_build(work.job, failure.message)
        raise failure from error


def describe_model_failure(error: ModelUnavailable) -> JobFailed:
    if isinstance(error, ModelRefused):
        return JobFailed("model_refused", f"The embedding model was refused: {error}.")
    return JobFailed("model_unavailable", f"The embedding model cannot be used: {error}.")


def find_version(job: Job) -> IndexVersion:
    if job.kind == JobKind.INDEX:
        return take_up_build(job)
    return get_or_create_version(job.organization)


def _embed(work: Work, encoder: Encoder) -> bool:
    """Work until the slice ends or nothing is left; another version that was made active meanwhile is left to do."""
    conversations = list_conversations(work.job)
    _begin(work, encoder.version, conversations)
    batches = SliceOf(work, read_batches(encoder.version, conversations))
    try:
        for batch, embeddings in embed_ahead(encoder, batches):
            commit_segment(work, encoder, batch, embeddings)
    except (PlaceTaken, VersionRetired):
        return False
    if not batches.is_exhausted:
        return False
    if work.job.kind == JobKind.INDEX:
        return not is_behind(encoder.version)
    return get_active_version(work.job.organization) == encoder.version


def list_conversations(job: Job) -> list[Conversation]:
    conversations = Conversation.objects.filter(organization=job.organization)
    if job.kind == JobKind.IMPORT:
        conversations = conversations.filter(upload=job.upload_id)
    return list(conversations.order_by("id"))


class SliceOf:
    """Batches until the slice is over, but at least one: loading the model alone may take a slice, and a job of
    which each slice does nothing would never end.
    """

    def __init__(self, work: Work, batches: Iterator[Batch]) -> None:
        self._work, self._batches = work, batches
        self.is_exhausted = False

    def __iter__(self) -> Iterator[Batch]:
        for batch in self._batches:
            yield batch
            if self._work.is_slice_over:
                return
        self.is_exhausted = True


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


def load_encoder(version: IndexVersion) -> Encoder:
    """Load the version's own model. Raises ModelUnavailable, ModelRefused, and IndexDamaged for its codec."""
    embedder = get_embedder(version.model)
    if not version.codec_file:
        prepare_version(version, embedder)
    return Encoder(embedder, version, load_codec(version.codec_file, version.codec_sha256))


def _begin(work: Work, version: IndexVersion, conversations: list[Conversation]) -> None:
    """Count from what is committed, not from what an earlier attempt believed."""
    done = Segment.objects.filter(index_version=version, conversation__in=conversations)
    with work.commit() as row:
        row.stage_total = sum(conversation.message_count for conversation in conversations)
        row.stage_done = done.aggregate(done=Sum("message_count"))["done"] or 0


def read_batches(version: IndexVersion, conversations: Iterable[Conversation]) -> Iterator[Batch]:
    """Yield what no segment covers yet, conversation by conversation."""
    for conversation in conversations:
        following = find_next_sequence(version, conversation)
        while batch := read_batch(conversation, following):
            yield batch
            following = batch.sequences[-1] + 1


def read_batch(conversation: Conversation, first_sequence: int) -> Batch | None:
    """Return the next messages from a sequence on, or None when there are none."""
    said = Message.objects.filter(conversation=conversation, kind=MessageKind.MESSAGE)
    rows = said.filter(sequence__gte=first_sequence).order_by("sequence").values_list(*PASSAGE_COLUMNS)
    rows = list(rows[: settings.EMBEDDING_BATCH_MESSAGES])
    if not rows:
        return None
    before = said.filter(sequence__lt=first_sequence).order_by("-sequence").values_list(*PASSAGE_COLUMNS)
    return Batch(
        conversation=conversation,
        ids=[row[0] for row in rows],
        sequences=[row[1] for row in rows],
        messages=[make_passage(row) for row in rows],
        context=[make_passage(row) for row in reversed(before[:CONTEXT_MESSAGES])],
    )


def make_passage(row: tuple) -> PassageMessage:
    _id, _sequence, speaker, text, sent_at, starts_session = row
    return PassageMessage(speaker=speaker or "", text=text, sent_at=sent_at, starts_session=starts_session)


def commit_segment(work: Work, encoder: Encoder, batch: Batch, embeddings: MessageEmbeddings) -> None:
    """Write the file, then the row that makes it visible: a crash between leaves a file nobody names."""
    segment = write_segment(encoder, batch, embeddings)
    try:
        with work.commit() as row:
            add_segment(segment)
            row.stage_done += segment.message_count
    except (PlaceTaken, VersionRetired):
        segment_store.delete_file(segment.file)
        raise


def write_segment(encoder: Encoder, batch: Batch, embeddings: MessageEmbeddings) -> Segment:
    """Return the batch's segment, its file on disk, its row not saved yet."""
    name = segment_store.name_segment(encoder.version, batch.conversation.pk, batch.sequences[0])
    stored = segment_store.write_segment(name, encoder.pack(batch, embeddings))
    return Segment(
        index_version=encoder.version,
        conversation=batch.conversation,
        first_sequence=batch.sequences[0],
        last_sequence=batch.sequences[-1],
        message_count=len(batch.ids),
        file=name,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
    )


class PlaceTaken(Exception):
    """Another job has covered these messages in the same version meanwhile."""


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
    if list_covering(segment).exists():
        raise PlaceTaken
    segment.save(force_insert=True)


def list_covering(segment: Segment) -> QuerySet[Segment]:
    """Return the rows that cover the segment's first message, or any after it."""
    return Segment.objects.filter(
        index_version=segment.index_version_id,
        conversation=segment.conversation_id,
        last_sequence__gte=segment.first_sequence,
    )
