from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.uploads.jobs.events import record_event
from apps.uploads.models import EventKind, Job, JobKind, JobStatus
from apps.uploads.tests.factories import get_home, make_job
from apps.uploads.views.jobs import JOBS_PER_PAGE, LOG_LINES
from chatanalysis import pipeline


def open_list(client, **query) -> list:
    return list(client.get(reverse("uploads:jobs"), query).context["page"])


def test_tabs_count_and_filter(owner, owner_client):
    failed = make_job(owner, status=JobStatus.FAILED)
    queued = make_job(owner)
    assert open_list(owner_client, status="failed") == [failed]
    assert open_list(owner_client) == [queued, failed]
    tabs = owner_client.get(reverse("uploads:jobs")).context["tabs"]
    assert {status for status, count in tabs.items() if count} == {"queued", "failed"}
    assert list(tabs) == JobStatus.values


def test_an_unknown_state_or_page_is_read_as_none(owner, owner_client):
    job = make_job(owner)
    assert open_list(owner_client, status="dancing", page="last'--") == [job]


def test_the_list_is_paged(owner, owner_client):
    for _ in range(JOBS_PER_PAGE + 1):
        make_job(owner)
    assert len(open_list(owner_client)) == JOBS_PER_PAGE
    assert len(open_list(owner_client, page=2)) == 1


def test_a_longer_list_costs_no_more_queries(owner, owner_client, count_queries):
    make_job(owner, status=JobStatus.RUNNING)
    few = count_queries(lambda: open_list(owner_client))
    for status in JobStatus.values:
        make_job(owner, status=status, error_code="x", error_message="y")
    assert count_queries(lambda: open_list(owner_client)) == few


def test_a_script_gets_the_panel_alone(owner, owner_client):
    job = make_job(owner)
    page = reverse("uploads:job", args=[job.pk])
    assert "<html" in owner_client.get(page).content.decode()
    fragment = owner_client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "<live-job" in fragment


def test_an_error_is_told_with_its_code(owner, owner_client):
    job = make_job(
        owner, status=JobStatus.FAILED, error_code="broken_archive", error_message="Zip it <again>."
    )
    text = owner_client.get(reverse("uploads:job", args=[job.pk])).content.decode()
    assert "Zip it &lt;again&gt;." in text
    assert "broken_archive" in text


def test_a_job_nobody_works_on_is_called_stalled(owner, owner_client):
    old = timezone.now() - timedelta(minutes=5)
    job = make_job(owner, status=JobStatus.RUNNING, lease_until=old, updated_at=old)
    assert "Stalled" in owner_client.get(reverse("uploads:live_job", args=[job.pk])).content.decode()


def test_a_job_between_two_workers_waits(owner, owner_client):
    old = timezone.now() - timedelta(minutes=5)
    job = make_job(owner, status=JobStatus.RUNNING, lease_until=None, updated_at=old)
    text = owner_client.get(reverse("uploads:live_job", args=[job.pk])).content.decode()
    assert "Waiting" in text
    assert "Stalled" not in text


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        (JobStatus.QUEUED, {"Cancel job"}),
        (JobStatus.RUNNING, {"Cancel job"}),
        (JobStatus.FAILED, {"Retry"}),
        (JobStatus.CANCELLED, {"Retry"}),
        (JobStatus.SUCCEEDED, set()),
    ],
)
def test_buttons_fit_the_state(status, buttons, owner, owner_client):
    job = make_job(owner, status=status)
    text = owner_client.get(reverse("uploads:job", args=[job.pk])).content.decode()
    assert {name for name in ("Cancel job", "Retry") if f"{name}</" in text} == buttons


def test_the_log_loads_older_lines_and_newer_ones(owner, owner_client):
    job = make_job(owner)
    for number in range(LOG_LINES + 5):
        record_event(job, EventKind.LOG, f"line {number}")
    record_event(job, EventKind.PROGRESS)
    first = owner_client.get(reverse("uploads:job", args=[job.pk])).context
    assert len(first["lines"]) == LOG_LINES
    assert first["has_older"]
    log = reverse("uploads:job_log", args=[job.pk])
    older = owner_client.get(log, {"before": first["lines"][-1].number}).context
    assert [line.text for line in older["lines"]][-1] == "Received."
    assert not older["has_older"]
    newer = owner_client.get(log, {"after": first["lines"][2].number}).context
    assert newer["lines"] == first["lines"][:2]


def test_nonsense_in_place_of_a_number_is_ignored(owner, owner_client):
    job = make_job(owner)
    answer = owner_client.get(reverse("uploads:job_log", args=[job.pk]), {"before": "9" * 40, "after": "-1"})
    assert [line.text for line in answer.context["lines"]] == ["Received."]


def test_a_job_without_an_upload_is_shown_by_its_title(owner, owner_client):
    job = Job.objects.create(
        organization=get_home(owner),
        kind=JobKind.INDEX,
        stage=pipeline.EMBED.name,
        stage_done=50,
        stage_total=100,
        subject={"title": "Index with another-model"},
    )
    for page in ("uploads:job", "uploads:live_job", "uploads:job_log", "uploads:cancel_job"):
        assert "Index with another-model" in owner_client.get(reverse(page, args=[job.pk])).content.decode()
    assert "Index with another-model" in owner_client.get(reverse("uploads:jobs")).content.decode()
    assert job.progress == pytest.approx(0.5 * 0.80 / 0.85)
    for status in JobStatus.values:
        Job.objects.filter(pk=job.pk).update(status=status, counts={"messages": 3, "searchable": 3})
        page = owner_client.get(reverse("uploads:job", args=[job.pk])).content.decode()
        assert "Reading the chats" not in page
        assert "Import report" not in page


@pytest.mark.parametrize(("counts", "is_joined"), [({}, False), ({"added": 0, "messages": 9}, True)])
def test_a_merge_that_ended_early_says_whether_they_are_two_still(owner, owner_client, counts, is_joined):
    """Its worker may have died between joining them and the next stage."""
    job = Job.objects.create(
        organization=get_home(owner),
        kind=JobKind.MERGE,
        stage=pipeline.MERGE.name,
        status=JobStatus.CANCELLED,
        counts=counts,
        subject={"title": "Merge Bob into Ada", "target": 1, "source": 2},
    )
    page = owner_client.get(reverse("uploads:job", args=[job.pk])).content.decode()
    assert ("They are two conversations as before" in page) is not is_joined
    Job.objects.filter(pk=job.pk).update(status=JobStatus.FAILED, error_message="No.")
    page = owner_client.get(reverse("uploads:job", args=[job.pk])).content.decode()
    assert "imported" not in page
