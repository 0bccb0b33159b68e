"""Removing what nobody names or keeps up any more: files without a row, replicas of workers that are gone."""

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.search.indexing import generations
from apps.search.indexing.base import IndexBusy
from apps.search.indexing.replica import lock_folder
from apps.search.models import IndexVersion, Segment
from apps.search.services.ask_replicas import find_holders_of_deleted
from apps.search.services.segment_store import delete_file
from apps.uploads.models import Upload

LEFT_OVER_AFTER = timedelta(days=1)
"""Longer than anybody takes between writing a file and the row that names it."""


def prune_files() -> int:
    """Remove files that no row names: left by a crash between file and row, or by an organization that is gone."""
    named = {
        *Segment.objects.values_list("file", flat=True),
        *IndexVersion.objects.values_list("codec_file", flat=True),
        *Upload.objects.exclude(file="").values_list("file", flat=True),
    }
    left_over = [
        name
        for folder in ("segments", "codecs", "uploads")
        for name in list_files(folder)
        if name not in named and is_old(name)
    ]
    for name in left_over:
        delete_file(name)
    return len(left_over)


def list_files(folder: str) -> list[str]:
    """Return the names of all files under a folder of the storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    below = [name for one in folders for name in list_files(f"{folder}/{one}")]
    return [f"{folder}/{file}" for file in files] + below


def is_old(name: str) -> bool:
    return timezone.now() - default_storage.get_modified_time(name) > LEFT_OVER_AFTER


def discard_abandoned() -> int:
    """Remove replicas of this machine that hold deleted messages and that nobody has kept up for a day.

    A worker that lives would have. One that comes back builds its replica from the segments. Returns how many.
    """
    since = timezone.now() - LEFT_OVER_AFTER
    count = 0
    for replica in find_holders_of_deleted().filter(seen_at__lt=since):
        base = settings.REPLICA_DIR / replica.worker.replace("/", "_") / str(replica.index_version_id)
        if base.exists() and remove_unless_open(base):
            replica.delete()
            count += 1
    return count


def remove_unless_open(base: Path) -> bool:
    try:
        with lock_folder(generations.find_current(base)):
            shutil.rmtree(base, ignore_errors=True)
    except IndexBusy:
        return False
    return True
