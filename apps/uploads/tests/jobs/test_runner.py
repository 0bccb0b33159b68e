from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.uploads.jobs import outcome
from apps.uploads.jobs.exceptions import JobFailed, LeaseLost
from apps.uploads.jobs.outcome import CRASHED_REPEATEDLY
from apps.uploads.jobs.runner import Work, run_slice
from apps.uploads.models import DeadLetter, EventKind, Job, JobStatus
from apps.uploads.services.control_job import cancel_job
from apps.uploads.tests.factories import make_job
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db
PARSE, EMBED, INDEX = (stage.name for stage in pipeline.STAGES)


class Disturbance(Exception):
    """An error no code expects."""


def break_down(_work: Work) -> bool:
    raise Disturbance("the disk sang")


def run(job: Job, do_stage, stage: str = PARSE) -> Job:
    """Run a slice, let its pause pass, and return the job as it is stored."""
    try:
        run_slice(str(job.pk), stage, do_stage)
    except Disturbance:
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    return Job.objects.get(pk=job.pk)


def lose_lease(job: Job) -> None:
    """Let another worker take the job."""
    Job.objects.filter(pk=job.pk).update(lease_number=job.lease_number + 1)


def test_the_attempt_is_counted_before_the_work():
    seen = []

    def look(work: Work) -> bool:
        seen.append(Job.objects.get(pk=work.job.pk).attempt)
        return False

    run(make_job(), look)
    assert seen == [1]


def test_a_slice_that_ends_well_gives_the_lease_back_and_forgets_its_attempts():
    job = make_job(attempt=2, attempts_total=2)
    stored = run(job, lambda work: False)
    assert (stored.status, stored.stage) == (JobStatus.RUNNING, PARSE)
    assert (stored.attempt, stored.attempts_total) == (0, 3)
    assert stored.lease_until is None


@pytest.mark.django_db(transaction=True)
def test_the_rest_of_a_stage_is_announced_again():
    job = make_job(announced_at=None)
    assert run(job, lambda work: False).announced_at is not None


def test_a_complete_stage_hands_the_job_on():
    job = make_job(stage_done=5, stage_total=5)
    stored = run(job, lambda work: True)
    assert (stored.status, stored.stage) == (JobStatus.RUNNING, EMBED)
    assert (stored.stage_done, stored.stage_total, stored.attempt) == (0, 0, 0)
    assert stored.lease_until is None
    assert stored.events.filter(kind=EventKind.STAGE, text=EMBED).count() == 1


def test_the_last_stage_ends_the_job():
    stored = run(make_job(stage=INDEX), lambda work: True, INDEX)
    assert stored.status == JobStatus.SUCCEEDED
    assert stored.progress == 1
    assert stored.finished_at is not None


def test_damage_noted_earlier_ends_the_job_as_failed_after_the_last_stage():
    damaged = make_job(stage=INDEX, damage={"code": "bad_json", "message": "It ends in the middle."})
    stored = run(damaged, lambda work: True, INDEX)
    assert (stored.status, stored.error_code) == (JobStatus.FAILED, "bad_json")
    assert stored.error_message == "It ends in the middle."


def test_a_failure_that_no_retry_can_mend_ends_the_job_at_once():
    def refuse(_work: Work) -> bool:
        raise JobFailed("no_chat", "That is a cake recipe.")

    stored = run(make_job(), refuse)
    assert (stored.status, stored.error_code, stored.error_message) == (
        JobStatus.FAILED,
        "no_chat",
        "That is a cake recipe.",
    )
    assert not DeadLetter.objects.filter(job=stored).exists()


def test_an_unknown_error_is_logged_and_paused():
    job = make_job()
    with pytest.raises(Disturbance):
        run_slice(str(job.pk), PARSE, break_down)
    stored = Job.objects.get(pk=job.pk)
    assert (stored.status, stored.attempt) == (JobStatus.RUNNING, 1)
    pause_s = (stored.lease_until - timezone.now()).total_seconds()
    assert 0 < pause_s <= outcome.RETRY_PAUSE_S
    log = stored.events.filter(kind=EventKind.LOG).last()
    assert log.text == "Attempt 1 failed: Disturbance: the disk sang"


def test_after_an_unknown_error_the_next_attempt_may_succeed():
    job = make_job()
    run(job, break_down)
    assert run(job, lambda work: True).stage == EMBED


