"""A job's stages, run in the test's own process, slice by slice."""

from collections.abc import Callable

from apps.uploads.models import Conversation, Job, Upload
from apps.uploads.models.job import UNFINISHED
from apps.uploads.services.merge.by_hand import merge_conversations, queue_merge
from apps.uploads.services.parse_upload import parse_upload
from chatanalysis import pipeline

MAX_SLICES = 50


def run_stage(
    upload: Upload, stage: str, run_slice: Callable[[str], None], *, slices: int = MAX_SLICES
) -> Job:
    """Run slices until the job has left the stage or nobody is to work on it, or so many, and return it as stored."""
    for _ in range(slices):
        job = Job.objects.get(upload=upload)
        if job.status not in UNFINISHED or job.stage != stage:
            return job
        run_slice(str(job.pk))
    assert slices < MAX_SLICES, f"still in {stage} after {MAX_SLICES} slices"
    return Job.objects.get(upload=upload)


def run_parse(upload: Upload) -> Job:
    return run_stage(upload, pipeline.PARSE.name, parse_upload)


def run_merge(target: Conversation, source: Conversation) -> Job:
    """Join them, up to where what changed waits to be embedded."""
    job = queue_merge(target, source)
    merge_conversations(str(job.pk))
    job.refresh_from_db()
    return job


def let_lease_run_out(upload: Upload) -> None:
    """As if the worker that holds it had died a while ago."""
    Job.objects.filter(upload=upload).update(lease_until=None)
