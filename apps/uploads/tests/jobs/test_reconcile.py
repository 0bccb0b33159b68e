from datetime import timedelta

import pytest
from django.utils import timezone

from apps.uploads.jobs import reconcile
from apps.uploads.jobs.lease import claim_job
from apps.uploads.jobs.reconcile import find_due_jobs, reconcile_jobs
from apps.uploads.models import Job, JobStatus
from apps.uploads.tests.factories import make_job
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ten_seconds(settings) -> None:
    settings.JOB_RECONCILE_S = 10


def make_announced(seconds_ago: float, announcements: int = 1, **fields) -> Job:
    moment = timezone.now() - timedelta(seconds=seconds_ago)
    return make_job(announced_at=moment, announcements=announcements, **fields)


def is_due(job: Job) -> bool:
    return find_due_jobs().filter(pk=job.pk).exists()


def test_a_job_whose_announcement_was_never_sent_is_due():
    assert is_due(make_job(announced_at=None))


def test_a_job_announced_a_moment_ago_is_left_alone():
    assert not is_due(make_announced(seconds_ago=2))


@pytest.mark.parametrize(
    ("announcements", "pause_s"), [(0, 10), (1, 20), (2, 40), (5, 320), (6, 320), (4_000, 320)]
)
def test_the_pause_doubles_up_to_a_limit(announcements, pause_s):
    assert is_due(make_announced(pause_s + 2, announcements))
    assert not is_due(make_announced(pause_s - 2, announcements))


def test_a_running_job_is_due_when_its_lease_has_run_out():
    job = make_announced(60)
    claim_job(str(job.pk), pipeline.PARSE.name)
    assert not is_due(job)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert is_due(job)


@pytest.mark.parametrize(
    "status", [JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.NEEDS_INPUT]
)
def test_finished_jobs_are_never_due(status):
    assert not is_due(make_job(status=status, announced_at=None))


def test_reconcile_announces_and_notes_it():
    job = make_job(announced_at=None)
    assert reconcile_jobs() == 1
    stored = Job.objects.get(pk=job.pk)
    assert stored.announced_at is not None
    assert stored.announcements == 1


def test_reconcile_again_at_once_floods_nobody():
    for _ in range(3):
        make_job(announced_at=None)
    assert reconcile_jobs() == 3
    assert reconcile_jobs() == 0


def test_lost_announcements_come_before_many_that_wait(monkeypatch):
    """A long queue must not keep a job that no worker knows of from being announced."""
    for _ in range(3):
        make_announced(seconds_ago=100)
    lost = make_job(announced_at=None)
    monkeypatch.setattr(reconcile, "BATCH", 1)
    reconcile_jobs()
    assert Job.objects.get(pk=lost.pk).announced_at is not None
