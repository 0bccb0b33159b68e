"""Opens an upload for parsing: its files as a tree, and a row for each unit that is read by itself."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from apps.uploads.intake.archives import SkippedMember
from apps.uploads.intake.limits import Limits
from apps.uploads.intake.trees import open_tree
from apps.uploads.jobs.exceptions import JobFailed
from apps.uploads.jobs.runner import Work
from apps.uploads.models import SourceFile, SourceState, Upload
from apps.uploads.parsing.base import Unit, UnreadableExport
from apps.uploads.parsing.registry import plan
from apps.uploads.parsing.tree import Tree

MAX_LISTED_PER_REASON = 20
"""Members left out that the log names; of a thousand pictures the number is enough."""


@dataclass(frozen=True, slots=True)
class OpenedUpload:
    """`units` by the path of their source files."""

    tree: Tree
    units: dict[str, Unit]


def open_upload(work: Work, upload: Upload, file: Path, folder: Path) -> OpenedUpload:
    """Return what is to be read, making the source files when the upload is first opened. Raises JobFailed."""
    limits = Limits(
        unpacked_bytes=settings.UNPACKED_MAX_BYTES,
        ratio=settings.UNPACKED_MAX_RATIO,
        entries=settings.UNPACKED_MAX_ENTRIES,
    )
    try:
        opened = open_tree(file, upload.filename, folder, limits)
    except UnreadableExport as error:
        raise JobFailed(error.code, error.message) from error
    units = {unit.path: unit for unit in plan(opened.tree)}
    if not units:
        raise JobFailed(
            "nothing_to_read",
            "The archive holds no file that could be read as a chat. Upload the chat program's own export.",
        )
    if not upload.source_files.exists():
        _log_skipped(work, opened.skipped)
    _make_source_files(work, upload, opened.tree, units)
    return OpenedUpload(opened.tree, units)


def _log_skipped(work: Work, skipped: list[SkippedMember]) -> None:
    counts = Counter()
    for member in skipped:
        counts[member.reason] += 1
        if counts[member.reason] <= MAX_LISTED_PER_REASON:
            work.log(f"Left out {member.path}: {member.reason}")
    for reason, count in counts.items():
        if count > MAX_LISTED_PER_REASON:
            work.log(f"Left out {count - MAX_LISTED_PER_REASON} more: {reason}")


def _make_source_files(work: Work, upload: Upload, tree: Tree, units: dict[str, Unit]) -> None:
    sizes = {path: measure_unit(unit, tree) for path, unit in units.items()}
    with work.commit() as row:
        # What is stored of it was planned so; another version of the program might plan otherwise.
        if not upload.source_files.filter(items_committed__gt=0).exists():
            upload.source_files.filter(state=SourceState.PENDING).exclude(path__in=units).delete()
            SourceFile.objects.bulk_create(
                [SourceFile(upload=upload, path=path, size_bytes=size) for path, size in sizes.items()],
                ignore_conflicts=True,
            )
        row.stage_total = sum(sizes.values())
        row.counts = {**row.counts, "files": len(units)}


def measure_unit(unit: Unit, tree: Tree) -> int:
    """Return the bytes that are read of a unit."""
    return sum(tree.files[path].size_bytes for path in unit.paths)
