"""Deleted messages leave the files too, whatever step a pass broke off at."""

import os
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import tantivy
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.search.models import Deletion, IndexReplica, IndexVersion, Segment
from apps.search.services import prune_files, rewrite_segment, segment_store
from apps.search.services.compaction import Compacted, compact_all, compact_waiting
from apps.search.services.ledger import verify_ledger
from apps.search.services.maintain_replicas import Maintenance
from apps.search.services.replicas import ReplicaSet
from apps.search.services.segment_store import read_segment
from apps.uploads.models import Message, Participant, Upload
from apps.uploads.services.remove import remove_message, remove_person
from apps.uploads.tests.factories import get_home, make_whatsapp

pytestmark = pytest.mark.django_db
SENDERS = ("Ada", "Bob", "Zbigniew")


@pytest.fixture
def upload(searchable) -> Upload:
    return searchable(make_whatsapp(25, marker="passport", senders=SENDERS))


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Run a function and what it left for after the commit."""

    def run(act):
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return run


def remove_numbers(*numbers: int) -> None:
    for number in numbers:
        remove_message(Message.objects.get(sequence=number))


def list_files() -> set[str]:
    return set(prune_files.list_files("segments"))


def read_held_ids() -> list[int]:
    return [pk for segment in Segment.objects.all() for pk in read_segment(segment).ids.tolist()]


def check_settled() -> None:
    assert sorted(read_held_ids()) == list(Message.objects.order_by("pk").values_list("pk", flat=True))
    assert list_files() == set(Segment.objects.values_list("file", flat=True))
    report = verify_ledger(settled=True, describe_replica=None)
    assert (report.violations, report.deleted) == ([], 0)


def test_segments_lose_what_was_deleted_and_nothing_else(upload, committed):
    before = {segment.pk: read_segment(segment) for segment in Segment.objects.all()}
    remove_numbers(2, 13)
    assert verify_ledger(settled=True, describe_replica=None).deleted == 2
    assert committed(compact_waiting) == 2
    check_settled()
    assert Deletion.objects.filter(compacted_at__isnull=True).count() == 0
    first = Segment.objects.order_by("pk").first()
    old, new = before[first.pk], read_segment(first)
    assert np.array_equal(new.vectors, np.delete(old.vectors, 2, axis=0))
    start, end = old.token_offsets[2:4]
    assert np.array_equal(new.token_codes, np.delete(old.token_codes, slice(start, end), axis=0))
    assert (first.message_count, first.first_sequence, first.last_sequence) == (9, 0, 9)


def test_a_segment_of_which_nothing_is_left_goes(upload, committed):
    remove_numbers(*range(10, 20))
    committed(compact_waiting)
    check_settled()
    assert Segment.objects.count() == 2


def test_a_second_pass_finds_nothing_to_do(upload, committed):
    remove_numbers(2)
    committed(compact_waiting)
    assert committed(compact_waiting) == 0
    assert committed(compact_all) == Compacted(replicas_asked=1), "it has not followed the deletion"
    assert committed(compact_all) == Compacted()


def test_a_crash_between_file_and_row_is_made_good(upload, committed, monkeypatch):
    remove_numbers(2)
    monkeypatch.setattr(rewrite_segment, "use_file", crash)
    with pytest.raises(MemoryError):
        compact_waiting()
    monkeypatch.undo()
    left_over = list_files() - set(Segment.objects.values_list("file", flat=True))
    assert len(left_over) == 1
    committed(compact_waiting)
    assert prune_files.prune_files() == 0, "it may be somebody's who has not committed yet"
    make_old(left_over.pop())
    assert prune_files.prune_files() == 1
    check_settled()


def crash(*_args):
    raise MemoryError


def make_old(name: str) -> None:
    moment = time.time() - 2 * 24 * 3600
    os.utime(default_storage.path(name), (moment, moment))


def test_a_crash_before_the_old_file_is_removed_is_made_good(upload):
    remove_numbers(2)
    compact_waiting()  # what is left for after the commit does not happen
    left_over = list_files() - set(Segment.objects.values_list("file", flat=True))
    make_old(left_over.pop())
    assert prune_files.prune_files() == 1
    check_settled()


def test_of_two_at_the_same_segment_one_wins(upload, committed, monkeypatch):
    remove_numbers(2)
    write = segment_store.write_segment

    def write_late(name, arrays):
        monkeypatch.setattr(rewrite_segment, "write_segment", write)
        compact_waiting()
        return write(name, arrays)

    monkeypatch.setattr(rewrite_segment, "write_segment", write_late)
    committed(compact_waiting)
    assert list_files() == set(Segment.objects.values_list("file", flat=True)), "the loser's file is gone"
    check_settled()


def test_a_reader_that_loses_the_race_reads_the_row_again(parsed, search_worker, committed):
    from apps.search.services.feed_replica import load_current
    from apps.search.services.replicas import make_spec
    from apps.search.tests.stages import run_embed
    from apps.uploads.models import Job, JobStatus

    upload = parsed(make_whatsapp(12))
    run_embed(upload)
    Job.objects.update(status=JobStatus.SUCCEEDED)
    first, second = Segment.objects.order_by("pk")
    remove_numbers(2, 10, 11)
    committed(compact_waiting)
    spec = make_spec(IndexVersion.objects.get())
    assert len(load_current(first, spec).arrays.ids) == 9
    assert load_current(second, spec) is None


def find_traces(name: str, word: str) -> set[str]:
    """Return what still knows a text: files by their bytes, tantivy's packed dictionaries by their terms."""
    folders = (Path(default_storage.location) / "segments", settings.REPLICA_DIR)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    traces = {path.name for path in files if name.encode() in path.read_bytes()}
    for meta in [path for path in files if path.name == "meta.json"]:
        searcher = tantivy.Index.open(str(meta.parent)).searcher()
        if any(searcher.terms_with_prefix(field, word) for field in ("words", "message", "near", "wide")):
            traces.add(f"{meta.parent.name} words")
    return traces