def test_the_fourth_attempt_becomes_a_dead_letter_without_work():
    job = make_job()
    for _ in range(3):
        run(job, break_down)
    begun = []
    stored = run(job, begun.append)
    assert begun == []
    assert (stored.status, stored.error_code) == (JobStatus.FAILED, CRASHED_REPEATEDLY)
    letter = DeadLetter.objects.get(job=job)
    assert (letter.stage, letter.attempts) == (PARSE, 3)
    assert letter.reason == "Attempt 3 failed: Disturbance: the disk sang"


def test_a_dead_letter_says_when_the_worker_itself_died():
    job = make_job(attempt=3, attempts_total=3)
    run(job, break_down)
    assert DeadLetter.objects.get(job=job).reason == "The worker died in the last attempt."


def test_a_cancel_is_obeyed_between_two_batches():
    batches = []

    def work_on(work: Work) -> bool:
        for number in range(3):
            with work.commit():
                batches.append(number)
            cancel_job(work.job)
        return True

    stored = run(make_job(), work_on)
    assert batches == [0]
    assert stored.status == JobStatus.CANCELLED
    assert stored.cancel_requested_at is None


def test_a_cancel_that_came_while_nobody_worked_is_obeyed_first():
    begun = []
    stored = run(make_job(cancel_requested_at=timezone.now()), begun.append)
    assert begun == []
    assert stored.status == JobStatus.CANCELLED


def test_a_commit_saves_progress_and_counts():
    def work_on(work: Work) -> bool:
        with work.commit() as row:
            row.stage_done, row.stage_total, row.counts = 30, 100, {"messages": 30}
        return False

    stored = run(make_job(), work_on)
    assert (stored.stage_done, stored.stage_total, stored.counts) == (30, 100, {"messages": 30})
    assert stored.progress == pytest.approx(0.3 * pipeline.PARSE.share)


def test_a_batch_that_breaks_leaves_nothing_of_itself():
    def work_on(work: Work) -> bool:
        with work.commit() as row:
            row.stage_done = 30
            DeadLetter.objects.create(job=row, stage=PARSE, attempts=1, reason="half a batch")
            raise Disturbance

    stored = run(make_job(), work_on)
    assert stored.stage_done == 0
    assert not DeadLetter.objects.exists()


def test_a_holder_that_lost_its_lease_writes_nothing():
    def work_on(work: Work) -> bool:
        lose_lease(work.job)
        with work.commit() as row:
            row.stage_done = 30
        return True

    stored = run(make_job(), work_on)
    assert (stored.stage_done, stored.stage) == (0, PARSE)
    assert stored.status == JobStatus.RUNNING


@pytest.mark.parametrize("ending", [True, False, JobFailed("code", "words"), Disturbance("words")], ids=repr)
def test_a_holder_that_lost_its_lease_decides_nothing(ending):
    def work_on(work: Work) -> bool:
        lose_lease(work.job)
        if isinstance(ending, Exception):
            raise ending
        return ending

    job = make_job(stage=INDEX)
    stored = run(job, work_on, INDEX)
    assert (stored.status, stored.stage, stored.error_code) == (JobStatus.RUNNING, INDEX, "")
    assert stored.lease_number == 2
    told = stored.events.exclude(kind=EventKind.PROGRESS).values_list("text", flat=True)
    assert list(told) == ["Received.", "Started."]


def test_a_log_entry_needs_the_lease_too():
    def work_on(work: Work) -> bool:
        work.log("mine")
        lose_lease(work.job)
        work.log("not mine any more")
        return False

    stored = run(make_job(), work_on)
    assert stored.events.filter(kind=EventKind.LOG).get().text == "mine"


def test_a_commit_writes_no_more_than_asked_when_the_heartbeat_has_seen_the_loss():
    def work_on(work: Work) -> bool:
        work._heartbeat.lost = True
        with connection.execute_wrapper(refuse_queries), work.commit():
            pass
        return True

    assert run(make_job(), work_on).stage == PARSE


def refuse_queries(*_args):
    raise AssertionError("nothing is to be asked of the database")


def test_lease_lost_is_not_an_error_of_the_task():
    job = make_job()
    run_slice(str(job.pk), PARSE, raise_lease_lost)
    assert Job.objects.get(pk=job.pk).attempt == 1


def raise_lease_lost(work: Work) -> bool:
    raise LeaseLost(str(work.job.pk))
