from collections.abc import Iterator

import pytest

from apps.search.services import answer_query
from apps.search.services.worker import SearchWorker
from apps.search.tests.stages import run_embed, run_index
from apps.uploads.models import JobStatus, Upload
from apps.uploads.tests.conftest import at_once, colleague, own_storage, owner, stranger
from apps.uploads.tests.factories import make_upload
from apps.uploads.tests.stages import run_parse

__all__ = ["at_once", "colleague", "own_storage", "owner", "parsed", "stranger"]


@pytest.fixture(autouse=True)
def small_batches(settings) -> None:
    settings.EMBEDDING_BATCH_MESSAGES = 10


@pytest.fixture
def parsed(owner):
    """Return a function that uploads a file and parses it, up to where its messages wait to be embedded."""

    def upload_and_parse(content: str | bytes, name: str = "chat.txt", user=None) -> Upload:
        upload = make_upload(user or owner, content, name=name, date_order="dmy")
        run_parse(upload)
        return Upload.objects.get(pk=upload.pk)

    return upload_and_parse


@pytest.fixture
def search_worker(settings, tmp_path, monkeypatch) -> Iterator[SearchWorker]:
    """This process as a search worker; its follower runs only when a test starts it."""
    settings.REPLICA_DIR = tmp_path / "replicas"
    worker = SearchWorker("tests")
    monkeypatch.setattr("apps.search.services.worker._worker", worker)
    answer_query.load_version.cache_clear()
    yield worker
    worker.replicas.close()


@pytest.fixture
def searchable(parsed, search_worker):
    """Return a function that uploads a file and works it to its end."""

    def upload_and_work(content: str | bytes, name: str = "chat.txt", user=None) -> Upload:
        upload = parsed(content, name, user)
        run_embed(upload)
        job = run_index(upload)
        assert job.status == JobStatus.SUCCEEDED, job.error_message
        return upload

    return upload_and_work
