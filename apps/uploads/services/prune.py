"""Forgets what nobody needs any more: news of finished jobs, what crashes left behind in the working folder."""

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from apps.uploads.models import EventKind, JobEvent

PROGRESS_EVENTS_KEPT = timedelta(days=1)
LEFT_OVER_AFTER_S = 24 * 3600
LEFT_OVER = ("unpack-*", "*.upload*")
"""Unpacked archives, and request bodies that had not come in whole."""


def prune_records() -> dict[str, int]:
    """Return how many progress events and left-over files and folders were removed. Logs and stages of jobs stay."""
    old = JobEvent.objects.filter(
        kind=EventKind.PROGRESS, job__finished_at__lt=timezone.now() - PROGRESS_EVENTS_KEPT
    )
    return {"events": old.delete()[0], "left_over": _remove_left_over(settings.VAR_DIR / "tmp")}


def _remove_left_over(folder: Path) -> int:
    found = [path for pattern in LEFT_OVER for path in folder.glob(pattern)]
    old = [path for path in found if time.time() - path.stat().st_mtime > LEFT_OVER_AFTER_S]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)
