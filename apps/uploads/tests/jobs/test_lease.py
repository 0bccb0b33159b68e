from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from apps.uploads.jobs.exceptions import LeaseLost
from apps.uploads.jobs.lease import Heartbeat, claim_job, lock_fenced
from apps.uploads.models import EventKind, Job, JobStatus
from apps.uploads.tests.factories import make_job
from apps.uploads.tests.waiting import wait_until
from chatanalysis import pipeline

PARSE = pipeline.PARSE.name


def expire_lease(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_claim_takes_the_lease_and_counts_the_attempt():
    job = make_job()
    claimed = claim_job(str(job.pk), PARSE)
    stored = Job.objects.get(pk=job.pk)
    assert (claimed.lease_number, stored.lease_number) == (1, 1)
    assert stored.status == JobStatus.RUNNING
    assert stored.has_live_lease
    assert (stored.attempt, stored.attempts_total) == (1, 1)
    assert stored.started_at is not None
    assert stored.lease_owner


@pytest.mark.django_db
def test_a_job_under_a_live_lease_is_not_claimed():
    job = make_job()
    claim_job(str(job.pk), PARSE)
    assert claim_job(str(job.pk), PARSE) is None
    assert Job.objects.get(pk=job.pk).attempts_total == 1


@pytest.mark.django_db
def test_an_expired_lease_is_taken_with_a_higher_number():
    job = make_job()
    first = claim_job(str(job.pk), PARSE)
    expire_lease(job)
    second = claim_job(str(job.pk), PARSE)
    assert second.lease_number == first.lease_number + 1
    assert second.attempt == 2
    assert second.started_at == first.started_at
    assert second.events.filter(kind=EventKind.LOG, text__contains="attempt 2").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "status", [JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.NEEDS_INPUT]
)
def test_a_finished_job_is_not_claimed(status):
    assert claim_job(str(make_job(status=status).pk), PARSE) is None


@pytest.mark.django_db
def test_a_late_announcement_of_an_earlier_stage_takes_nothing():
    assert claim_job(str(make_job(stage=pipeline.EMBED.name).pk), PARSE) is None


@pytest.mark.django_db(transaction=True)
def test_of_several_claimers_at_once_one_wins(at_once):
    job = make_job()
    claims = at_once(lambda: claim_job(str(job.pk), PARSE), times=6)
    assert len([claim for claim in claims if claim is not None]) == 1
    assert Job.objects.get(pk=job.pk).attempts_total == 1


@pytest.mark.django_db
def test_the_fence_refuses_a_holder_whose_lease_went_on():
    job = make_job()
    old = claim_job(str(job.pk), PARSE)
    expire_lease(job)
    new = claim_job(str(job.pk), PARSE)
    with transaction.atomic():
        assert lock_fenced(new).pk == job.pk
    with pytest.raises(LeaseLost), transaction.atomic():
        lock_fenced(old)


@pytest.mark.django_db
def test_an_expired_lease_that_nobody_took_still_lets_its_holder_write():
    job = make_job()
    holder = claim_job(str(job.pk), PARSE)
    expire_lease(job)
    with transaction.atomic():
        assert lock_fenced(holder).pk == job.pk


@pytest.mark.django_db(transaction=True)
def test_heartbeat_renews_until_stopped(settings):
    settings.JOB_LEASE_S, settings.JOB_LEASE_RENEW_S = 30, 0.05
    job = make_job()
    claimed = claim_job(str(job.pk), PARSE)
    expire_lease(job)
    heartbeat = Heartbeat(claimed)
    heartbeat.start()
    wait_until(lambda: Job.objects.get(pk=job.pk).has_live_lease)
    heartbeat.stop()
    expire_lease(job)
    assert not heartbeat.is_alive()
    assert not Job.objects.get(pk=job.pk).has_live_lease


@pytest.mark.django_db(transaction=True)
def test_heartbeat_notices_that_the_lease_went_to_somebody_else(settings):
    settings.JOB_LEASE_RENEW_S = 0.05
    claimed = claim_job(str(make_job().pk), PARSE)
    heartbeat = Heartbeat(claimed)
    Job.objects.filter(pk=claimed.pk).update(lease_number=claimed.lease_number + 1)
    heartbeat.start()
    wait_until(lambda: heartbeat.lost)
    heartbeat.stop()
    assert heartbeat.lost


@pytest.mark.django_db(transaction=True)
def test_heartbeat_does_not_revive_a_lease_that_was_given_back(settings):
    """A renewal that comes between the end of a slice and the end of its thread would block the job for a lease."""
    settings.JOB_LEASE_RENEW_S = 0.05
    claimed = claim_job(str(make_job().pk), PARSE)
    Job.objects.filter(pk=claimed.pk).update(lease_until=None)
    heartbeat = Heartbeat(claimed)
    heartbeat.start()
    wait_until(lambda: heartbeat.lost)
    heartbeat.stop()
    assert Job.objects.get(pk=claimed.pk).lease_until is None
