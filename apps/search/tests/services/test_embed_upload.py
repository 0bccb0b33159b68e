import threading
import time
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from apps.search.models import IndexState, IndexVersion, Segment
from apps.search.services import embed_upload as embedding
from apps.search.services import segment_store
from apps.search.services.embed_upload import embed_upload
from apps.search.services.index_versions import get_or_create_version
from apps.search.services.ledger import verify_ledger
from apps.search.services.read_batches import read_batch
from apps.search.tests.stages import run_embed
from apps.uploads.models import Conversation, Job, JobStatus, Message, MessageKind, Upload
from apps.uploads.services.control_job import cancel_job, retry_job
from apps.uploads.tests.factories import make_whatsapp, make_zip
from apps.uploads.tests.stages import let_lease_run_out
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db


def list_ranges(upload: Upload) -> list[tuple[int, int, int]]:
    segments = Segment.objects.filter(conversation__upload=upload).order_by("conversation", "first_sequence")
    return list(segments.values_list("first_sequence", "last_sequence", "message_count"))


def read_ids(upload: Upload) -> list[int]:
    """Return the ids of all messages in the upload's segment files, in the order of the segments."""
    segments = Segment.objects.filter(conversation__upload=upload).order_by("conversation", "first_sequence")
    return [message for segment in segments for message in segment_store.read_segment(segment).ids.tolist()]


def list_said_ids(upload: Upload) -> list[int]:
    said = Message.objects.filter(conversation__upload=upload, kind=MessageKind.MESSAGE)
    return list(said.order_by("conversation", "sequence").values_list("pk", flat=True))


def list_segment_files() -> set[str]:
    folder = Path(default_storage.location)
    return {str(path.relative_to(folder)) for path in (folder / "segments").rglob("*.safetensors")}


def crash_in(monkeypatch, owner, name: str, *, after: int = 0) -> None:
    """Let a function break down once it has been called this often."""
    calls = []
    real = getattr(owner, name)

    def call_or_crash(*args, **kwargs):
        if len(calls) == after:
            raise MemoryError
        calls.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, call_or_crash)


def test_segments_tile_the_conversation(parsed):
    upload = parsed(make_whatsapp(25))
    job = run_embed(upload)
    assert list_ranges(upload) == [(0, 9, 10), (10, 19, 10), (20, 24, 5)]
    assert read_ids(upload) == list_said_ids(upload)
    assert (job.stage, job.status) == (pipeline.INDEX.name, JobStatus.RUNNING)


def test_events_are_in_no_segment_and_break_none(parsed):
    log = "".join(f"[09:{n:02}] <ada> line {n}\n[09:{n:02}] *** bob joined\n" for n in range(15))
    upload = parsed(log, "team-2026-05-01.log")
    run_embed(upload)
    assert Message.objects.filter(kind=MessageKind.SYSTEM).exists()
    assert read_ids(upload) == list_said_ids(upload)
    assert len(list_said_ids(upload)) == 15


def test_every_conversation_has_its_own_segments(parsed):
    upload = parsed(make_zip({f"{n}.txt": make_whatsapp(12, marker=f"in {n}") for n in range(3)}), "all.zip")
    run_embed(upload)
    assert list_ranges(upload) == [(0, 9, 10), (10, 11, 2)] * 3


def test_what_a_segment_file_holds(parsed):
    upload = parsed(make_whatsapp(25))
    run_embed(upload)
    segment = Segment.objects.order_by("pk").first()
    arrays = segment_store.read_segment(segment)
    version = segment.index_version
    assert arrays.sequences.tolist() == list(range(10))
    assert (arrays.vectors.shape, arrays.vectors.dtype) == ((10, version.dim), np.float16)
    assert np.allclose(np.linalg.norm(arrays.vectors.astype(np.float32), axis=1), 1, atol=1e-2)
    assert arrays.token_offsets[0] == 0
    assert arrays.token_offsets[-1] == len(arrays.token_codes) == len(arrays.token_ids)
    assert segment.size_bytes == (Path(default_storage.location) / segment.file).stat().st_size


def test_once_more_changes_nothing(parsed):
    upload = parsed(make_whatsapp(25))
    run_embed(upload)
    before, files = list(Segment.objects.values()), list_segment_files()
    Job.objects.filter(upload=upload).update(stage=pipeline.EMBED.name, lease_until=None)
    job = run_embed(upload)
    assert list(Segment.objects.values()) == before
    assert list_segment_files() == files
    assert job.stage == pipeline.INDEX.name


def test_a_late_announcement_changes_nothing(parsed):
    upload = parsed(make_whatsapp(5))
    job = run_embed(upload)
    embed_upload(str(job.pk))
    assert Job.objects.get(pk=job.pk).attempts_total == job.attempts_total


@pytest.mark.parametrize("segments_before_the_crash", [0, 1, 2])
def test_a_crash_between_file_and_row_is_taken_up_at_the_last_segment(
    parsed, monkeypatch, segments_before_the_crash
):
    upload = parsed(make_whatsapp(25))
    crash_in(monkeypatch, embedding, "add_segment", after=segments_before_the_crash)
    with pytest.raises(MemoryError):
        embed_upload(str(upload.job.pk))
    assert len(list_ranges(upload)) == segments_before_the_crash
    assert len(list_segment_files()) == segments_before_the_crash + 1
    monkeypatch.undo()
    let_lease_run_out(upload)
    run_embed(upload)
    assert list_ranges(upload) == [(0, 9, 10), (10, 19, 10), (20, 24, 5)]
    assert read_ids(upload) == list_said_ids(upload)
    assert verify_ledger(settled=False, describe_replica=None).violations == []


