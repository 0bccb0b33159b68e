"""PARSE: turn an upload's files into conversations and messages, one unit after the other."""

from collections.abc import Iterator
from itertools import chain, islice

from django.db.models import Sum

from apps.uploads.jobs.exceptions import JobFailed, JobNeedsInput
from apps.uploads.jobs.runner import Work, run_slice
from apps.uploads.models import Job, SourceState, Upload
from apps.uploads.parsing.base import ParsedMessage, ParseReport, UnreadableExport
from apps.uploads.parsing.registry import ParsedSource
from apps.uploads.parsing.report import ReportBuilder
from apps.uploads.services.close_source import close_source, count_closed_bytes, describe_file
from apps.uploads.services.local_files import local_path, working_folder
from apps.uploads.services.merge.settle import settle_upload
from apps.uploads.services.open_upload import open_upload
from apps.uploads.services.people.assign import assign_people
from apps.uploads.services.people.remember import forget_memory
from apps.uploads.services.preview import preview_unit
from apps.uploads.services.reading import Reading, make_reading
from apps.uploads.services.store_messages import MessageWriter
from chatanalysis import pipeline

BATCH_ITEMS = 4_000


def parse_upload(job_id: str) -> None:
    """Run one slice of the parse stage."""
    run_slice(job_id, pipeline.PARSE.name, _parse)


def _parse(work: Work) -> bool:
    upload = work.job.upload
    try:
        is_read = _read_units(work, upload)
    finally:
        assign_people(upload.organization)
    is_done = is_read and _judge(work, upload) and settle_upload(work)
    if is_done:
        forget_memory(upload)
    return is_done


def _read_units(work: Work, upload: Upload) -> bool:
    """Return whether all units have been read; False when the slice ended first."""
    with local_path(upload) as file, working_folder(upload) as folder:
        opened = open_upload(work, upload, file, folder)
        pending = upload.source_files.filter(state=SourceState.PENDING).order_by("id")
        for source in pending:
            _parse_unit(work, make_reading(upload, source, opened.units[source.path], opened.tree))
            if work.is_slice_over and pending.all().exists():
                return False
    return True


def _parse_unit(work: Work, reading: Reading) -> None:
    """Store a unit's messages, or leave it waiting; a damaged one keeps what came before the damage."""
    report, label, builder = ParseReport(), "", ReportBuilder()
    try:
        parsed = reading.start()
        report, label = parsed.report, parsed.parser.label
        messages = observe(parsed.messages, builder)
        first = next(messages)
        # What the parser found out about the whole file is known from here on.
        if _must_wait(reading, report):
            return preview_unit(work, reading, parsed, chain([first], messages), builder)
        _store(work, reading, parsed, chain([first], messages))
        error = report.damage
    except UnreadableExport as problem:
        error = problem
    state = SourceState.FAILED if error else SourceState.PARSED
    close_source(work, reading.source, state, describe_file(report, label, builder), error=error)


def _must_wait(reading: Reading, report: ParseReport) -> bool:
    """Whether somebody is to be asked first; never once messages of the unit are stored."""
    if reading.source.items_committed:
        return False
    return reading.source.upload.wants_preview or bool(report.questions)


def observe(messages: Iterator[ParsedMessage], builder: ReportBuilder) -> Iterator[ParsedMessage]:
    """Yield the messages; the report counts those too that an earlier attempt has stored."""
    for message in messages:
        builder.add(message)
        yield message


def _store(work: Work, reading: Reading, parsed: ParsedSource, messages: Iterator[ParsedMessage]) -> None:
    """Write the messages in batches, skipping as many as an earlier attempt had committed."""
    source = reading.source
    writer = MessageWriter(source.upload, source, parsed.parser.name)
    bytes_before, bytes_read = count_closed_bytes(source.upload), 0
    for _ in islice(messages, source.items_committed):
        pass
    for batch in iter_batches(messages, BATCH_ITEMS):
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


def _judge(work: Work, upload: Upload) -> bool:
    """Return whether what is stored can go on its way; False where an answer came that is to be followed first.

    Where nothing is stored, wait for whoever is asked, or fail; note damage where that is all there is.
    """
    # One look: an answer between two would make a file that is read next seem to be none.
    states = set(upload.source_files.order_by().values_list("state", flat=True).distinct())
    if SourceState.PENDING in states:
        return False
    if SourceState.WAITING in states:
        if not upload.source_files.filter(items_committed__gt=0).exists():
            raise JobNeedsInput
    elif SourceState.PARSED not in states:
        _judge_failures(work, upload)
    return True


def _judge_failures(work: Work, upload: Upload) -> None:
    first = upload.source_files.filter(state=SourceState.FAILED).order_by("id").first()
    kept = upload.source_files.aggregate(kept=Sum("message_count"))["kept"] or 0
    if not kept:
        raise JobFailed(first.error_code, first.error_message)
    sentence = f"{first.error_message} The {kept} messages before the damage were kept and can be searched."
    with work.commit():
        Job.objects.filter(pk=work.job.pk).update(damage={"code": first.error_code, "message": sentence})


def add_counts(row: Job, **more: int) -> None:
    row.counts = {**row.counts, **{name: row.counts.get(name, 0) + value for name, value in more.items()}}
