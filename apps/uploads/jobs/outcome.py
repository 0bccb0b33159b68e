"""How a claim ends. Each ending is one transaction that still holds the fence."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from apps.uploads.jobs.announce import announce_on_commit
from apps.uploads.jobs.events import record_event
from apps.uploads.jobs.exceptions import LeaseLost
from apps.uploads.jobs.lease import lock_fenced
from apps.uploads.models import DeadLetter, EventKind, Job, JobStatus, SourceFile, SourceState
from chatanalysis import pipeline

CRASHED_REPEATEDLY = "crashed_repeatedly"
RETRY_PAUSE_S = 5
"""Pause after the first unknown error; it grows with the attempts."""


def finish_stage(job: Job) -> None:
    """Hand the job to its next stage, or end it after the last; files that were answered about are read first."""
    with transaction.atomic():
        row = lock_fenced(job)
        following = (
            pipeline.PARSE if _has_files(row, SourceState.PENDING) else pipeline.get_next_stage(row.stage)
        )
        if following is None:
            _finish(row)
        else:
            _hand_on(row, following)


def _hand_on(row: Job, stage: pipeline.Stage) -> None:
    row.stage = stage.name
    row.stage_done = row.stage_total = 0
    _release(row)
    record_event(row, EventKind.STAGE, stage.name)
    announce_on_commit(row)


def _has_files(row: Job, state: SourceState) -> bool:
    """Answers lock the job's row before its files, so that none comes between this and the end of the transaction."""
    return SourceFile.objects.filter(upload=row.upload_id, state=state).exists()


def _finish(row: Job) -> None:
    """Wait where something is asked; else end well, or as failed where what could be read was kept but was damaged."""
    if _has_files(row, SourceState.WAITING):
        _lay_aside(row, "What could be read can be searched. The rest waits for your choice.")
    elif row.damage:
        _end(row, JobStatus.FAILED, row.damage["code"], row.damage["message"])
    else:
        _end(row, JobStatus.SUCCEEDED)


def end_slice(job: Job) -> None:
    """Let other jobs have their turn; the rest of the stage is announced, or files that were answered about."""
    with transaction.atomic():
        row = lock_fenced(job)
        if row.stage != pipeline.PARSE.name and _has_files(row, SourceState.PENDING):
            _hand_on(row, pipeline.PARSE)
            return
        _release(row)
        row.refresh_from_db()
        announce_on_commit(row)


def wait_for_input(job: Job) -> None:
    """Lay the job aside until its uploader has chosen, unless that has happened meanwhile."""
    with transaction.atomic():
        row = lock_fenced(job)
        if _has_files(row, SourceState.PENDING):
            _hand_on(row, pipeline.PARSE)
        else:
            _lay_aside(row, "Waits for your choice.")


def _lay_aside(row: Job, sentence: str) -> None:
    """Nobody is to take the job up before its uploader has chosen."""
    if row.cancel_requested_at is not None:
        _end(row, JobStatus.CANCELLED)
        return
    Job.objects.filter(pk=row.pk).update(
        status=JobStatus.NEEDS_INPUT, attempt=0, lease_until=None, updated_at=Now()
    )
    record_event(row, EventKind.STATUS, sentence)


def cancel(job: Job) -> None:
    with transaction.atomic():
        _end(lock_fenced(job), JobStatus.CANCELLED)


def fail(job: Job, code: str, message: str) -> None:
    with transaction.atomic():
        _end(lock_fenced(job), JobStatus.FAILED, code, message)


def give_up(job: Job) -> None:
    """Put away a job whose work ended its worker, or failed, every time it was tried."""
    with transaction.atomic():
        row = lock_fenced(job)
        attempts = row.attempt - 1
        DeadLetter.objects.create(
            job=row, stage=row.stage, attempts=attempts, reason=find_reason(row, attempts)
        )
        _end(
            row,
            JobStatus.FAILED,
            CRASHED_REPEATEDLY,
            f"The {row.stage} step did not survive {attempts} attempts. What was finished before it is kept. "
            "Retry, and if it happens again tell your administrator: the job's log says more.",
        )


def find_reason(row: Job, attempts: int) -> str:
    """Return what the last attempt said of its end; one that took its worker with it said nothing."""
    said = row.events.filter(kind=EventKind.LOG, text__startswith=f"Attempt {attempts} failed").last()
    return said.text if said else "The worker died in the last attempt."


def release_after_error(job: Job, error: Exception) -> None:
    """Keep the attempt counted and hold the lease a little longer as a pause before the next."""
    try:
        with transaction.atomic():
            row = lock_fenced(job)
            record_event(row, EventKind.LOG, f"Attempt {row.attempt} failed: {type(error).__name__}: {error}")
            row.lease_until = timezone.now() + timedelta(seconds=RETRY_PAUSE_S * row.attempt)
            row.save(update_fields=["lease_until", "updated_at"])
    except LeaseLost:
        return


def _release(row: Job) -> None:
    row.attempt = 0
    row.lease_until = None
    row.save(update_fields=["attempt", "lease_until", "stage", "stage_done", "stage_total", "updated_at"])


def _end(row: Job, status: JobStatus, code: str = "", message: str = "") -> None:
    Job.objects.filter(pk=row.pk).update(
        status=status,
        error_code=code,
        error_message=message,
        lease_until=None,
        cancel_requested_at=None,
        finished_at=Now(),
        updated_at=Now(),
    )
    record_event(row, EventKind.STATUS, message or status.label)
