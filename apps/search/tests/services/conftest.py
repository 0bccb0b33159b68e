import pytest

from apps.uploads.models import Upload
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
        upload = make_upload(user or owner, content, name=name)
        run_parse(upload)
        return Upload.objects.get(pk=upload.pk)

    return upload_and_parse
