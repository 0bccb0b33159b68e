"""RECEIVE: keep a file for good and make its job. Answering 202 after this is a promise."""

import hashlib
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from apps.accounts.models import Organization, User
from apps.uploads.jobs.announce import announce_on_commit
from apps.uploads.jobs.events import record_event
from apps.uploads.models import EventKind, Job, Upload
from apps.uploads.models.upload import name_stored_file
from apps.uploads.parsing.options import BadChoice, check_choices


class RejectedUpload(Exception):
    """The request cannot be taken as it is; `code` is stable, the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class UploadOptions:
    """What the uploader states about how the file is to be read; empty where not stated.

    `preview` asks that nothing is stored before they have seen how it is read.
    """

    timezone: str = ""
    date_order: str = ""
    clock: str = ""
    base_date: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    preview: bool = False

    @property
    def more_choices(self) -> dict:
        """What is stated and has no column of its own."""
        more = {"clock": self.clock, "base_date": self.base_date, "columns": dict(self.columns)}
        return {subject: value for subject, value in more.items() if value}


def check_options(options: UploadOptions) -> None:
    try:
        check_choices(
            {"timezone": options.timezone, "date_order": options.date_order, **options.more_choices}
        )
    except BadChoice as bad:
        raise RejectedUpload(bad.code, bad.message) from None


def check_file(file: UploadedFile) -> None:
    if not file.size:
        raise RejectedUpload(
            "empty_file", f"{file.name} is empty. Export the chat again and upload that file."
        )
    if file.size > settings.UPLOAD_MAX_BYTES:
        limit_mb = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise RejectedUpload(
            "file_too_large",
            f"{file.name} is larger than {limit_mb} MB. Export the chat in parts, or without media.",
        )


def receive_upload(
    *, organization: Organization, user: User | None, file: UploadedFile, options: UploadOptions
) -> Upload:
    """Store the file and commit Upload and Job, or point at the one that already holds these bytes.

    When this returns, file and rows survive a power cut. Raises RejectedUpload.
    """
    check_options(options)
    check_file(file)
    sha256 = compute_sha256(file)
    known = find_original(organization, sha256)
    if known is None:
        try:
            return _create(organization, user, file, options, sha256)
        except IntegrityError:  # the same bytes came in twice at once, and the other request was first
            known = find_original(organization, sha256)
            if known is None:
                raise
    return _create_duplicate(known, user, file, options)


def compute_sha256(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def find_original(organization: Organization, sha256: str) -> Upload | None:
    return Upload.objects.filter(organization=organization, sha256=sha256, duplicate_of__isnull=True).first()


def _create(organization, user, file, options, sha256) -> Upload:
    upload = Upload(
        id=uuid.uuid4(),
        organization=organization,
        uploaded_by=user,
        filename=file.name[-255:],
        sha256=sha256,
        size_bytes=file.size,
        **_stated(options),
        default_timezone=organization.time_zone,
        wants_preview=options.preview,
    )
    upload.file.name = default_storage.save(name_stored_file(upload, file.name), file)
    sync_to_disk(upload)
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
            job = Job.objects.create(organization=organization, upload=upload)
            record_event(job, EventKind.STATUS, "Received.")
            announce_on_commit(job)
    except IntegrityError:
        default_storage.delete(upload.file.name)
        raise
    return upload


def _create_duplicate(
    original: Upload, user: User | None, file: UploadedFile, options: UploadOptions
) -> Upload:
    """Note that the bytes came again, and what was stated this time: `Upload.differs` compares it."""
    return Upload.objects.create(
        organization=original.organization,
        uploaded_by=user,
        filename=file.name[-255:],
        sha256=original.sha256,
        size_bytes=original.size_bytes,
        duplicate_of=original,
        **_stated(options),
    )


def _stated(options: UploadOptions) -> dict:
    return {
        "timezone": options.timezone,
        "date_order": options.date_order,
        "choices": options.more_choices,
    }


def sync_to_disk(upload: Upload) -> None:
    """Fsync the stored file and its folder. Object stores promise durability on their own."""
    try:
        path = Path(upload.file.path)
    except NotImplementedError:  # how Django's storages say that they keep no files of this machine
        return
    for target in (path, path.parent, path.parent.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
