"""Uploads as files on this machine, wherever the storage keeps them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from apps.uploads.models import Upload

COPY_CHUNK_BYTES = 1024 * 1024


@contextmanager
def working_folder(upload: Upload) -> Iterator[Path]:
    """Yield an empty folder for unpacking, removed afterwards.

    A crash leaves it behind; `prune_records` clears what is older than a day.
    """
    parent = settings.VAR_DIR / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f"unpack-{upload.pk.hex}-", dir=parent) as folder:
        yield Path(folder)


@contextmanager
def local_path(upload: Upload) -> Iterator[Path]:
    """Yield a path of the stored file: its own where the storage is a folder, else a temporary copy."""
    try:
        path = Path(upload.file.path)
    except NotImplementedError:
        with working_folder(upload) as folder:
            yield _copy(upload, folder / "upload")
    else:
        yield path


def _copy(upload: Upload, target: Path) -> Path:
    with upload.file.open("rb") as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, COPY_CHUNK_BYTES)
    return target
