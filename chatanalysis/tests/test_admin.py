"""The admin site: every model has its pages, with rows in them, and they stay quick."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from apps.accounts.services.accounts import create_account
from apps.search.models import (
    Deletion,
    EmbeddingModel,
    IndexReplica,
    IndexState,
    IndexVersion,
    SavedSearch,
    SearchEvent,
    Segment,
)
from apps.search.tests.factories import make_model
from apps.uploads.jobs.events import record_event
from apps.uploads.models import (
    DeadLetter,
    EventKind,
    IdentityClue,
    IdentityDistinction,
    IdentityMerge,
    IdentitySplit,
    Job,
    JobStatus,
    Message,
    SourceFile,
)
from apps.uploads.tests.factories import get_home, make_conversation, make_job, make_user

pytestmark = pytest.mark.django_db
OURS = ("accounts", "uploads", "search", "analytics")
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "storage"


@pytest.fixture
def site(client):
    client.force_login(create_account("admin@example.org", "a password nobody guesses", is_admin=True))
    return client


@pytest.fixture
def rows() -> None:
    """Some of everything."""
    owner = make_user("owner")
    owner.api_tokens.create(name="laptop", prefix="ca_12345", digest="0" * 64)
    chat = make_conversation(owner, ["hello", "there"])
    job = chat.upload.job
    record_event(job, EventKind.LOG, "a line")
    DeadLetter.objects.create(job=job, stage="parse", attempts=3, reason="It died.")
    SourceFile.objects.create(upload=chat.upload, path="chat.txt")
    version = IndexVersion.objects.create(
        organization=get_home(owner),
        model=make_model(),
        window={},
        dim=1,
        vocabulary_size=1,
        codec_file="c",
        codec_sha256="0",
    )
    ada, bob = (participant.person for participant in chat.participants.order_by("name"))
    same = {"organization": get_home(owner)}
    IdentityMerge.objects.create(person=ada, merged=bob, **same)
    IdentityClue.objects.create(first=ada, second=bob, text="The same.", strength=1, **same)
    IdentityDistinction.objects.create(first=ada, second=bob, **same)
    IdentitySplit.objects.create(person=ada, parted=bob, **same)
    IndexReplica.objects.create(worker="search@here", index_version=version)
    Deletion.objects.create(organization=get_home(owner), message_ids=[1])
    SavedSearch.objects.create(user=owner, organization=get_home(owner), name="visa")
    SearchEvent.objects.create(
        user=owner, organization=get_home(owner), query="visa", hit_count=1, total=1, took_ms=1
    )
    Segment.objects.create(
        index_version=version,
        conversation=chat,
        first_sequence=0,
        last_sequence=1,
        message_count=2,
        file="f",
        sha256="0",
        size_bytes=1,
    )


def get_url(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_of_ours_is_in_the_admin(model):
    registered = model in admin.site._registry
    shown_within_another = any(
        inline.model is model for site_admin in admin.site._registry.values() for inline in site_admin.inlines
    )
    assert registered or shown_within_another


@pytest.mark.parametrize(
    "model",
    [model for model in admin.site._registry if model._meta.app_label in OURS],
    ids=lambda m: m._meta.label,
)
def test_lists_search_and_single_pages_open(site, rows, model):
    assert site.get(get_url(model, "changelist")).status_code == 200
    assert site.get(get_url(model, "changelist"), {"q": "x"}).status_code == 200
    row = model.objects.first()
    assert row is not None, "the test makes some of everything"
    assert site.get(get_url(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", [Job, SourceFile, DeadLetter, Segment], ids=lambda model: model._meta.label)
def test_a_list_of_more_rows_needs_no_more_queries(site, rows, model, django_assert_max_num_queries):
    def count_queries() -> int:
        with django_assert_max_num_queries(30) as captured:
            site.get(get_url(model, "changelist"))
        return len(captured)

    count_queries()
    before = count_queries()
    for _ in range(4):
        job = make_job()
        DeadLetter.objects.create(job=job, stage="parse", attempts=3, reason="It died.")
        SourceFile.objects.create(upload=job.upload, path="chat.txt")
    assert count_queries() == before


def act(site, action: str, *jobs: Job):
    data = {"action": action, "_selected_action": [str(job.pk) for job in jobs]}
    return site.post(get_url(Job, "changelist"), data, follow=True)


def test_failed_jobs_are_retried_from_the_list(site):
    failed = make_job(status=JobStatus.FAILED, error_code="x", error_message="y")
    running = make_job(status=JobStatus.RUNNING)
    page = act(site, "retry_jobs", failed, running).content.decode()
    assert Job.objects.get(pk=failed.pk).status == JobStatus.QUEUED
    assert Job.objects.get(pk=running.pk).status == JobStatus.RUNNING
    assert "1 taken up again." in page
    assert "Only failed or cancelled jobs can be retried" in page


def test_jobs_are_cancelled_from_the_list(site):
    job = make_job()
    act(site, "cancel_jobs", job)
    assert Job.objects.get(pk=job.pk).status == JobStatus.CANCELLED


def choose(site, action: str, row):
    data = {"action": action, "_selected_action": [str(row.pk)]}
    return site.post(get_url(type(row), "changelist"), data, follow=True).content.decode()


def test_index_versions_are_activated_and_retired_from_the_list(site, rows):
    version = IndexVersion.objects.get()
    assert "activate another one first" in choose(site, "retire_versions", version)
    IndexVersion.objects.update(state=IndexState.STANDBY)
    assert "once its job has completed it" in choose(site, "activate_versions", version)
    assert Job.objects.filter(kind="index").count() == 1
    assert "is retired" in choose(site, "retire_versions", version)
    assert IndexVersion.objects.get().state == IndexState.RETIRED


def test_a_model_is_checked_by_a_worker_and_kept_as_it_is_once_used(site, rows, settings, monkeypatch):
    model = IndexVersion.objects.get().model
    settings.SEARCH_TIMEOUT_S = 0.1
    assert "no search worker could say" in choose(site, "check_models", model)
    monkeypatch.setattr("apps.search.services.ask_check.check_model.__kwdefaults__", {"ask": refuse})
    assert "it claims 64 dimensions" in choose(site, "check_models", model)
    page = site.get(get_url(EmbeddingModel, "change", model.pk)).content.decode()
    assert 'name="device"' in page
    assert 'name="dim"' not in page


def refuse(*_args) -> dict:
    return {"problem": "it claims 64 dimensions and answers 3"}


@pytest.mark.parametrize("model", [Message, SourceFile, Segment], ids=lambda model: model._meta.label)
def test_what_the_ledger_counts_on_is_not_deleted_singly(site, rows, model):
    row = model.objects.first()
    assert site.post(get_url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_task_results_can_be_read(site):
    assert site.get("/admin/django_celery_results/taskresult/").status_code == 200


def test_people_who_do_not_run_the_instance_stay_outside(client):
    client.force_login(make_user())
    assert client.get("/admin/").status_code == 302
