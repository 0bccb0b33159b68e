from datetime import timedelta

import pytest
from django.utils import timezone

from apps.uploads.jobs.events import JobState
from apps.uploads.jobs.state import compute_rate, compute_silence, describe_job, is_stalled
from apps.uploads.models import Job, JobStatus
from apps.uploads.tests.factories import make_job
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db


def seconds_ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


def make_running(**fields) -> Job:
    lease = {"lease_until": timezone.now() + timedelta(seconds=45)}
    return make_job(**{"status": JobStatus.RUNNING, **lease, **fields})


def test_a_description_holds_exactly_what_is_documented():
    assert set(describe_job(make_job())) == set(JobState.__annotations__)


def test_the_rate_counts_from_where_the_stage_was_taken_up():
    job = make_running(
        stage_started_at=seconds_ago(10), stage_resumed_done=400, stage_done=600, stage_total=800
    )
    assert compute_rate(job) == pytest.approx(20, rel=0.05)
    assert describe_job(job)["seconds_left"] == pytest.approx(10, rel=0.05)


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.FAILED, JobStatus.SUCCEEDED])
def test_only_a_running_job_has_a_rate(status):
    job = make_job(status=status, stage_started_at=seconds_ago(10), stage_done=600, stage_total=800)
    assert describe_job(job)["rate"] is None
    assert describe_job(job)["seconds_left"] is None


@pytest.mark.parametrize(
    ("stage", "done", "total", "expected"),
    [
        ("parse", 0, 0, 0),
        ("parse", 5, 10, 0.075),
        ("embed", 0, 0, 0.15),
        ("embed", 1, 2, 0.55),
        ("index", 0, 0, 0.95),
    ],
)
def test_progress_adds_the_stages_shares(stage, done, total, expected):
    job = make_running(stage=stage, stage_done=done, stage_total=total)
    assert job.progress == pytest.approx(expected)


def test_everything_done_is_still_not_success():
    job = make_running(stage=pipeline.INDEX.name, stage_done=7, stage_total=7)
    assert 0.99 < job.progress < 1
    assert describe_job(job)["progress"] < 1


def test_a_job_is_stalled_when_nobody_has_held_it_for_a_while(settings):
    settings.JOB_RECONCILE_S = 10
    job = make_running(lease_until=seconds_ago(30), updated_at=seconds_ago(60))
    assert is_stalled(job)
    assert not is_stalled(make_running())
    assert not is_stalled(make_running(lease_until=None, updated_at=seconds_ago(5)))
    assert not is_stalled(make_job(updated_at=seconds_ago(600)))


def test_a_renewed_lease_is_a_sign_of_life(settings):
    settings.JOB_LEASE_S = 45
    job = make_running(updated_at=seconds_ago(300), lease_until=timezone.now() + timedelta(seconds=40))
    assert compute_silence(job) == pytest.approx(5, abs=1)
    assert compute_silence(make_running(updated_at=seconds_ago(300), lease_until=None)) == pytest.approx(
        300, abs=2
    )
