"""How the reading of a unit ends: stored, failed, or waiting for its uploader; with its report."""

from django.db.models import Count, Q, Sum

from apps.uploads.jobs.runner import Work
from apps.uploads.models import SourceFile, SourceState, Upload
from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.report import ReportBuilder, describe_reading
from apps.uploads.services.store_messages import clean_text

COLUMNS = ("skipped", "skips", "warnings")
"""Parts of the report that have columns of their own."""


def close_source(
    work: Work,
    source: SourceFile,
    state: SourceState,
    report: dict,
    *,
    preview: dict | None = None,
    error: UnreadableExport | None = None,
) -> None:
    """Keep how a unit was read. `report` is that of `describe_file`."""
    report = clean_values(report)
    with work.commit() as row:
        source.state = state
        source.error_code, source.error_message = (error.code, error.message) if error else ("", "")
        source.format = report["format"] or source.format
        source.skipped_count = report["skipped"]
        source.skips, source.warnings = report["skips"], report["warnings"]
        source.report = {name: value for name, value in report.items() if name not in COLUMNS}
        source.preview = clean_values(preview or {})
        source.save()
        row.stage_done = count_closed_bytes(source.upload)
        row.counts = {**row.counts, **count_files(source.upload)}
    for sentence in source.warnings:
        work.log(f"{source.path}: {sentence}")
    if error:
        work.log(f"{source.path}: {error.message} ({error.code})")


def describe_file(report: ParseReport, label: str, builder: ReportBuilder) -> dict:
    return {**describe_reading(report, label), **builder.describe()}


def clean_values(value):
    """Return plain values as PostgreSQL can hold them."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): clean_values(item) for key, item in value.items()}
    return [clean_values(item) for item in value] if isinstance(value, list | tuple) else value


def count_closed_bytes(upload: Upload) -> int:
    closed = upload.source_files.exclude(state=SourceState.PENDING)
    return closed.aggregate(total=Sum("size_bytes"))["total"] or 0


def count_files(upload: Upload) -> dict[str, int]:
    """Counted anew each time: files that failed are read again by a retry, those that wait when they are answered."""
    counted = upload.source_files.aggregate(
        skipped=Sum("skipped_count"),
        failed_files=Count("pk", filter=Q(state=SourceState.FAILED)),
        waiting_files=Count("pk", filter=Q(state=SourceState.WAITING)),
    )
    return {name: count or 0 for name, count in counted.items()}
