"""Building an index version beside the one that is searched, switching, going back, retiring."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.search.models import IndexState, IndexVersion, ModelSource
from apps.search.retrieval.query import Mode
from apps.search.selectors import get_active_version
from apps.search.services import retire_version as retiring
from apps.search.services import segment_store
from apps.search.services.answer_query import rank
from apps.search.services.build_version import activate_model, activate_version, find_job
from apps.search.services.coverage import has_uncovered
from apps.search.services.index_upload import index_upload
from apps.search.services.retire_version import retire_version
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchQuery
from apps.search.services.switch_version import NotPossible, NotReady, switch_version
from apps.search.services.tend_versions import tend_versions
from apps.search.tests.embedding.endpoint_server import Endpoint, serve
from apps.search.tests.factories import make_model
from apps.search.tests.stages import run_build, run_embed, run_index
from apps.uploads.models import Job, JobStatus
from apps.uploads.services.control_job import cancel_job, retry_job
from apps.uploads.tests.factories import get_home, make_whatsapp

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(owner):
    return get_home(owner)


@pytest.fixture
def other_model():
    return make_model("hashing-32", dim=32)


@pytest.fixture
def chat(searchable):
    return searchable(make_whatsapp(25, marker="passports"))


def find_texts(owner, text: str = "passports", **more) -> set[str]:
    query = SearchQuery(text, k=100, **more)
    return {hit.text for hit in search_messages(owner, query, ask=rank).hits}


def list_states(home) -> dict[str, str]:
    return dict(home.index_versions.values_list("model__name", "state"))


def test_the_old_version_serves_until_the_new_one_is_complete(owner, home, chat, other_model):
    activation = activate_model(home, other_model)
    assert (activation.version.state, activation.job.status) == (IndexState.BUILDING, JobStatus.QUEUED)
    assert activation.job.title == "Index with hashing-32"
    assert get_active_version(home).model.name == "hashing-64"
    assert len(find_texts(owner)) == 25
    job = run_build(activation.version)
    assert (job.status, job.progress, job.counts["searchable"]) == (JobStatus.SUCCEEDED, 1, 25)
    assert list_states(home) == {"hashing-64": IndexState.STANDBY, "hashing-32": IndexState.ACTIVE}
    assert get_active_version(home).dim == 32
    assert len(find_texts(owner)) == 25


def test_a_version_may_be_built_without_being_searched(home, chat, other_model):
    version = activate_model(home, other_model, activate_when_complete=False).version
    run_build(version)
    assert list_states(home) == {"hashing-64": IndexState.ACTIVE, "hashing-32": IndexState.STANDBY}
    assert activate_model(home, other_model).job is None
    assert list_states(home) == {"hashing-64": IndexState.STANDBY, "hashing-32": IndexState.ACTIVE}


def test_what_arrives_while_it_is_built_is_in_both(home, chat, searchable, other_model, settings):
    settings.JOB_SLICE_S = 0
    version = activate_model(home, other_model).version
    run_build(version, slices=1)
    assert version.segments.count() == 1
    searchable(make_whatsapp(15, marker="visa"))
    run_build(version)
    assert list_states(home)["hashing-32"] == IndexState.ACTIVE
    assert not any(has_uncovered(each) for each in home.index_versions.all())


def test_an_import_that_the_switch_overtakes_goes_on_in_the_new_version(
    home, chat, parsed, other_model, settings
):
    version = activate_model(home, other_model, activate_when_complete=False).version
    run_build(version)
    settings.JOB_SLICE_S = 0
    upload = parsed(make_whatsapp(25, marker="visa"))
    run_embed(upload, slices=1)
    activation = activate_version(version)
    assert activation.job is not None, "the old version holds a segment that the new one lacks"
    run_build(version)
    assert get_active_version(home) == version
    run_embed(upload)
    assert run_index(upload).counts["searchable"] == 25
    assert not has_uncovered(version)


def test_the_version_before_follows_on_and_going_back_is_instant(owner, home, chat, searchable, other_model):
    before = get_active_version(home)
    run_build(activate_model(home, other_model).version)
    searchable(make_whatsapp(15, marker="visa"))
    job = find_job(before)
    assert job.status == JobStatus.QUEUED, "the import has asked for it"
    run_build(before)
    assert list_states(home)["hashing-64"] == IndexState.STANDBY
    assert activate_version(before).job is None
    assert get_active_version(home) == before
    assert len(find_texts(owner, "visa")) >= 15


def test_going_back_to_a_version_that_lags_waits_until_it_has_caught_up(home, chat, searchable, other_model):
    before = get_active_version(home)
    new = run_and_get(activate_model(home, other_model).version)
    searchable(make_whatsapp(5, marker="visa"))
    with pytest.raises(NotReady):
        switch_version(before)
    assert activate_version(before).job.status == JobStatus.QUEUED
    assert get_active_version(home) == new
    run_build(before)
    assert get_active_version(home) == before


def run_and_get(version: IndexVersion) -> IndexVersion:
    run_build(version)
    return IndexVersion.objects.get(pk=version.pk)


def test_nothing_is_switched_before_a_search_worker_holds_it(home, chat, other_model):
    version = activate_model(home, other_model, activate_when_complete=False).version
    run_build(version)
    version.replicas.update(watermark=0)
    with pytest.raises(NotReady, match="search worker"):
        switch_version(version)


@pytest.mark.django_db(transaction=True)
def test_searches_during_twenty_switches_neither_fail_nor_mix(owner, home, chat, other_model):
    old = get_active_version(home)
    new = run_and_get(activate_model(home, other_model).version)
    asked, problems, is_over = set(), [], threading.Event()

    def ask(version_id, request):
        asked.add(version_id)
        return rank(version_id, request)

    def search_on() -> None:
        from django.db import connection

        while not is_over.is_set():
            answer = search_messages(owner, SearchQuery("passports", k=100), ask=ask)
            if len(answer.hits) != 25 or answer.index_version_id not in (old.pk, new.pk):
                problems.append(answer)
        connection.close()

    threads = [threading.Thread(target=search_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20):
        assert activate_version([old, new][number % 2]).job is None
    is_over.set()
    for thread in threads:
        thread.join()
    assert not problems
    assert asked == {old.pk, new.pk}
    assert home.index_versions.filter(state=IndexState.ACTIVE).count() == 1


def test_a_crash_after_the_switch_changes_nothing(home, chat, other_model, monkeypatch):
    version = activate_model(home, other_model).version
    run_build(version, until="index")
    job = find_job(version)
    monkeypatch.setattr("apps.uploads.jobs.outcome.finish_stage", crash)
    with pytest.raises(MemoryError):
        index_upload(str(job.pk))
    assert get_active_version(home) == version
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(lease_until=None)
    assert run_build(version).status == JobStatus.SUCCEEDED
    assert list_states(home) == {"hashing-64": IndexState.STANDBY, "hashing-32": IndexState.ACTIVE}


def crash(*_args) -> None:
    raise MemoryError


def test_asking_twice_builds_once(home, chat, other_model):
    first, second = activate_model(home, other_model), activate_model(home, other_model)
    assert (first.version, first.job) == (second.version, second.job)
    run_build(first.version)
    assert activate_model(home, other_model).job is None
    assert Job.objects.filter(kind="index").count() == 1


def test_an_organization_without_messages_is_switched_too(home, search_worker, other_model):
    run_build(activate_model(home, other_model).version)
    assert list_states(home) == {"hashing-32": IndexState.ACTIVE}


def test_a_cancelled_build_fails_and_a_retry_goes_on(home, chat, other_model, settings):
    settings.JOB_SLICE_S = 0
    version = activate_model(home, other_model).version
    run_build(version, slices=1)
    cancel_job(find_job(version))
    tend_versions()
    version.refresh_from_db()
    assert (version.state, version.problem) == (IndexState.FAILED, "Building it was cancelled.")
    retry_job(find_job(version))
    run_build(version)
    assert get_active_version(home) == version


def test_a_build_whose_job_was_lost_is_taken_up(home, chat, other_model):
    version = activate_model(home, other_model).version
    find_job(version).delete()
    tend_versions()
    run_build(version)
    assert get_active_version(home) == version


def list_files() -> set[str]:
    folder = Path(default_storage.location)
    return {path.name for path in folder.rglob("*") if path.suffix in (".safetensors", ".codec")}


def test_retiring_removes_the_files_and_what_is_searched_cannot_be_retired(home, chat, other_model):
    old = get_active_version(home)
    files = list_files()
    run_build(activate_model(home, other_model).version)
    retire_version(old)
    assert list_states(home) == {"hashing-64": IndexState.RETIRED, "hashing-32": IndexState.ACTIVE}
    assert not files & list_files()
    assert not old.segments.exists()
    with pytest.raises(NotPossible):
        retire_version(get_active_version(home))
    with pytest.raises(NotPossible):
        activate_version(old)


def test_a_crash_while_files_are_removed_is_made_good(home, chat, other_model, monkeypatch):
    old = get_active_version(home)
    run_build(activate_model(home, other_model).version)
    files = list_files()
    monkeypatch.setattr(segment_store, "delete_file", crash)
    with pytest.raises(MemoryError):
        retire_version(old)
    monkeypatch.undo()
    assert list_files() == files
    tend_versions()
    assert len(list_files()) == len(files) // 2


def test_a_retired_build_stops(home, chat, other_model, settings):
    settings.JOB_SLICE_S = 0
    version = activate_model(home, other_model).version
    run_build(version, slices=1)
    retiring.retire_version(version)
    assert run_build(version).status == JobStatus.CANCELLED
    assert not version.segments.exists()


def test_what_stood_by_long_enough_is_retired(home, chat, other_model, settings):
    old = get_active_version(home)
    run_build(activate_model(home, other_model).version)
    tend_versions()
    assert list_states(home)["hashing-64"] == IndexState.STANDBY
    long_ago = timezone.now() - timedelta(days=settings.INDEX_STANDBY_DAYS, seconds=1)
    IndexVersion.objects.filter(pk=old.pk).update(standby_since=long_ago)
    tend_versions()
    assert list_states(home)["hashing-64"] == IndexState.RETIRED


@pytest.fixture
def endpoint():
    with serve(Endpoint(dim=64)) as served:
        yield served


@pytest.fixture
def remote_model(endpoint):
    return make_model("remote", source=ModelSource.ENDPOINT, location=endpoint.address)


@pytest.mark.parametrize("mode", Mode)
def test_a_model_without_token_vectors_searches_too(owner, home, searchable, remote_model, mode):
    searchable(
        "01/05/2026, 10:00 - Lena: I left the passports on the table\n02/05/2026, 10:01 - Tom: lunch?\n"
    )
    run_build(activate_model(home, remote_model).version)
    assert get_active_version(home).model == remote_model
    hits = search_messages(owner, SearchQuery("passports table", mode=mode), ask=rank).hits
    assert hits[0].text == "I left the passports on the table"


def test_a_refused_model_fails_its_build_with_the_reason(home, chat, remote_model, endpoint):
    endpoint.dim = 32
    version = activate_model(home, remote_model).version
    job = run_build(version)
    version.refresh_from_db()
    assert (job.status, job.error_code, version.state) == (
        JobStatus.FAILED,
        "model_refused",
        IndexState.FAILED,
    )
    assert "claims 64 dimensions and answers 32" in version.problem
    assert get_active_version(home).model.name == "hashing-64"
    endpoint.dim = 64
    assert activate_model(home, remote_model).version == version
    run_build(version)
    assert get_active_version(home) == version


def test_an_endpoint_that_goes_away_fails_the_job_and_a_retry_goes_on(
    home, chat, remote_model, endpoint, settings, monkeypatch
):
    settings.JOB_SLICE_S = 0
    monkeypatch.setattr("apps.search.embedding.endpoint_client.FIRST_PAUSE_S", 0.001)
    version = activate_model(home, remote_model).version
    run_build(version, slices=1)
    endpoint.statuses = [503] * 5
    job = run_build(version)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "model_unavailable")
    assert version.segments.count() == 1
    activate_model(home, remote_model)
    assert run_build(version).status == JobStatus.SUCCEEDED
    assert get_active_version(home) == version


def test_explanations_and_likes_without_token_vectors(owner, home, searchable, remote_model):
    upload = searchable(make_whatsapp(5, marker="passports"))
    run_build(activate_model(home, remote_model).version)
    explained = search_messages(owner, SearchQuery("passports 3", explain=True, facets=True), ask=rank)
    assert explained.hits[0].explanation["tokens"] == []
    message = upload.conversations.get().messages.first()
    alike = search_messages(owner, SearchQuery("", like=message.pk), ask=rank)
    assert len(alike.hits) == 4
