import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.uploads.jobs.events import record_event
from apps.uploads.models import EventKind, JobStatus
from apps.uploads.services.prune import prune_records
from apps.uploads.tests.factories import make_job

pytestmark = pytest.mark.django_db
DAY_S = 24 * 3600


@pytest.fixture(autouse=True)
def own_state(settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path


def make_finished(days_ago: float):
    job = make_job(status=JobStatus.SUCCEEDED, finished_at=timezone.now() - timedelta(days=days_ago))
    for kind in (EventKind.PROGRESS, EventKind.LOG, EventKind.STAGE):
        record_event(job, kind)
    return job


def list_kinds(job) -> set[str]:
    return set(job.events.values_list("kind", flat=True))


def test_progress_of_jobs_that_ended_long_ago_is_forgotten():
    old, fresh = make_finished(days_ago=2), make_finished(days_ago=0.5)
    assert prune_records()["events"] == 1
    assert list_kinds(old) == {"status", "log", "stage"}
    assert list_kinds(fresh) == {"status", "log", "stage", "progress"}


def test_progress_of_a_running_job_stays():
    job = make_job(status=JobStatus.RUNNING)
    record_event(job, EventKind.PROGRESS)
    assert prune_records()["events"] == 0


def test_what_a_crash_left_behind_is_removed_after_a_day(tmp_path):
    folder = tmp_path / "tmp"
    for name, age_s in (("unpack-old", 2 * DAY_S), ("unpack-new", 60), ("other", 2 * DAY_S)):
        (folder / name).mkdir(parents=True)
        (folder / name / "file").write_text("x")
        os.utime(folder / name, (time.time() - age_s,) * 2)
    for name, age_s in (("a1b2.upload.txt", 2 * DAY_S), ("c3d4.upload", 60)):
        (folder / name).write_text("x")
        os.utime(folder / name, (time.time() - age_s,) * 2)
    assert prune_records()["left_over"] == 2
    assert {path.name for path in folder.iterdir()} == {"unpack-new", "other", "c3d4.upload"}


def test_nothing_to_do_is_no_error():
    assert prune_records() == {"events": 0, "left_over": 0}
