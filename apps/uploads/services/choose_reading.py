"""Answering what a job waits for: how its files are to be read, and that they may be stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from apps.uploads.models import Job, JobStatus, SourceFile, SourceState, Upload
from apps.uploads.parsing.options import BadChoice, check_choices
from apps.uploads.services.control_job import NotPossible, queue_again

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
    """Take the choices and let the waiting job go on. Raises NotPossible, and BadChoice for what is not asked.

    A reading goes to the files that ask for it; one that none asks for goes to all that wait. Files that are stored
    already stay as they are read: `reread_upload` is for them.
    """
    if not (choices.readings or choices.files or choices.confirm):
        raise BadChoice("no_choice", "Choose one of the answers to the questions of this upload.")
    with transaction.atomic():
        job = Job.objects.select_for_update().get(upload=upload)
        if job.status != JobStatus.NEEDS_INPUT:
            raise NotPossible(f"The job waits for no choice; it is {job.status}.")
        waiting = list(upload.source_files.select_for_update().filter(state=SourceState.WAITING))
        require_known_files(choices, {source.path for source in waiting})
        _choose_for_all(waiting, choices.readings)
        _choose_for_each(waiting, choices.files)
        _reopen(waiting)
        if choices.confirm:
            upload.wants_preview = False
            upload.save(update_fields=["wants_preview"])
        job.stage_done = job.stage_total = 0
        queue_again(job)
    return job


def require_known_files(choices: Choices, paths: set[str]) -> None:
    for path in choices.files:
        if path not in paths:
            raise BadChoice("unknown_file", f"There is nothing to choose for a file called {path[:200]!r}.")


def _choose_for_all(waiting: list[SourceFile], readings: Mapping) -> None:
    for subject, value in readings.items():
        asking = [source for source in waiting if subject in list_subjects(source)]
        for source in asking or waiting:
            source.choices = {**source.choices, subject: value}


def _choose_for_each(waiting: list[SourceFile], files: Mapping[str, Mapping]) -> None:
    for source in waiting:
        source.choices = {**source.choices, **files.get(source.path, {})}


def list_subjects(source: SourceFile) -> Iterator[str]:
    """Return what a waiting file asks for."""
    inferences = source.report.get("inferences", ())
    return (inference["subject"] for inference in inferences if inference["needs_input"])


def _reopen(waiting: list[SourceFile]) -> None:
    for source in waiting:
        source.state, source.report, source.preview = SourceState.PENDING, {}, {}
    SourceFile.objects.bulk_update(
        waiting, ["choices", "state", "report", "preview"], batch_size=ROWS_PER_UPDATE
    )
