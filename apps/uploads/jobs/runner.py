"""Runs one slice of a job's stage: claim, work under a renewed lease, then hand on, finish, or fail."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from celery.worker import state as worker_state
from django.conf import settings
from django.db import transaction

from apps.uploads.jobs import outcome
from apps.uploads.jobs.events import record_event
from apps.uploads.jobs.exceptions import JobCancelled, JobFailed, JobNeedsInput, LeaseLost
from apps.uploads.jobs.lease import Heartbeat, claim_job, lock_fenced
from apps.uploads.models import EventKind, Job

logger = logging.getLogger(__name__)

PROGRESS_EVENT_S = 0.5
"""News of progress is sent at most this often; the row itself is written with every batch."""


class Work:
    """A claimed job in the hands of a stage."""

    def __init__(self, job: Job, heartbeat: Heartbeat) -> None:
        self.job = job
        self._heartbeat = heartbeat
        self._slice_ends = time.monotonic() + settings.JOB_SLICE_S
        self._next_news = 0.0

    @property
    def is_slice_over(self) -> bool:
        """Whether it is time to let other jobs have their turn, or the worker stop; ask between batches."""
        return worker_state.should_stop not in (None, False) or time.monotonic() >= self._slice_ends

    @contextmanager
    def commit(self) -> Iterator[Job]:
        """Write one batch: a transaction that holds the fenced row, whose progress is saved at its end.

        Raises LeaseLost or JobCancelled before anything is written.
        """
        if self._heartbeat.lost:
            raise LeaseLost(str(self.job.pk))
        with transaction.atomic():
            row = lock_fenced(self.job)
            if row.cancel_requested_at is not None:
                raise JobCancelled
            yield row
            row.save(update_fields=["stage_done", "stage_total", "counts", "updated_at"])
            self._tell_progress(row)

    def return_to(self, stage: str) -> None:
        """Let the next slice begin at an earlier stage, which has more to do; the caller ends this one."""
        with self.commit() as row:
            Job.objects.filter(pk=row.pk).update(stage=stage, stage_done=0, stage_total=0)
            record_event(row, EventKind.STAGE, stage)

    def log(self, text: str) -> None:
        with transaction.atomic():
            record_event(lock_fenced(self.job), EventKind.LOG, text)

    def _tell_progress(self, row: Job) -> None:
        if time.monotonic() >= self._next_news:
            self._next_news = time.monotonic() + PROGRESS_EVENT_S
            record_event(row, EventKind.PROGRESS)


def run_slice(job_id: str, stage: str, do_stage: Callable[[Work], bool]) -> None:
    """Claim the job and let `do_stage` work; it returns True when the stage is complete, False when a slice ended."""
    job = claim_job(job_id, stage)
    if job is None:
        return
    if job.attempt > settings.JOB_MAX_ATTEMPTS:
        outcome.give_up(job)
        return
    try:
        end_claim = _work(job, do_stage)
        end_claim()
    except LeaseLost:
        logger.warning("Job %s: the lease went to somebody else; this attempt stops", job.pk)
    except Exception as error:
        # Unknown, perhaps passing (a server restarting): tried again after a pause, up to the last attempt.
        logger.exception("Job %s failed in stage %s, attempt %s", job.pk, job.stage, job.attempt)
        outcome.release_after_error(job, error)
        raise


def _work(job: Job, do_stage: Callable[[Work], bool]) -> Callable[[], None]:
    """Return how the claim ends. The lease is renewed while there is work, no longer."""
    heartbeat = Heartbeat(job)
    heartbeat.start()
    try:
        work = Work(job, heartbeat)
        with work.commit():
            pass  # a cancel that came while nobody worked
        is_complete = do_stage(work)
    except JobCancelled:
        return partial(outcome.cancel, job)
    except JobNeedsInput:
        return partial(outcome.wait_for_input, job)
    except JobFailed as failure:
        return partial(outcome.fail, job, failure.code, failure.message)
    finally:
        heartbeat.stop()
    return partial(outcome.finish_stage if is_complete else outcome.end_slice, job)
