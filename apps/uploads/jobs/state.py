"""A job as people and programs see it."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from apps.uploads.jobs.events import JobError, JobState
from apps.uploads.models import Job, JobStatus


def describe_job(job: Job) -> JobState:
    rate = compute_rate(job)
    left = (job.stage_total - job.stage_done) / rate if rate and job.stage_total else None
    return JobState(
        id=str(job.id),
        kind=job.kind,
        title=job.title,
        status=job.status,
        stage=job.stage,
        progress=round(job.progress, 4),
        stage_done=job.stage_done,
        stage_total=job.stage_total,
        rate=round(rate, 1) if rate else None,
        seconds_left=round(left, 1) if left is not None else None,
        counts=job.counts,
        asks=job.asks,
        error=JobError(code=job.error_code, message=job.error_message) if job.error_code else None,
        attempt=job.attempt,
        stalled=is_stalled(job),
        silent_s=round(compute_silence(job), 1),
        created_at=job.created_at.isoformat(),
        started_at=job.started_at.isoformat() if job.started_at else None,
        finished_at=job.finished_at.isoformat() if job.finished_at else None,
        updated_at=job.updated_at.isoformat(),
    )


def compute_rate(job: Job) -> float | None:
    """Return units of the current stage per second since it was taken up, or None before anything is known."""
    if job.status != JobStatus.RUNNING or job.stage_started_at is None:
        return None
    seconds = (timezone.now() - job.stage_started_at).total_seconds()
    done = job.stage_done - job.stage_resumed_done
    return done / seconds if seconds > 0 and done > 0 else None


def compute_silence(job: Job) -> float:
    """Return the seconds since the last sign of life: the row written, or the worker's lease renewed."""
    alive_at = job.updated_at
    if job.lease_until is not None:
        alive_at = max(alive_at, job.lease_until - timedelta(seconds=settings.JOB_LEASE_S))
    return max(0.0, (timezone.now() - alive_at).total_seconds())


def is_stalled(job: Job) -> bool:
    """Whether nobody works on a job that says it runs: its worker died, or waits for its turn too long."""
    if job.status != JobStatus.RUNNING or job.has_live_lease:
        return False
    grace = timedelta(seconds=2 * settings.JOB_RECONCILE_S)
    return timezone.now() - job.updated_at > grace
