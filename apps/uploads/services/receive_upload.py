"""RECEIVE: keep a file for good and make its job. Answering 202 after this is a promise."""

import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from apps.accounts.models import Organization, User
from apps.uploads.jobs.announce import announce_on_commit
from apps.uploads.jobs.events import record_event
from apps.uploads.models import EventKind, Job, Upload
from apps.uploads.models.upload import name_stored_file

DATE_ORDERS = ("", "dmy", "mdy", "ymd")


class RejectedUpload(Exception):
    """The request cannot be taken as it is; `code` is stable, the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class UploadOptions:
    """What the uploader states about times in the file; empty where not stated."""

    timezone: str = ""
    date_order: str = ""


def check_options(options: UploadOptions) -> None:
    if options.date_order not in DATE_ORDERS:
        raise RejectedUpload("bad_date_order", "date_order must be dmy, mdy or ymd.")
    if options.timezone:
        try:
            ZoneInfo(options.timezone)
        except (ValueError, OSError, LookupError):
            raise RejectedUpload(
                "bad_timezone", "timezone must be a name such as Europe/Berlin or America/New_York."
            ) from None


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
    return _create_duplicate(known, user, file)


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
        timezone=options.timezone,
        date_order=options.date_order,
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


def _create_duplicate(original: Upload, user: User | None, file: UploadedFile) -> Upload:
    return Upload.objects.create(
        organization=original.organization,
        uploaded_by=user,
        filename=file.name[-255:],
        sha256=original.sha256,
        size_bytes=original.size_bytes,
        duplicate_of=original,
    )


def sync_to_disk(upload: Upload) -> None:
    """Fsync the stored file and its folder. Object stores promise durability on their own."""
    try:
        path = Path(upload.file.path)
    except NotImplementedError:
        return
    for target in (path, path.parent, path.parent.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
