"""Saying what became of an activation, and waiting for its job."""

import time

from django.core.management.base import BaseCommand, CommandError

from apps.search.services.build_version import Activation
from apps.uploads.models import Job, JobStatus
from apps.uploads.services.work_here import are_workers_there, work_one_slice

POLL_S = 0.5


def report_activation(command: BaseCommand, activation: Activation, *, wait: bool) -> None:
    """Raises CommandError if the job is waited for and fails."""
    version, job = activation.version, activation.job
    command.stdout.write(f"Index version {version.pk} with {version.model.name}: {version.state}.")
    if job is None:
        return
    command.stdout.write(f"Job {job.pk} builds it.")
    if wait:
        finish(job)
        version.refresh_from_db()
        command.stdout.write(f"Index version {version.pk} with {version.model.name}: {version.state}.")


def finish(job: Job) -> None:
    """Wait until the job has ended, working on it here where no worker does."""
    while not job.is_finished:
        # Asked each time: workers may stop, or be started, while this waits.
        if are_workers_there():
            time.sleep(POLL_S)
        else:
            work_one_slice(job)
        job.refresh_from_db()
    if job.status != JobStatus.SUCCEEDED:
        raise CommandError(job.error_message or f"The job was {job.status}.")
