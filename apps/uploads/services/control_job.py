"""What people may do with a job: cancel it, retry it."""

from django.db import transaction
from django.db.models.functions import Now

from apps.uploads.jobs.announce import announce_on_commit
from apps.uploads.jobs.events import record_event
from apps.uploads.models import DeadLetter, EventKind, Job, JobKind, JobStatus, SourceFile, SourceState
from apps.uploads.services.idle import JobRunning, list_holders, list_merged, lock_idle
from chatanalysis import pipeline


class NotPossible(Exception):
    """The job's state does not allow it; the message says why."""


def cancel_job(job: Job) -> Job:
    """Stop a job: at once when nobody works on it, else between two of its batches."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.is_finished:
            raise NotPossible(f"The job has already ended ({row.status}).")
        if row.has_live_lease:
            row.cancel_requested_at = Now()
            row.save(update_fields=["cancel_requested_at", "updated_at"])
            record_event(row, EventKind.LOG, "Cancel asked for.")
        else:
            row.status, row.finished_at = JobStatus.CANCELLED, Now()
            row.cancel_requested_at = row.lease_until = None
            # A worker that only seems dead must not write after this.
            row.lease_number += 1
            row.save()
            record_event(row, EventKind.STATUS, "Cancelled.")
    return row


def retry_job(job: Job) -> Job:
    """Take a failed or cancelled job up again where it stopped; files that failed are read again."""
    with transaction.atomic():
        _require_idle_chats(job)
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
            raise NotPossible(f"Only failed or cancelled jobs can be retried; this one is {row.status}.")
        _reopen_failed_files(row)
        queue_again(row)
    return row


def _require_idle_chats(job: Job) -> None:
    """A merge begins again only if it might begin now. Raises NotPossible.

    Imports' rows are locked before the merge's own, as by who deletes.
    """
    if job.kind == JobKind.MERGE:
        try:
            lock_idle(list_holders(list_merged(job)))
        except JobRunning as running:
            raise NotPossible(str(running)) from running


def continue_job(job: Job, stage: str) -> Job:
    """Take a job up again, if it has ended, from this stage on: there is more of its work to do."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.is_finished:
            row.stage = stage
            row.stage_done = row.stage_total = 0
            queue_again(row)
    return row


def queue_again(row: Job) -> None:
    """Hand a locked job that nobody works on to the workers, at its stage."""
    row.status = JobStatus.QUEUED
    row.error_code = row.error_message = ""
    row.damage = None
    row.attempt = row.announcements = 0
    row.lease_until = row.cancel_requested_at = row.finished_at = None
    row.lease_number += 1
    row.save()
    DeadLetter.objects.filter(job=row, resolved_at__isnull=True).update(resolved_at=Now())
    record_event(row, EventKind.STATUS, "Queued again.")
    announce_on_commit(row)


def _reopen_failed_files(row: Job) -> None:
    reopened = SourceFile.objects.filter(upload=row.upload, state=SourceState.FAILED)
    count = reopened.update(state=SourceState.PENDING, error_code="", error_message="")
    if count:
        row.stage = pipeline.PARSE.name
        row.stage_done = row.stage_total = 0
        row.counts = {**row.counts, "failed_files": 0}
