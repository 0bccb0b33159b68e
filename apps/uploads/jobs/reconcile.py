"""Finds jobs that should be worked on and are not, and announces them again."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from apps.uploads.jobs.announce import announce
from apps.uploads.models import Job
from apps.uploads.models.job import UNFINISHED

MAX_DOUBLINGS = 5
BATCH = 500


def reconcile_jobs() -> int:
    """Announce every unfinished job without a live lease that was not announced lately; return how many.

    A job that waits in a long queue is announced again ever more rarely: an announcement too many costs the
    worker a query, but there should not be one per job every ten seconds.
    """
    waiting = (
        Job.objects.filter(status__in=UNFINISHED)
        .filter(Q(lease_until__isnull=True) | Q(lease_until__lt=Now()))
        .order_by("announced_at", "created_at")[:BATCH]
    )
    return sum(announce(job.pk, job.stage) for job in waiting if is_due(job))


def is_due(job: Job) -> bool:
    if job.announced_at is None:
        return True
    pause_s = settings.JOB_RECONCILE_S * 2 ** min(job.announcements, MAX_DOUBLINGS)
    return timezone.now() - job.announced_at >= timedelta(seconds=pause_s)
