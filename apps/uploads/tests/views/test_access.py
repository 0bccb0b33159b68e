"""Who sees what: owner, colleague, stranger, visitor; unknown and forbidden look the same."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from apps.uploads.models import JobStatus
from apps.uploads.tests.factories import make_job

JOB_PAGES = ["job", "live_job", "job_log", "cancel_job"]


def address(page: str, job) -> str:
    return reverse(f"uploads:{page}", args=[job.upload_id if page == "upload_detail" else job.pk])


def log_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", [*JOB_PAGES, "upload_detail"])
def test_colleagues_see_a_page_and_strangers_do_not(page, owner, colleague, stranger):
    job = make_job(owner)
    assert log_in(owner).get(address(page, job)).status_code == 200
    assert log_in(colleague).get(address(page, job)).status_code == 200
    assert log_in(stranger).get(address(page, job)).status_code == 404


@pytest.mark.parametrize("page", [*JOB_PAGES, "upload_detail"])
def test_an_unknown_id_is_answered_like_a_foreign_one(page, owner_client):
    assert owner_client.get(reverse(f"uploads:{page}", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("page", ["home", "uploads:uploads", "uploads:upload", "uploads:jobs"])
def test_visitors_are_sent_to_log_in(page, owner):
    answer = Client().get(reverse(page))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("page", ["home", "uploads:uploads", "uploads:jobs"])
def test_lists_hold_nothing_of_others(page, owner, stranger):
    job = make_job(owner)
    mine = log_in(owner).get(reverse(page)).content.decode()
    theirs = log_in(stranger).get(reverse(page)).content.decode()
    assert job.upload.filename in mine
    assert job.upload.filename not in theirs


@pytest.mark.parametrize("action", ["retry_job", "cancel_job"])
def test_strangers_change_nothing(action, owner, stranger):
    job = make_job(owner, status=JobStatus.FAILED if action == "retry_job" else JobStatus.QUEUED)
    assert log_in(stranger).post(address(action, job)).status_code == 404
    before = job.status
    job.refresh_from_db()
    assert job.status == before


def test_lists_follow_the_active_organization(owner, colleague):
    job = make_job(owner)
    client = log_in(colleague)
    for organization in colleague.organizations.all():
        client.post(reverse("accounts:switch_organization"), {"organization": organization.slug})
        shown = list(client.get(reverse("uploads:jobs")).context["page"])
        assert shown == ([job] if organization == job.organization else [])
