"""How a search worker follows the segments, and what it does when files or processes break."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from apps.search.indexing.base import IndexBusy, IndexDamaged
from apps.search.indexing.replica import Replica
from apps.search.models import IndexReplica, IndexVersion, Segment
from apps.search.services import feed_replica
from apps.search.services.answer_query import _describe_replica
from apps.search.services.ledger import verify_ledger
from apps.search.services.replicas import ReplicaSet
from apps.search.services.worker import SearchWorker
from apps.search.tests.stages import run_embed, run_index
from apps.uploads.models import Job, JobStatus, Message, Upload
from apps.uploads.tests.factories import make_whatsapp
from apps.uploads.tests.waiting import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def embedded(parsed):
    """Return a function that uploads and embeds a chat; no search worker knows of it yet."""

    def upload_and_embed(messages: int, marker: str = "") -> Upload:
        upload = parsed(make_whatsapp(messages, marker=marker))
        run_embed(upload)
        return upload

    return upload_and_embed


def get_version() -> IndexVersion:
    return IndexVersion.objects.get()


def list_ids(upload: Upload) -> list[int]:
    return list(
        Message.objects.filter(conversation__upload=upload).order_by("sequence").values_list("pk", flat=True)
    )


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_catching_up_makes_every_message_searchable_once(embedded, search_worker):
    upload = embedded(25)
    replica = search_worker.replicas.catch_up(get_version())
    assert replica.message_ids().tolist() == list_ids(upload)
    assert replica.watermark == Segment.objects.order_by("pk").last().pk


def test_catching_up_again_changes_nothing(embedded, search_worker):
    upload = embedded(25)
    for _ in range(3):
        replica = search_worker.replicas.catch_up(get_version())
    assert replica.message_ids().tolist() == list_ids(upload)


def test_the_follower_takes_up_what_is_new(embedded, search_worker):
    first = embedded(25, "one")
    assert search_worker.replicas.follow()
    assert not search_worker.replicas.follow()
    second = embedded(12, "two")
    assert search_worker.replicas.count_behind() == 1
    assert search_worker.replicas.follow()
    assert search_worker.replicas.count_behind() == 0
    replica = search_worker.replicas.get(get_version())
    assert replica.message_ids().tolist() == list_ids(first) + list_ids(second)


def test_how_far_it_has_followed_is_in_the_database(embedded, search_worker):
    embedded(25)
    replica = search_worker.replicas.catch_up(get_version())
    row = IndexReplica.objects.get()
    assert (row.worker, row.watermark, row.message_count) == ("tests", replica.watermark, 25)


def test_the_job_ends_when_the_worker_holds_its_messages(embedded, search_worker):
    upload = embedded(25)
    job = run_index(upload)
    assert (job.status, job.progress) == (JobStatus.SUCCEEDED, 1)
    assert job.counts["searchable"] == job.counts["messages"] == 25


def test_indexing_twice_changes_nothing(embedded, search_worker):
    upload = embedded(25)
    run_index(upload)
    Job.objects.filter(upload=upload).update(status=JobStatus.RUNNING)
    run_index(upload)
    assert search_worker.replicas.get(get_version()).message_ids().tolist() == list_ids(upload)


def test_a_restart_goes_on_from_the_snapshot(embedded, search_worker, monkeypatch):
    upload = embedded(25)
    search_worker.replicas.catch_up(get_version())
    search_worker.replicas.close()
    later = embedded(5, "later")
    applied = note_applied(monkeypatch)
    again = ReplicaSet("tests").catch_up(get_version())
    assert again.message_ids().tolist() == list_ids(upload) + list_ids(later)
    assert applied == [Segment.objects.order_by("pk").last().pk]
    again.close()


def note_applied(monkeypatch) -> list[int]:
    """Return a list that grows by the id of each segment that is applied from now on."""
    applied = []
    apply = Replica.apply_segment

    def apply_and_note(self, segment_id, arrays, rows):
        applied.append(segment_id)
        return apply(self, segment_id, arrays, rows)

    monkeypatch.setattr(Replica, "apply_segment", apply_and_note)
    return applied


def crash(worker: SearchWorker) -> None:
    """Let go of the files as the end of a process does, without a snapshot."""
    for pk, _ in worker.replicas.list_open():
        worker.replicas._open.close(pk)


def test_a_crash_without_a_snapshot_builds_it_anew(embedded, search_worker):
    upload = embedded(25)
    search_worker.replicas.catch_up(get_version())
    crash(search_worker)
    again = ReplicaSet("tests").catch_up(get_version())
    assert again.message_ids().tolist() == list_ids(upload)
    again.close()


def test_a_crash_after_a_snapshot_builds_only_the_rest(embedded, search_worker, monkeypatch):
    upload = embedded(25, "one")
    search_worker.replicas.catch_up(get_version())
    search_worker.replicas.snapshot()
    later = embedded(5, "later")
    search_worker.replicas.catch_up(get_version())
    crash(search_worker)
    applied = note_applied(monkeypatch)
    again = ReplicaSet("tests").catch_up(get_version())
    assert again.message_ids().tolist() == list_ids(upload) + list_ids(later)
    assert len(applied) == 1
    again.close()


def list_snapshot_files(worker: SearchWorker) -> list[Path]:
    return sorted(
        path for path in worker.replicas.folder.rglob("*") if path.is_file() and path.name != "lock"
    )


@pytest.mark.parametrize("name", ["manifest.json", "tokens.bin", "dense.faiss", "columns.safetensors"])
def test_a_damaged_replica_is_built_anew(embedded, search_worker, name):
    upload = embedded(25)
    search_worker.replicas.catch_up(get_version())
    search_worker.replicas.close()
    damage(next(path for path in list_snapshot_files(search_worker) if path.name == name))
    again = ReplicaSet("tests").catch_up(get_version())
    assert again.message_ids().tolist() == list_ids(upload)
    again.close()


def test_a_folder_in_use_by_another_process_is_refused(embedded, search_worker):
    embedded(5)
    search_worker.replicas.catch_up(get_version())
    with pytest.raises(IndexBusy):
        ReplicaSet("tests").get(get_version())


def test_a_damaged_segment_that_cannot_be_healed_holds_up_only_what_comes_after_it(
    embedded, search_worker, monkeypatch
):
    upload = embedded(35)
    third = Segment.objects.order_by("pk")[2]
    damage(Path(default_storage.location) / third.file)

    def fail(_segment):
        raise IndexDamaged("the model is away")

    monkeypatch.setattr(feed_replica, "heal_segment", fail)
    for _ in range(2):
        with pytest.raises(IndexDamaged):
            search_worker.replicas.catch_up(get_version())
    replica = search_worker.replicas.get(get_version())
    assert replica.message_ids().tolist() == list_ids(upload)[:20]
    monkeypatch.undo()
    assert search_worker.replicas.catch_up(get_version()).message_ids().tolist() == list_ids(upload)


def test_a_replica_in_which_a_segment_broke_off_is_not_used_any_more(embedded, search_worker, monkeypatch):
    """A full disk, say: what was taken in by half must not be taken in again on top."""
    upload = embedded(25)
    apply = Replica.apply_segment
    calls = []

    def apply_and_break(self, segment_id, arrays, rows):
        apply(self, segment_id, arrays, rows)
        calls.append(segment_id)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(Replica, "apply_segment", apply_and_break)
    with pytest.raises(OSError, match="No space"):
        search_worker.replicas.catch_up(get_version())
    monkeypatch.undo()
    replica = search_worker.replicas.catch_up(get_version())
    assert replica.message_ids().tolist() == list_ids(upload)


def test_a_search_after_a_restart_waits_until_it_can_find_everything(embedded, search_worker):
    upload = embedded(25)
    replica = search_worker.replicas.get_complete(get_version())
    assert replica.message_ids().tolist() == list_ids(upload)


def test_the_ledger_compares_the_index_with_its_segments(embedded, search_worker):
    upload = embedded(25)
    run_index(upload)
    assert verify_ledger(settled=True, describe_replica=_describe_replica).violations == []
    replica = search_worker.replicas.get(get_version())
    replica.forget(replica.message_ids()[:1])
    replica.commit()
    violations = verify_ledger(settled=True, describe_replica=_describe_replica).violations
    assert any("index holds 24 messages" in violation for violation in violations)


@pytest.mark.django_db(transaction=True)
def test_the_follower_makes_a_batch_searchable_within_two_seconds(embedded, search_worker, settings):
    embedded(5, "first")
    search_worker.start()
    version = get_version()
    wait_until(lambda: search_worker.replicas.get(version).message_count == 5, timeout_s=2)
    embedded(5, "second")
    wait_until(lambda: search_worker.replicas.get(version).message_count == 10, timeout_s=2)
    found = search_worker.replicas.get(version).message_ids().tolist()
    search_worker.stop()
    assert sorted(found) == list(Message.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_the_follower_survives_what_goes_wrong(embedded, search_worker, monkeypatch):
    monkeypatch.setattr("apps.search.services.worker.PAUSE_AFTER_ERROR_S", 0.05)
    follow = ReplicaSet.follow
    failures = iter([RuntimeError("the database is away"), MemoryError()])

    def fail_twice(self):
        if (error := next(failures, None)) is not None:
            raise error
        return follow(self)

    monkeypatch.setattr(ReplicaSet, "follow", fail_twice)
    embedded(5)
    search_worker.start()
    wait_until(lambda: search_worker.replicas.get(get_version()).message_count == 5, timeout_s=30)
    search_worker.stop()
    assert next(failures, None) is None, "both errors were met on the way"
