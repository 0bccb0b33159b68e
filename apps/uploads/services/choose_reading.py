"""Answering what an upload asks, while its job waits or still works: how files are to be read, that they be stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from apps.uploads.jobs.events import record_event
from apps.uploads.models import EventKind, Job, JobStatus, SourceFile, SourceState, Upload
from apps.uploads.parsing.options import BadChoice, check_choices
from apps.uploads.services.close_source import count_files
from apps.uploads.services.control_job import NotPossible, queue_again
from chatanalysis import pipeline

ROWS_PER_UPDATE = 500


@dataclass(frozen=True, slots=True)
class Choices:
    """`readings` by field of ParseOptions, for all files; `files` likewise for single ones, by path.

    `confirm` agrees that what was previewed is stored.
    """

    readings: Mapping = field(default_factory=dict)
    files: Mapping[str, Mapping] = field(default_factory=dict)
    confirm: bool = False


def read_choices(given: Mapping) -> Choices:
    """Return choices as they stand in a request: readings beside `files` and `confirm`. Raises BadChoice."""
    given = dict(given)
    files, confirm = given.pop("files", {}), given.pop("confirm", False)
    if not isinstance(files, Mapping) or not all(isinstance(chosen, Mapping) for chosen in files.values()):
        raise BadChoice(
            "bad_files", 'files must hold the choices of each file, such as {"chat.txt": {"clock": "24"}}.'
        )
    if not isinstance(confirm, bool):
        raise BadChoice("bad_confirm", "confirm must be true or false.")
    chosen = {path: check_choices(readings) for path, readings in files.items()}
    return Choices(check_choices(given), chosen, confirm)


def choose_reading(upload: Upload, choices: Choices) -> Job:
    """Take the choices and have the files read. Raises NotPossible, and BadChoice for what is not asked.

    A reading goes to the files that ask for it; one that none asks for goes to all that wait. Files that are stored
    already stay as they are read: `reread_upload` is for them. A job that waits goes on; one that works comes to the
    files at the end of its slice.
    """
    if not (choices.readings or choices.files or choices.confirm):
        raise BadChoice("no_choice", "Choose one of the answers to the questions of this upload.")
    with transaction.atomic():
        job = Job.objects.select_for_update().get(upload=upload)
        waiting = list(
            upload.source_files.select_for_update().filter(state=SourceState.WAITING).order_by("pk")
        )
        if not (waiting and job.takes_answers):
            raise NotPossible(f"The job waits for no choice now; it is {job.status}.")
        require_known_files(choices, {source.path for source in waiting})
        answered = _choose(waiting, choices)
        _reopen(answered)
        if choices.confirm:
            upload.wants_preview = False
            upload.save(update_fields=["wants_preview"])
        _go_on(job, upload, len(answered))
    return job


def _go_on(job: Job, upload: Upload, answered: int) -> None:
    """Queue a job that waits; one that works sees the files by itself (see jobs/outcome.py)."""
    job.counts = {**job.counts, **count_files(upload)}
    if job.status == JobStatus.NEEDS_INPUT:
        job.stage = pipeline.PARSE.name
        job.stage_done = job.stage_total = 0
        queue_again(job)
        return
    job.save(update_fields=["counts", "updated_at"])
    files = "One file was" if answered == 1 else f"{answered:,} files were"
    record_event(job, EventKind.LOG, f"{files} answered about and will be read next.")


def require_known_files(choices: Choices, paths: set[str]) -> None:
    for path in choices.files:
        if path not in paths:
            raise BadChoice("unknown_file", f"There is nothing to choose for a file called {path[:200]!r}.")


def _choose(waiting: list[SourceFile], choices: Choices) -> list[SourceFile]:
    """Set what was chosen for each file; return those to be read with it: all of them where all is agreed to."""
    chosen: dict[str, dict] = {source.path: {} for source in waiting}
    for subject, value in choices.readings.items():
        asking = [source for source in waiting if subject in list_subjects(source)]
        for source in asking or waiting:
            chosen[source.path][subject] = value
    for path, readings in choices.files.items():
        chosen[path] |= readings
    for source in waiting:
        source.choices = {**source.choices, **chosen[source.path]}
    return [source for source in waiting if choices.confirm or chosen[source.path]]


def list_subjects(source: SourceFile) -> Iterator[str]:
    """Return what a waiting file asks for."""
    inferences = source.report.get("inferences", ())
    return (inference["subject"] for inference in inferences if inference["needs_input"])


def _reopen(answered: list[SourceFile]) -> None:
    for source in answered:
        source.state, source.report, source.preview = SourceState.PENDING, {}, {}
    SourceFile.objects.bulk_update(
        answered, ["choices", "state", "report", "preview"], batch_size=ROWS_PER_UPDATE
    )
