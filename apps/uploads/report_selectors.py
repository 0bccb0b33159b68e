"""Reads of how an upload was read: its import report, and what it asks its uploader.

They take an upload that the caller may see; one of known bytes is told of by the first one's work.
"""

from collections.abc import Iterator

from apps.uploads.models import SourceFile, SourceState, Upload
from apps.uploads.parsing.report_totals import ReportTotals

FILES_PER_REPORT = 25
MAX_QUESTIONS = 100
CONFIRM = "confirm"
"""Subject of the question that ends a preview."""
AGREED = "true"


def describe_report(upload: Upload, *, offset: int = 0, limit: int = FILES_PER_REPORT) -> dict:
    """Return the totals over all files, what is asked, and `limit` files from `offset`: those to look at first."""
    original = upload.duplicate_of or upload
    files = original.source_files.order_by("state", "id")
    page = list(files[offset : offset + limit + 1])
    return {
        "status": original.job.status,
        "timezone": original.timezone,
        "date_order": original.date_order,
        "choices": original.choices,
        "totals": _add_up(original),
        "questions": list_questions(original),
        "files": [describe_file(source) for source in page[:limit]],
        "next_offset": offset + limit if len(page) > limit else None,
    }


def _add_up(upload: Upload) -> dict:
    totals, skipped, failed = ReportTotals(), 0, 0
    rows = upload.source_files.order_by("id").values_list(
        "path", "report", "warnings", "skipped_count", "state"
    )
    for path, report, warnings, count, state in rows.iterator(chunk_size=200):
        totals.add(path, {**report, "warnings": warnings})
        skipped += count
        failed += state == SourceState.FAILED
    described = totals.describe()
    described["counts"] |= {"skipped": skipped, "failed_files": failed}
    return described


def describe_file(source: SourceFile) -> dict:
    """Return how one file was read; a preview only where it waits."""
    error = {"code": source.error_code, "message": source.error_message} if source.error_code else None
    return {
        "path": source.path,
        "state": source.state,
        "size_bytes": source.size_bytes,
        "choices": source.choices,
        "error": error,
        "report": source.report or None,
        "skipped": source.skipped_count,
        "skips": source.skips,
        "warnings": source.warnings,
        "preview": source.preview.get("messages", []),
    }


def list_questions(upload: Upload) -> list[dict]:
    """Return what an upload asks by now, at most MAX_QUESTIONS; last, whether what is previewed is to be stored."""
    if not upload.job.takes_answers:
        return []
    waiting = upload.source_files.filter(state=SourceState.WAITING).order_by("id")
    questions = [question for source in waiting[:MAX_QUESTIONS] for question in _list_of_file(source)]
    asked = questions[: MAX_QUESTIONS - 1]
    return [*asked, ask_to_confirm(waiting.count())] if upload.wants_preview else asked


def _list_of_file(source: SourceFile) -> Iterator[dict]:
    previews = source.preview.get("choices", {})
    for inference in source.report.get("inferences", ()):
        if inference["needs_input"]:
            named = ("subject", "value", "confidence", "explanation", "lines", "choices")
            yield {
                "file": source.path,
                **{name: inference[name] for name in named},
                "previews": [
                    {"value": value, "messages": messages}
                    for value, messages in previews.get(inference["subject"], {}).items()
                ],
            }


def ask_to_confirm(files: int) -> dict:
    what = "this file" if files == 1 else f"these {files} files"
    return {
        "file": "",
        "subject": CONFIRM,
        "value": AGREED,
        "confidence": 1.0,
        "explanation": f"Nothing of {what} is stored yet. Look at the report and the first messages.",
        "lines": [],
        "choices": [{"value": AGREED, "label": "Import as shown"}],
        "previews": [],
    }
