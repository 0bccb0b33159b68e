"""Reading an upload's file again in another way, without uploading it again."""

from collections.abc import Mapping

from django.db import transaction

from apps.uploads.models import Job, SourceFile, SourceState, Upload
from apps.uploads.models.job import UNFINISHED
from apps.uploads.parsing.options import BadChoice
from apps.uploads.services.choose_reading import ROWS_PER_UPDATE, Choices, require_known_files
from apps.uploads.services.control_job import NotPossible, queue_again
from apps.uploads.services.idle import JobRunning
from apps.uploads.services.people.locks import lock_people
from apps.uploads.services.people.remember import remember_people
from apps.uploads.services.remove import forget_upload
from chatanalysis import pipeline

TIMES = ("timezone", "date_order")
"""Readings that have columns of their own."""
UNREAD = {
    "state": SourceState.PENDING,
    "items_committed": 0,
    "message_count": 0,
    "skipped_count": 0,
    "skips": [],
    "warnings": [],
    "error_code": "",
    "error_message": "",
    "report": {},
    "preview": {},
}


def reread_upload(upload: Upload, choices: Choices) -> Job:
    """Remove what only this upload brought, and let its job begin again with other choices.

    A reading stated for all files overrules what was chosen for single ones; an empty one takes back what was stated.
    All of it happens or nothing. Raises NotPossible while the job is being worked on, and BadChoice.
    """
    if not (choices.readings or choices.files):
        raise BadChoice(
            "no_choice", "State what is to be read in another way, such as timezone or date_order."
        )
    with transaction.atomic():
        job = Job.objects.select_for_update().get(upload=upload)
        if job.status in UNFINISHED:
            raise NotPossible(
                "The upload is being worked on. Wait, or cancel its job, then have it read again."
            )
        require_known_files(choices, set(upload.source_files.values_list("path", flat=True)))
        _state(upload, choices.readings)
        _choose_for_files(upload, choices)
        _forget(upload)
        upload.source_files.update(**UNREAD)
        _begin_again(job)
    return job


def _forget(upload: Upload) -> None:
    # Before it is noted who they are: a decision in between would be lost with them.
    lock_people(upload.organization)
    try:
        remember_people(upload)
        forget_upload(upload)
    except JobRunning as running:
        raise NotPossible(str(running)) from running


def _state(upload: Upload, readings: Mapping) -> None:
    for name in TIMES:
        setattr(upload, name, readings.get(name, getattr(upload, name)))
    more = {subject: value for subject, value in readings.items() if subject not in TIMES}
    upload.choices = {**upload.choices, **more}
    upload.default_timezone = upload.organization.time_zone
    upload.save(update_fields=[*TIMES, "choices", "default_timezone"])


def _choose_for_files(upload: Upload, choices: Choices) -> None:
    changed = []
    for source in upload.source_files.all():
        kept = {
            subject: value for subject, value in source.choices.items() if subject not in choices.readings
        }
        chosen = {**kept, **choices.files.get(source.path, {})}
        if chosen != source.choices:
            source.choices = chosen
            changed.append(source)
    SourceFile.objects.bulk_update(changed, ["choices"], batch_size=ROWS_PER_UPDATE)


def _begin_again(job: Job) -> None:
    job.stage = pipeline.PARSE.name
    job.stage_done = job.stage_total = 0
    job.counts = {}
    job.started_at = None
    queue_again(job)
