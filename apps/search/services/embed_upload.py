"""EMBED: read messages in their conversations and commit their vectors, one segment per batch.

An import or a merge brings its chats into the active version; an index job brings everything there is into its own.
"""

from collections.abc import Iterator

from django.db.models import Q, Sum

from apps.search.embedding.base import MessageEmbeddings, ModelRefused, ModelUnavailable
from apps.search.models import IndexVersion, Segment
from apps.search.selectors import get_active_version
from apps.search.services import segment_store
from apps.search.services.add_segment import PlaceTaken, VersionRetired, add_segment
from apps.search.services.build_version import fail_build, take_up_build
from apps.search.services.coverage import is_behind
from apps.search.services.encoder import Encoder, embed_ahead, load_encoder
from apps.search.services.index_versions import get_or_create_version
from apps.search.services.read_batches import Batch, read_batches
from apps.uploads.jobs.exceptions import JobFailed
from apps.uploads.jobs.runner import Work, run_slice
from apps.uploads.models import Contribution, Conversation, Job, JobKind
from chatanalysis import pipeline


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
    """An import brings in every chat it holds messages of, whichever upload brought that one first; a merge its own."""
    conversations = Conversation.objects.filter(organization=job.organization)
    if job.kind == JobKind.IMPORT:
        held = Contribution.objects.filter(upload=job.upload_id).values("conversation")
        conversations = conversations.filter(Q(upload=job.upload_id) | Q(pk__in=held))
    if job.kind == JobKind.MERGE:
        conversations = conversations.filter(pk=job.subject["target"])
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


def _begin(work: Work, version: IndexVersion, conversations: list[Conversation]) -> None:
    """Count from what is committed, not from what an earlier attempt believed."""
    done = Segment.objects.filter(index_version=version, conversation__in=conversations)
    with work.commit() as row:
        row.stage_total = sum(conversation.message_count for conversation in conversations)
        row.stage_done = done.aggregate(done=Sum("message_count"))["done"] or 0


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
