import hashlib
from pathlib import Path

import pytest
from celery import current_app
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile

from apps.uploads.models import Job, JobStatus, Upload
from apps.uploads.services.receive_upload import RejectedUpload, UploadOptions, receive_upload
from apps.uploads.tests.factories import get_home, make_colleague, make_file, make_upload
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db


def list_stored_files() -> list[Path]:
    folder = Path(default_storage.location)
    return [path for path in folder.rglob("*") if path.is_file()]


def receive(user, file, **options) -> Upload:
    return receive_upload(organization=get_home(user), user=user, file=file, options=UploadOptions(**options))


def make_streamed_file(content: bytes, name: str = "chat.txt") -> TemporaryUploadedFile:
    """Return a file as Django hands over what was too large for memory."""
    file = TemporaryUploadedFile(name, "text/plain", len(content), "utf-8")
    file.write(content)
    file.seek(0)
    return file


@pytest.mark.parametrize("make", [make_file, make_streamed_file], ids=["in memory", "on disk"])
def test_the_bytes_are_kept_as_they_came(owner, make):
    content = b"01/02/2026, 10:00 - Ada: hi\n" * 200_000
    with make(content) as file:
        upload = receive(owner, file)
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert upload.size_bytes == len(content)
    assert Path(upload.file.path).read_bytes() == content
    assert list_stored_files() == [Path(upload.file.path)]


def test_the_job_waits_at_the_first_stage(owner):
    job = make_upload(owner).job
    assert (job.status, job.stage, job.progress) == (JobStatus.QUEUED, pipeline.PARSE.name, 0)
    assert [event.text for event in job.events.all()] == ["Received."]


@pytest.mark.django_db(transaction=True)
def test_the_job_is_announced_once_it_is_committed(owner):
    with current_app.connection_for_write() as connection:
        queue = connection.SimpleQueue(pipeline.INGEST_QUEUE)
        queue.clear()
        job = make_upload(owner).job
        announced = queue.get(timeout=2)
        announced.ack()
    assert announced.payload[0] == [str(job.pk)]
    assert Job.objects.get(pk=job.pk).announcements == 1


def test_a_name_on_the_server_is_never_the_uploader_s(owner):
    upload = make_upload(owner, "something", name="../../etc/passwd")
    stored = Path(upload.file.path)
    assert "passwd" not in str(stored)
    assert stored.is_relative_to(default_storage.location)


def test_a_long_name_keeps_its_end(owner):
    assert make_upload(owner, "something", name="x" * 400 + ".txt").filename == "x" * 251 + ".txt"


def test_what_the_uploader_states_is_kept(owner):
    upload = make_upload(owner, "something", timezone="Europe/Berlin", date_order="mdy")
    assert (upload.timezone, upload.date_order) == ("Europe/Berlin", "mdy")


def test_the_same_bytes_again_share_the_first_job(owner):
    first = make_upload(owner, "the same", name="a.txt")
    second = make_upload(owner, "the same", name="b.txt")
    assert second.duplicate_of == first
    assert (second.filename, second.sha256, second.size_bytes) == ("b.txt", first.sha256, first.size_bytes)
    assert Job.objects.count() == 1
    assert len(list_stored_files()) == 1


def test_a_third_copy_points_at_the_first(owner):
    first, _, third = (make_upload(owner, "the same") for _ in range(3))
    assert third.duplicate_of == first


def test_a_colleague_s_copy_is_recognised(owner):
    home = get_home(owner)
    first = make_upload(owner, "the same")
    copy = receive_upload(
        organization=home, user=make_colleague(home), file=make_file("the same"), options=UploadOptions()
    )
    assert copy.duplicate_of == first


def test_another_organization_s_copy_is_worked_by_itself(owner, stranger):
    first, second = make_upload(owner, "the same"), make_upload(stranger, "the same")
    assert second.duplicate_of is None
    assert second.job != first.job
    assert Path(second.file.path) != Path(first.file.path)


@pytest.mark.django_db(transaction=True)
def test_of_the_same_bytes_at_once_one_is_worked(owner, at_once):
    uploads = at_once(lambda: make_upload(owner, "the same"), times=5)
    originals = [upload for upload in uploads if upload.duplicate_of_id is None]
    assert len(originals) == 1
    assert {upload.duplicate_of_id for upload in uploads} == {None, originals[0].pk}
    assert Job.objects.count() == 1
    assert list_stored_files() == [Path(originals[0].file.path)]


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"", {}, "empty_file"),
        (b"x" * 2001, {}, "file_too_large"),
        (b"x", {"timezone": "Mars/Olympus"}, "bad_timezone"),
        (b"x", {"timezone": "../../etc/passwd"}, "bad_timezone"),
        (b"x", {"timezone": "America"}, "bad_timezone"),
        (b"x", {"timezone": "a\x00b"}, "bad_timezone"),
        (b"x", {"timezone": "Z" * 5_000}, "bad_timezone"),
        (b"x", {"date_order": "ydm"}, "bad_date_order"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(owner, settings, content, options, code):
    settings.UPLOAD_MAX_BYTES = 2000
    with pytest.raises(RejectedUpload) as refused:
        receive(owner, make_file(content), **options)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert not Upload.objects.exists()
    assert list_stored_files() == []


def test_a_file_of_just_the_limit_is_taken(owner, settings):
    settings.UPLOAD_MAX_BYTES = 2000
    assert receive(owner, make_file(b"x" * 2000)).size_bytes == 2000


def test_file_and_folders_are_synced_before_the_rows_are_written(owner, monkeypatch):
    """The promise of 202: what is in the database is on disk already."""
    order = []
    monkeypatch.setattr(
        "apps.uploads.services.receive_upload.os.fsync",
        lambda descriptor: order.append(
            (Path(f"/proc/self/fd/{descriptor}").readlink(), Upload.objects.count())
        ),
    )
    upload = make_upload(owner)
    stored = Path(upload.file.path)
    assert [path for path, _ in order] == [stored, stored.parent, stored.parent.parent]
    assert {rows for _, rows in order} == {0}
