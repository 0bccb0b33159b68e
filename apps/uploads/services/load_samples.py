"""The sample chats that come with the product, uploaded like anybody's files."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import Organization, User
from apps.uploads.models import Upload
from apps.uploads.services.receive_upload import UploadOptions, receive_upload

SAMPLES_DIR = Path(__file__).resolve().parents[1] / "samples"
EXPORT_SUFFIXES = {".txt", ".json", ".csv", ".log", ".zip"}


def list_sample_files() -> list[Path]:
    return sorted(path for path in SAMPLES_DIR.iterdir() if path.suffix in EXPORT_SUFFIXES)


def load_sample_chats(*, organization: Organization, user: User) -> list[Upload]:
    """Receive every sample; one that is there already becomes a duplicate of the first and makes no work."""
    return [
        receive_upload(
            organization=organization,
            user=user,
            file=SimpleUploadedFile(path.name, path.read_bytes()),
            options=UploadOptions(),
        )
        for path in list_sample_files()
    ]
