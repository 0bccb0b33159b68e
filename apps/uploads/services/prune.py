"""Forgets what nobody needs any more: news of finished jobs, folders that crashes left behind."""

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from apps.uploads.models import EventKind, JobEvent

PROGRESS_EVENTS_KEPT = timedelta(days=1)
FOLDER_AGE_S = 24 * 3600


def prune_records() -> dict[str, int]:
    """Return how many progress events and left-over folders were removed. Logs and stages of jobs stay."""
    old = JobEvent.objects.filter(
        kind=EventKind.PROGRESS, job__finished_at__lt=timezone.now() - PROGRESS_EVENTS_KEPT
    )
    return {"events": old.delete()[0], "folders": _remove_old_folders(settings.VAR_DIR / "tmp")}


def _remove_old_folders(parent: Path) -> int:
    if not parent.is_dir():
        return 0
    old = [path for path in parent.glob("unpack-*") if time.time() - path.stat().st_mtime > FOLDER_AGE_S]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)
