import pytest
from celery import current_app
from django.utils import timezone
from kombu import Connection

from apps.uploads.jobs.announce import announce
from apps.uploads.models import Job
from apps.uploads.tests.factories import make_job
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker() -> Connection:
    """The broker with empty queues: tests have no workers."""
    with current_app.connection_for_write() as connection:
        for name in pipeline.QUEUES:
            connection.SimpleQueue(name).clear()
        yield connection


@pytest.mark.parametrize("stage", pipeline.STAGES, ids=lambda stage: stage.name)
def test_the_stage_s_task_comes_to_its_queue_with_the_job_s_id(broker, stage):
    job = make_job(stage=stage.name)
    assert announce(job.pk, stage.name)
    message = broker.SimpleQueue(stage.queue).get(timeout=2)
    message.ack()
    assert message.headers["task"] == stage.task
    assert message.payload[0] == [str(job.pk)]


def test_an_announcement_is_noted(broker):
    job = make_job()
    before = timezone.now()
    announce(job.pk, job.stage)
    announce(job.pk, job.stage)
    stored = Job.objects.get(pk=job.pk)
    assert stored.announced_at >= before
    assert stored.announcements == 2


def test_a_broker_that_is_away_is_no_error(monkeypatch):
    """The job stays without an announcement, and so the reconciler finds it."""
    job = make_job()
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis+socket:///nowhere/redis.sock")
    assert not announce(job.pk, job.stage)
    stored = Job.objects.get(pk=job.pk)
    assert stored.announced_at is None
    assert stored.announcements == 0
