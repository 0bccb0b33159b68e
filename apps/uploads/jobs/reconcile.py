"""Finds jobs that should be worked on and are not, and announces them again."""

from datetime import timedelta

from django.conf import settings
from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Least, Now, Power

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
    return sum(announce(job.pk, job.stage) for job in find_due_jobs()[:BATCH])


def find_due_jobs() -> QuerySet[Job]:
    """Return the jobs to announce, first those that never were: their announcement was lost before it was sent."""
    idle = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    due = Q(announced_at__isnull=True) | Q(announced_at__lte=Now() - compute_pause())
    return Job.objects.filter(idle, due, status__in=UNFINISHED).order_by(
        F("announced_at").asc(nulls_first=True), "created_at"
    )


def compute_pause() -> ExpressionWrapper:
    """Return the pause after a job's last announcement, which doubles with each of them."""
    first = Value(timedelta(seconds=settings.JOB_RECONCILE_S), output_field=DurationField())
    doubled = first * Power(2.0, Least(F("announcements"), MAX_DOUBLINGS))
    return ExpressionWrapper(doubled, output_field=DurationField())
