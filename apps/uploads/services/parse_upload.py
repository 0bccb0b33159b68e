"""PARSE: turn an upload's files into conversations and messages, one unit after the other."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice

from django.db.models import Count, Q, Sum

from apps.uploads.jobs.exceptions import JobFailed
from apps.uploads.jobs.runner import Work, run_slice
from apps.uploads.models import Job, SourceFile, SourceState, Upload
from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, UnreadableExport
from apps.uploads.parsing.options import name_unit
from apps.uploads.parsing.registry import ParsedSource, parse_unit
from apps.uploads.services.local_files import local_path, working_folder
from apps.uploads.services.open_upload import OpenedUpload, open_upload
from apps.uploads.services.store_messages import MessageWriter, clean_text
from chatanalysis import pipeline

BATCH_ITEMS = 4_000


def parse_upload(job_id: str) -> None:
    """Run one slice of the parse stage."""
    run_slice(job_id, pipeline.PARSE.name, _parse)


def _parse(work: Work) -> bool:
    upload = work.job.upload
    with local_path(upload) as file, working_folder(upload) as folder:
        opened = open_upload(work, upload, file, folder)
        pending = upload.source_files.filter(state=SourceState.PENDING).order_by("id")
        for source in pending:
            _parse_source(work, upload, source, opened)
            if work.is_slice_over and pending.all().exists():
                return False
    _judge(work, upload)
    return True


def _parse_source(work: Work, upload: Upload, source: SourceFile, opened: OpenedUpload) -> None:
    """Store a unit's messages; a damaged one keeps what came before the damage."""
    unit = opened.units[source.path]
    options = ParseOptions(
        filename=name_unit(unit, opened.tree), timezone=upload.timezone, date_order=upload.date_order
    )
    report = ParseReport()
    try:
        parsed = parse_unit(unit, opened.tree, options)
        report = parsed.report
        _store(work, upload, source, parsed)
        _close_source(work, source, report, report.damage)
    except UnreadableExport as error:
        _close_source(work, source, report, error)


def _store(work: Work, upload: Upload, source: SourceFile, parsed: ParsedSource) -> None:
    """Write the messages in batches, skipping as many as an earlier attempt had committed."""
    writer = MessageWriter(upload, source, parsed.parser.name)
    bytes_before, bytes_read = _count_closed_bytes(upload), 0
    for _ in islice(parsed.messages, source.items_committed):
        pass
    for batch in iter_batches(parsed.messages, BATCH_ITEMS):
        with work.commit() as row:
            said = writer.write(batch)
            source.items_committed += len(batch)
            source.message_count += said
            source.format = parsed.parser.name
            source.save(update_fields=["items_committed", "message_count", "format"])
            bytes_read = max(bytes_read, parsed.position_bytes())
            row.stage_done = min(row.stage_total, bytes_before + bytes_read)
            add_counts(row, messages=said, events=len(batch) - said)


def iter_batches(messages: Iterator[ParsedMessage], size: int) -> Iterator[list[ParsedMessage]]:
    """Yield lists of `size` messages; what came before damage is yielded before UnreadableExport goes on."""
    batch: list[ParsedMessage] = []
    try:
        for message in messages:
            batch.append(message)
            if len(batch) == size:
                yield batch
                batch = []
    except UnreadableExport:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _close_source(
    work: Work, source: SourceFile, report: ParseReport, error: UnreadableExport | None = None
) -> None:
    with work.commit() as row:
        source.state = SourceState.FAILED if error else SourceState.PARSED
        source.error_code, source.error_message = (error.code, error.message) if error else ("", "")
        source.skipped_count = report.skipped
        source.skips = [{**asdict(skip), "excerpt": clean_text(skip.excerpt)} for skip in report.skips]
        source.warnings = [clean_text(sentence) for sentence in report.warnings]
        source.save()
        row.stage_done = _count_closed_bytes(source.upload)
        row.counts = {**row.counts, **_count_losses(source.upload)}
    for sentence in source.warnings:
        work.log(f"{source.path}: {sentence}")
    if error:
        work.log(f"{source.path}: {error.message} ({error.code})")


def _judge(work: Work, upload: Upload) -> None:
    """Fail what nothing could be read of; note damage where the only readable files were read in part."""
    if upload.source_files.filter(state=SourceState.PARSED).exists():
        return
    first = upload.source_files.filter(state=SourceState.FAILED).order_by("id").first()
    kept = upload.source_files.aggregate(kept=Sum("message_count"))["kept"] or 0
    if not kept:
        raise JobFailed(first.error_code, first.error_message)
    sentence = f"{first.error_message} The {kept} messages before the damage were kept and can be searched."
    with work.commit():
        Job.objects.filter(pk=work.job.pk).update(damage={"code": first.error_code, "message": sentence})


def _count_losses(upload: Upload) -> dict[str, int]:
    """Counted anew each time: files that failed are read again by a retry."""
    failed = Count("pk", filter=Q(state=SourceState.FAILED))
    losses = upload.source_files.aggregate(skipped=Sum("skipped_count"), failed_files=failed)
    return {name: count or 0 for name, count in losses.items()}


def _count_closed_bytes(upload: Upload) -> int:
    closed = upload.source_files.exclude(state=SourceState.PENDING)
    return closed.aggregate(total=Sum("size_bytes"))["total"] or 0


def add_counts(row: Job, **more: int) -> None:
    row.counts = {**row.counts, **{name: row.counts.get(name, 0) + value for name, value in more.items()}}
