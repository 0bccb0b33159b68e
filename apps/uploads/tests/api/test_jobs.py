from datetime import timedelta

import pytest
from django.utils import timezone

from apps.uploads.jobs.events import JobState, record_event
from apps.uploads.models import EventKind, Job, JobStatus
from apps.uploads.tests.factories import make_job

pytestmark = pytest.mark.django_db
URL = "/api/v1/jobs/"


def test_a_job_is_described_as_documented(api, owner):
    job = make_job(owner, counts={"messages": 12})
    body = api.get(f"{URL}{job.pk}/").json()
    assert set(body) == {*JobState.__annotations__, "upload", "questions"}
    assert (body["id"], body["status"], body["stage"], body["progress"]) == (
        str(job.pk),
        "queued",
        "parse",
        0,
    )
    assert (body["counts"], body["error"]) == ({"messages": 12}, None)
    assert body["upload"] == {"id": str(job.upload_id), "filename": "chat.txt"}


def test_a_failed_job_says_why(api, owner):
    job = make_job(owner, status=JobStatus.FAILED, error_code="no_chat", error_message="It is a recipe.")
    body = api.get(f"{URL}{job.pk}/").json()
    assert body["error"] == {"code": "no_chat", "message": "It is a recipe."}


def test_the_list_is_filtered_by_status(api, owner):
    failed = make_job(owner, status=JobStatus.FAILED, error_code="x", error_message="y")
    make_job(owner)
    rows = api.get(URL, {"status": "failed"}).json()["results"]
    assert [row["id"] for row in rows] == [str(failed.pk)]
    assert api.get(URL, {"status": "nonsense"}).json()["count"] == 0


def test_the_list_has_pages(api, owner):
    ids = [str(make_job(owner).pk) for _ in range(3)]
    first = api.get(URL, {"limit": 2}).json()
    second = api.get(first["next"]).json()
    assert first["count"] == 3
    assert [row["id"] for row in first["results"] + second["results"]] == ids[::-1]


@pytest.mark.parametrize("bad", [{"limit": "x"}, {"limit": "-1"}, {"offset": "9" * 30}, {"offset": "-1"}])
def test_nonsense_as_a_page_is_no_error_of_the_server(api, owner, bad):
    make_job(owner)
    assert api.get(URL, bad).status_code in (200, 400, 404)


def test_cancel_answers_with_the_job(api, owner):
    job = make_job(owner)
    answer = api.post(f"{URL}{job.pk}/cancel/")
    assert (answer.status_code, answer.json()["status"]) == (202, "cancelled")


def test_retry_answers_with_the_job(api, owner):
    job = make_job(owner, status=JobStatus.FAILED, error_code="x", error_message="y")
    answer = api.post(f"{URL}{job.pk}/retry/")
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    assert answer.json()["error"] is None


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("cancel", JobStatus.SUCCEEDED),
        ("cancel", JobStatus.CANCELLED),
        ("cancel", JobStatus.FAILED),
        ("retry", JobStatus.RUNNING),
        ("retry", JobStatus.QUEUED),
        ("retry", JobStatus.SUCCEEDED),
    ],
)
def test_what_the_state_does_not_allow_is_a_409(api, owner, action, status):
    job = make_job(owner, status=status)
    answer = api.post(f"{URL}{job.pk}/{action}/")
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "not_possible"
    assert Job.objects.get(pk=job.pk).status == status


def test_a_running_job_stays_running_until_its_worker_has_seen_the_cancel(api, owner):
    live = timezone.now() + timedelta(seconds=30)
    job = make_job(owner, status=JobStatus.RUNNING, lease_until=live)
    assert api.post(f"{URL}{job.pk}/cancel/").json()["status"] == "running"


def test_events_after_a_number(api, owner):
    job = make_job(owner)
    for text in ("two", "three"):
        record_event(job, EventKind.LOG, text)
    events = api.get(f"{URL}{job.pk}/events/", {"after": 1}).json()
    assert [(event["number"], event["text"]) for event in events] == [(2, "two"), (3, "three")]


@pytest.mark.parametrize("after", ["x", "1.5", "9" * 40, "٣", "--1", "-"])
def test_events_after_nonsense(api, owner, after):
    answer = api.get(f"{URL}{make_job(owner).pk}/events/", {"after": after})
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["error"]["code"] == "bad_number"
