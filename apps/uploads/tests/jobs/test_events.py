import pytest

from apps.uploads.jobs.events import record_event
from apps.uploads.jobs.runner import Work, run_slice
from apps.uploads.models import EventKind, Job
from apps.uploads.tests.factories import make_job
from chatanalysis import pipeline


@pytest.mark.django_db
def test_events_are_numbered_from_one_without_gaps():
    job = make_job()
    for number in range(5):
        record_event(job, EventKind.LOG, f"line {number}")
    assert list(job.events.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Job.objects.get(pk=job.pk).event_number == 6


@pytest.mark.django_db(transaction=True)
def test_events_recorded_at_once_get_numbers_of_their_own(at_once):
    job = make_job()
    at_once(lambda: record_event(Job.objects.get(pk=job.pk), EventKind.LOG, "hello"), times=8)
    assert list(job.events.values_list("number", flat=True)) == list(range(1, 10))


@pytest.mark.django_db
def test_progress_never_falls_and_is_one_only_after_success(monkeypatch):
    monkeypatch.setattr("apps.uploads.jobs.runner.PROGRESS_EVENT_S", 0)
    job = make_job()

    def work_on(work: Work) -> bool:
        for done in range(0, 101, 10):
            with work.commit() as row:
                row.stage_done, row.stage_total = done, 100
        return True

    for stage in pipeline.STAGES:
        run_slice(str(job.pk), stage.name, work_on)
    told = [event.payload["progress"] for event in job.events.order_by("number")]
    assert told == sorted(told)
    assert len(set(told)) > 25
    assert told[-1] == 1
    assert all(progress < 1 for progress in told[:-1])


@pytest.mark.django_db
def test_news_of_progress_comes_at_most_every_so_often(monkeypatch):
    monkeypatch.setattr("apps.uploads.jobs.runner.PROGRESS_EVENT_S", 60)
    job = make_job()

    def work_on(work: Work) -> bool:
        for done in range(50):
            with work.commit() as row:
                row.stage_done, row.stage_total = done, 50
        return True

    run_slice(str(job.pk), pipeline.PARSE.name, work_on)
    assert job.events.filter(kind=EventKind.PROGRESS).count() == 1
