from datetime import timedelta

import pytest
from django.utils import timezone

from apps.uploads.jobs.lease import claim_job
from apps.uploads.models import DeadLetter, Job, JobStatus, SourceFile, SourceState
from apps.uploads.services.control_job import NotPossible, cancel_job, retry_job
from apps.uploads.tests.factories import make_job
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db
PARSE, EMBED = pipeline.PARSE.name, pipeline.EMBED.name
FINISHED = [JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED]


def stored(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_queued_job_is_cancelled_at_once():
    job = make_job()
    assert cancel_job(job).status == JobStatus.CANCELLED
    assert stored(job).status == JobStatus.CANCELLED
    assert stored(job).finished_at is not None
    assert claim_job(str(job.pk), PARSE) is None


def test_a_job_in_work_is_asked_to_stop():
    job = make_job()
    holder = claim_job(str(job.pk), PARSE)
    cancel_job(job)
    assert stored(job).status == JobStatus.RUNNING
    assert stored(job).cancel_requested_at is not None
    assert stored(job).lease_number == holder.lease_number


def test_a_job_whose_worker_died_is_cancelled_and_fenced():
    job = make_job()
    holder = claim_job(str(job.pk), PARSE)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert cancel_job(job).status == JobStatus.CANCELLED
    assert stored(job).lease_number == holder.lease_number + 1


@pytest.mark.parametrize("status", FINISHED)
def test_what_has_ended_is_not_cancelled(status):
    with pytest.raises(NotPossible, match=status):
        cancel_job(make_job(status=status))


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.CANCELLED])
def test_a_retry_goes_on_at_the_stage_where_it_stopped(status):
    job = make_job(
        status=status,
        stage=EMBED,
        stage_done=40,
        stage_total=100,
        attempt=4,
        error_code="crashed_repeatedly",
        error_message="It did.",
        finished_at=timezone.now(),
        lease_number=7,
    )
    retry_job(job)
    again = stored(job)
    assert (again.status, again.stage, again.stage_done) == (JobStatus.QUEUED, EMBED, 40)
    assert (again.attempt, again.error_code, again.error_message) == (0, "", "")
    assert (again.finished_at, again.lease_until) == (None, None)
    assert again.lease_number == 8


@pytest.mark.django_db(transaction=True)
def test_a_retry_is_announced():
    job = make_job(status=JobStatus.FAILED, announced_at=None)
    retry_job(job)
    assert stored(job).announced_at is not None


def test_a_retry_answers_the_dead_letter():
    job = make_job(status=JobStatus.FAILED)
    letter = DeadLetter.objects.create(job=job, stage=PARSE, attempts=3, reason="It did.")
    retry_job(job)
    letter.refresh_from_db()
    assert letter.resolved_at is not None


def test_files_that_failed_are_read_again_and_others_are_not():
    job = make_job(status=JobStatus.FAILED, stage=EMBED, counts={"failed_files": 1, "messages": 9})
    for path, state in (("good.txt", SourceState.PARSED), ("bad.txt", SourceState.FAILED)):
        SourceFile.objects.create(upload=job.upload, path=path, state=state, error_code="x")
    retry_job(job)
    states = dict(job.upload.source_files.values_list("path", "state"))
    assert states == {"good.txt": SourceState.PARSED, "bad.txt": SourceState.PENDING}
    assert stored(job).stage == PARSE
    assert stored(job).counts == {"failed_files": 0, "messages": 9}


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.SUCCEEDED])
def test_only_what_failed_or_was_cancelled_is_retried(status):
    with pytest.raises(NotPossible, match=status):
        retry_job(make_job(status=status))


@pytest.mark.django_db(transaction=True)
def test_of_two_retries_at_once_one_is_refused(at_once):
    job = make_job(status=JobStatus.FAILED)

    def try_it() -> bool:
        try:
            retry_job(job)
        except NotPossible:
            return False
        return True

    assert sorted(at_once(try_it, times=2)) == [False, True]