def test_a_crash_while_the_file_is_written_leaves_no_row(parsed, monkeypatch):
    upload = parsed(make_whatsapp(25))
    crash_in(monkeypatch, segment_store, "write_file", after=2)  # the codec, and a segment
    with pytest.raises(MemoryError):
        embed_upload(str(upload.job.pk))
    assert list_ranges(upload) == [(0, 9, 10)]


def test_progress_counts_what_is_committed(parsed, monkeypatch):
    upload = parsed(make_whatsapp(25))
    crash_in(monkeypatch, embedding, "add_segment", after=1)
    with pytest.raises(MemoryError):
        embed_upload(str(upload.job.pk))
    job = Job.objects.get(upload=upload)
    assert (job.stage_done, job.stage_total) == (10, 25)


@pytest.mark.parametrize("slice_s", [0, 0.001])
def test_even_the_shortest_slice_gets_on(parsed, settings, slice_s):
    """Loading a model may take longer than a slice: each has to do something, or the job never ends."""
    upload = parsed(make_whatsapp(25))
    settings.JOB_SLICE_S = slice_s
    assert run_embed(upload).stage == pipeline.INDEX.name
    assert read_ids(upload) == list_said_ids(upload)


def test_a_cancelled_job_keeps_what_is_embedded_and_a_retry_goes_on(parsed, monkeypatch):
    upload = parsed(make_whatsapp(25))
    real = embedding.commit_segment

    def commit_and_cancel(work, *args):
        real(work, *args)
        cancel_job(work.job)

    monkeypatch.setattr(embedding, "commit_segment", commit_and_cancel)
    assert run_embed(upload).status == JobStatus.CANCELLED
    assert list_ranges(upload) == [(0, 9, 10)]
    monkeypatch.undo()
    retry_job(Job.objects.get(upload=upload))
    run_embed(upload)
    assert read_ids(upload) == list_said_ids(upload)


def test_later_messages_are_read_with_the_ones_before(parsed):
    upload = parsed(make_whatsapp(25))
    conversation = upload.conversations.get()
    batch = read_batch(conversation, 10)
    assert batch.sequences == list(range(10, 20))
    assert [message.text for message in batch.context] == [f"message {number}" for number in range(2, 10)]
    assert read_batch(conversation, 25) is None


def test_one_index_version_per_organization(parsed, stranger):
    run_embed(parsed(make_whatsapp(3)))
    run_embed(parsed(make_whatsapp(4)))
    run_embed(parsed(make_whatsapp(3), user=stranger))
    assert IndexVersion.objects.filter(state=IndexState.ACTIVE).count() == 2


def test_an_organization_keeps_its_model_whatever_the_settings_say(parsed, settings):
    run_embed(parsed(make_whatsapp(3)))
    settings.EMBEDDER, settings.EMBEDDING_MODEL = "sentence-transformers", "nobody/nothing"
    assert run_embed(parsed(make_whatsapp(4))).stage == pipeline.INDEX.name
    assert IndexVersion.objects.get().model.name == "hashing-64"


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_making_the_version_one_wins(parsed, at_once, owner):
    organization = owner.organizations.get()
    versions = at_once(lambda: get_or_create_version(organization), times=4)
    assert len({version.pk for version in versions}) == 1


@pytest.mark.django_db(transaction=True)
def test_segments_become_visible_in_the_order_of_their_ids(parsed, at_once):
    """Followers ask for ids above the last they saw: one that committed late would be stepped over."""
    upload = parsed(make_whatsapp(25))
    run_embed(upload)
    version = IndexVersion.objects.get()
    chats = [
        Conversation.objects.create(
            organization=upload.organization, upload=upload, key=str(number), name=str(number)
        )
        for number in range(6)
    ]
    waiting = iter(enumerate(chats))
    lock = threading.Lock()
    committed = []

    def add_slowly() -> None:
        with lock:
            number, chat = next(waiting)
        segment = Segment(
            index_version=version,
            conversation=chat,
            first_sequence=0,
            last_sequence=0,
            message_count=0,
            file=f"{number}",
            sha256="",
            size_bytes=0,
        )
        with transaction.atomic():
            embedding.add_segment(segment)
            time.sleep(0.05 if number % 2 else 0)
            committed.append(segment.pk)

    at_once(add_slowly, times=6)
    assert committed == sorted(committed)


def test_a_flipped_byte_in_a_segment_file_is_reported(parsed):
    upload = parsed(make_whatsapp(25))
    run_embed(upload)
    segment = Segment.objects.order_by("pk").last()
    file = Path(default_storage.location) / segment.file
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    violations = verify_ledger(settled=False, describe_replica=None).violations
    assert any(f"Segment {segment.pk}" in violation for violation in violations)


def test_a_missing_segment_file_is_reported(parsed):
    upload = parsed(make_whatsapp(25))
    run_embed(upload)
    segment = Segment.objects.order_by("pk").first()
    (Path(default_storage.location) / segment.file).unlink()
    violations = verify_ledger(settled=False, describe_replica=None).violations
    assert any("missing" in violation for violation in violations)
