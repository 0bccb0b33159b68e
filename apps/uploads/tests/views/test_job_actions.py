import json

import pytest
from django.urls import reverse

from apps.uploads.models import JobStatus
from apps.uploads.tests.factories import make_job


def press(client, action: str, job, **headers):
    return client.post(reverse(f"uploads:{action}", args=[job.pk]), headers=headers)


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("cancel_job", JobStatus.QUEUED, JobStatus.CANCELLED),
        ("retry_job", JobStatus.FAILED, JobStatus.QUEUED),
        ("retry_job", JobStatus.CANCELLED, JobStatus.QUEUED),
    ],
)
def test_without_scripts_the_button_leads_back_to_the_job(action, before, after, owner, owner_client):
    job = make_job(owner, status=before)
    answer = press(owner_client, action, job)
    assert answer.status_code == 302
    assert answer.url == reverse("uploads:job", args=[job.pk])
    job.refresh_from_db()
    assert job.status == after


def test_htmx_gets_the_new_panel_with_focus_and_a_message(owner, owner_client):
    job = make_job(owner)
    answer = press(owner_client, "cancel_job", job, **{"HX-Request": "true"})
    assert "autofocus" in answer.content.decode()
    assert 'data-status="cancelled"' in answer.content.decode()
    assert json.loads(answer["HX-Trigger"])["toast"]["level"] == "success"


def test_what_is_not_possible_is_said_and_changes_nothing(owner, owner_client):
    job = make_job(owner, status=JobStatus.SUCCEEDED)
    answer = press(owner_client, "retry_job", job, **{"HX-Request": "true"})
    assert json.loads(answer["HX-Trigger"])["toast"]["level"] == "warning"
    job.refresh_from_db()
    assert job.status == JobStatus.SUCCEEDED


def test_following_a_link_cancels_nothing(owner, owner_client):
    job = make_job(owner)
    answer = owner_client.get(reverse("uploads:cancel_job", args=[job.pk]))
    assert "Cancel this job?" in answer.content.decode()
    assert owner_client.get(reverse("uploads:retry_job", args=[job.pk])).status_code == 405
    job.refresh_from_db()
    assert job.status == JobStatus.QUEUED