def test_what_a_person_said_stands_in_no_file_afterwards(searchable, search_worker, owner, committed):
    searchable(make_whatsapp(25, senders=SENDERS).replace("Zbigniew: message", "Zbigniew: zugzwang"))
    search_worker.replicas.snapshot()
    assert find_traces("Zbigniew", "zugzwang") >= {"speakers.json", "live words", "sparse words"}
    remove_person(get_home(owner), Participant.objects.filter(name="Zbigniew"))
    search_worker.replicas.follow()
    committed(compact_all)
    assert IndexReplica.objects.get().rebuild_asked_at is not None
    old = search_worker.replicas.get(IndexVersion.objects.get())
    Maintenance(search_worker.replicas).run_once()
    new = search_worker.replicas.get(IndexVersion.objects.get())
    assert new is not old
    assert find_traces("Zbigniew", "zugzwang") == find_traces("zbigniew", "zbigniew") == set()
    assert (new.deleted_share, IndexReplica.objects.get().deleted_count) == (0, 0)
    assert IndexReplica.objects.get().rebuild_asked_at is None
    assert sorted(new.message_ids().tolist()) == sorted(read_held_ids())


def test_a_replica_of_which_much_is_deleted_is_built_anew_at_once(upload, search_worker):
    maintenance = Maintenance(search_worker.replicas)
    version = IndexVersion.objects.get()
    remove_numbers(0, 1, 2, 3)
    search_worker.replicas.follow()
    old = search_worker.replicas.get(version)
    maintenance.run_once()
    assert search_worker.replicas.get(version) is old, "16 % are not much"
    remove_numbers(4, 5)
    search_worker.replicas.follow()
    maintenance.run_once()
    new = search_worker.replicas.get(version)
    assert new is not old
    assert new.message_ids().tolist() == old.message_ids().tolist()


def test_a_replica_that_was_away_is_built_anew_even_if_it_is_closed(upload, search_worker):
    """It left memory, and nobody has searched it since the message went: its files hold it still."""
    version = IndexVersion.objects.get()
    old = search_worker.replicas.get(version).folder
    search_worker.replicas.close()
    search_worker.replicas = ReplicaSet("tests")
    remove_numbers(3)
    assert compact_all().replicas_asked == 1
    Maintenance(search_worker.replicas).run_once()
    assert not old.exists()
    assert search_worker.replicas.list_open() == []
    assert len(search_worker.replicas.get(version).message_ids()) == 24


def test_a_replica_that_nobody_keeps_up_is_removed(upload, search_worker):
    folder = search_worker.replicas.get(IndexVersion.objects.get()).folder
    remove_numbers(3)
    assert compact_all().replicas_removed == 0, "it may be about to follow"
    IndexReplica.objects.update(seen_at=timezone.now() - timedelta(days=2))
    assert compact_all().replicas_removed == 0, "it is open"
    search_worker.replicas.close()
    assert compact_all().replicas_removed == 1
    assert not folder.parent.exists()
    assert not IndexReplica.objects.exists()
