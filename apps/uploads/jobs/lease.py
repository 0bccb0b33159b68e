"""Who may work on a job: one holder at a time, by a lease in the database.

The fence (`lease_number`) rises with every claim. Work is written only in transactions that still find their
own number on the row, so a holder that was thought dead cannot write beside its successor.
"""

import os
import socket
import threading
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from apps.uploads.jobs.events import record_event
from apps.uploads.jobs.exceptions import LeaseLost
from apps.uploads.models import EventKind, Job, JobStatus
from apps.uploads.models.job import UNFINISHED


def claim_job(job_id: str, stage: str) -> Job | None:
    """Take the lease and count the attempt, committed before any work; None when there is nothing to take."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    with transaction.atomic():
        claimed = (
            Job.objects.filter(pk=job_id, stage=stage, status__in=UNFINISHED)
            .filter(Q(lease_until__isnull=True) | Q(lease_until__lt=Now()))
            .update(
                status=JobStatus.RUNNING,
                lease_number=F("lease_number") + 1,
                lease_owner=owner,
                lease_until=lease_end(),
                attempt=F("attempt") + 1,
                attempts_total=F("attempts_total") + 1,
                announcements=0,
                started_at=Coalesce("started_at", Now()),
                stage_started_at=Now(),
                stage_resumed_done=F("stage_done"),
                updated_at=Now(),
            )
        )
        if not claimed:
            return None
        job = Job.objects.select_related("upload", "organization").get(pk=job_id)
        if job.attempts_total == 1:
            record_event(job, EventKind.STATUS, "Started.")
        elif 1 < job.attempt <= settings.JOB_MAX_ATTEMPTS:
            record_event(job, EventKind.LOG, f"Taken up again: attempt {job.attempt} at this step.")
    return job


def lease_end():
    """Return the database's own clock plus the lease time: workers' clocks need not agree."""
    return Now() + timedelta(seconds=settings.JOB_LEASE_S)


def lock_fenced(job: Job) -> Job:
    """Return the row locked for this transaction, or raise LeaseLost if the lease is no longer ours."""
    row = (
        Job.objects.select_for_update()
        .filter(pk=job.pk, lease_number=job.lease_number, status=JobStatus.RUNNING)
        .first()
    )
    if row is None:
        raise LeaseLost(str(job.pk))
    return row


class Heartbeat(threading.Thread):
    """Renews a job's lease on a connection of its own while the worker computes."""

    def __init__(self, job: Job) -> None:
        super().__init__(name=f"lease-{job.pk}", daemon=True)
        self.job = job
        self.lost = False
        self._stopped = threading.Event()

    def run(self) -> None:
        try:
            while not self._stopped.wait(settings.JOB_LEASE_RENEW_S):
                self._renew()
        finally:
            connection.close()

    def _renew(self) -> None:
        try:
            # A lease that was given back is not revived: nobody would work on the job until it ran out.
            held = Job.objects.filter(
                pk=self.job.pk, lease_number=self.job.lease_number, lease_until__isnull=False
            )
            renewed = held.update(lease_until=lease_end())
        except Exception:  # a database that is away for a moment: the fence decides when it is back
            connection.close()
            return
        self.lost = self.lost or not renewed

    def stop(self) -> None:
        self._stopped.set()
        self.join(timeout=10)
