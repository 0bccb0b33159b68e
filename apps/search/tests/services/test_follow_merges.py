"""A chat that comes again, longer or other, is found as it is now: old and new once each, old words no more."""

import pytest

from apps.search.models import IndexState, IndexVersion, Segment
from apps.search.retrieval.query import Mode, SearchRequest
from apps.search.services import embed_upload as embedding
from apps.search.services.add_segment import PlaceTaken, add_segment
from apps.search.services.answer_query import rank
from apps.search.services.backup_index import backup_index
from apps.search.services.build_version import activate_model
from apps.search.services.compaction import compact_waiting
from apps.search.services.coverage import has_uncovered, list_gaps
from apps.search.services.ids_digest import describe_ids
from apps.search.services.index_upload import index_upload
from apps.search.services.ledger import verify_ledger
from apps.search.services.restore_index import restore_index
from apps.search.tests.factories import make_model
from apps.search.tests.stages import run_build, run_embed, run_index
from apps.uploads.models import Conversation, Job, JobStatus, Message
from apps.uploads.services.remove import remove_upload
from apps.uploads.tests.chats import NAME, make_lines, numbered
from apps.uploads.tests.factories import get_home
from apps.uploads.tests.stages import run_merge, run_parse

pytestmark = pytest.mark.django_db


def find(text: str, mode: Mode = Mode.KEYWORD) -> list[str]:
    """Return the texts of all hits in the order of the chat; each must stand there."""
    ranked = rank(IndexVersion.objects.get(state=IndexState.ACTIVE).pk, SearchRequest(text, k=200, mode=mode))
    rows = {row.pk: row for row in Message.objects.all()}
    assert ranked.total == len(ranked.hits)
    return [
        row.text
        for row in sorted((rows[hit.message_id] for hit in ranked.hits), key=lambda row: row.sequence)
    ]


def check(search_worker, *, settled: bool = True) -> None:
    def describe(pk: int) -> dict:
        return describe_ids(search_worker.replicas.catch_up(IndexVersion.objects.get(pk=pk)).message_ids())

    assert verify_ledger(settled=settled, describe_replica=describe).violations == []


def list_ranges() -> list[tuple[int, int]]:
    rows = Segment.objects.order_by("first_sequence")
    return list(rows.values_list("first_sequence", "last_sequence"))


@pytest.mark.parametrize("mode", [Mode.KEYWORD, Mode.SEMANTIC])
def test_only_the_new_end_is_embedded(searchable, search_worker, mode):
    searchable(make_lines(*range(25)), NAME)
    before = list(Segment.objects.order_by("pk").values_list("pk", flat=True))
    upload = searchable(make_lines(*range(5, 33)), NAME)
    assert list(Segment.objects.order_by("pk").values_list("pk", flat=True))[:3] == before
    assert list_ranges() == [(0, 9), (10, 19), (20, 24), (25, 32)]
    assert find("passport", mode) == numbered(*range(33))
    assert Job.objects.get(upload=upload).counts["searchable"] == 28
    check(search_worker)


def test_an_older_beginning_moves_segments_and_embeds_only_itself(searchable, search_worker):
    searchable(make_lines(*range(12, 37)), NAME)
    files = set(Segment.objects.values_list("file", flat=True))
    searchable(make_lines(*range(20)), NAME)
    assert list_ranges() == [(0, 9), (10, 11), (12, 21), (22, 31), (32, 36)]
    assert files < set(Segment.objects.values_list("file", flat=True))
    assert find("passport") == numbered(*range(37))
    check(search_worker)
    search_worker.replicas.rebuild(IndexVersion.objects.get())
    assert find("passport") == numbered(*range(37))


def test_what_comes_between_is_found_and_all_around_it(searchable, search_worker):
    numbers = [number for number in range(30) if number not in (3, 4, 15, 29)]
    searchable(make_lines(*numbers), NAME)
    searchable(make_lines(*range(30)), NAME)
    assert find("passport") == numbered(*range(30))
    check(search_worker)
    assert [message.sequence for message in Message.objects.order_by("sent_at")] == list(range(30))


def test_an_edit_is_found_by_its_new_words_only(
    searchable, search_worker, django_capture_on_commit_callbacks
):
    searchable(make_lines(*range(25)), NAME)
    edited = {7: "umbrella instead <This message was edited>"}
    searchable(make_lines(*range(26), texts=edited), NAME)
    assert find("umbrella") == ["umbrella instead"]
    assert find("passport") == numbered(*range(7), *range(8, 26))
    check(search_worker)
    with django_capture_on_commit_callbacks(execute=True):
        compact_waiting()
    check(search_worker)
    assert verify_ledger(settled=True, describe_replica=None).deleted == 0


def test_the_ledger_is_in_order_at_every_step(searchable, parsed, search_worker):
    searchable(make_lines(*range(10, 35)), NAME)
    upload = parsed(make_lines(*range(20), texts={15: "umbrella <This message was edited>"}), NAME)
    check(search_worker, settled=False)
    assert len(find("passport")) == 24, "all but the one that was edited are found meanwhile"
    while run_embed(upload, slices=1).stage == "embed":
        check(search_worker, settled=False)
    run_index(upload)
    check(search_worker)
    assert len(find("passport")) == 34


def test_what_was_read_before_the_messages_moved_is_not_written(parsed, monkeypatch):
    """The first upload is being embedded when a second one brings an older beginning."""
    first = parsed(make_lines(*range(12, 37)), NAME)
    embed = embedding.write_segment

    def bring_another(*args):
        monkeypatch.undo()
        segment = embed(*args)
        parsed(make_lines(*range(20)), NAME)
        return segment

    monkeypatch.setattr(embedding, "write_segment", bring_another)
    run_embed(first)
    assert list_ranges() == [(0, 9), (10, 19), (20, 29), (30, 36)]
    chat = Conversation.objects.get()
    assert list_gaps(IndexVersion.objects.get(), chat) == []
    stale = Segment(
        index_version=IndexVersion.objects.get(), conversation=chat, first_sequence=40, last_sequence=41
    )
    chat.revision -= 1
    with pytest.raises(PlaceTaken):
        add_segment(stale)


def test_a_cancelled_second_upload_leaves_the_first_findable(searchable, parsed, search_worker):
    searchable(make_lines(*range(10, 30)), NAME)
    upload = parsed(make_lines(*range(20)), NAME)
    Job.objects.filter(upload=upload).update(status=JobStatus.CANCELLED)
    report = verify_ledger(settled=False, describe_replica=None)
    assert (report.violations, report.failed) == ([], 10)
    search_worker.replicas.follow()
    assert find("passport") == numbered(*range(10, 30))


def test_of_a_removed_upload_only_what_nobody_else_brought_is_forgotten(searchable, search_worker):
    first = searchable(make_lines(*range(10, 35)), NAME)
    second = searchable(make_lines(*range(20)), NAME)
    remove_upload(first)
    search_worker.replicas.follow()
    assert find("passport") == numbered(*range(20))
    check(search_worker)
    remove_upload(second)
    search_worker.replicas.follow()
    assert find("passport") == []
    check(search_worker)


def test_two_chats_joined_by_hand_are_found_once_each(searchable, search_worker):
    first = searchable(make_lines(*range(15)), "WhatsApp Chat with Ada.txt")
    second = searchable(make_lines(*range(5, 25)), "WhatsApp Chat with Bob.txt")
    assert len(find("passport")) == 35
    job = run_merge(first.conversations.get(), second.conversations.get())
    check(search_worker, settled=False)
    embedding.embed_upload(str(job.pk))
    index_upload(str(job.pk))
    job.refresh_from_db()
    assert (job.status, job.counts["searchable"]) == (JobStatus.SUCCEEDED, 25)
    assert find("passport") == numbered(*range(25))
    check(search_worker)


def test_a_version_that_stands_by_follows_too(searchable, search_worker, owner):
    searchable(make_lines(*range(10, 35)), NAME)
    standby = activate_model(
        get_home(owner), make_model("other", dim=32), activate_when_complete=False
    ).version
    run_build(standby)
    searchable(make_lines(*range(20), texts={15: "umbrella <This message was edited>"}), NAME)
    run_build(standby)
    standby.refresh_from_db()
    assert (standby.state, has_uncovered(standby)) == (IndexState.STANDBY, False)
    report = verify_ledger(settled=True, describe_replica=None)
    assert (report.violations, report.standby_behind) == ([], 0)


def test_a_chat_that_a_build_has_read_before_it_was_joined(
    searchable, parsed, search_worker, owner, monkeypatch
):
    """An index job reads all there is, also what an import is still reading."""
    searchable(make_lines(*range(10, 35)), NAME)
    monkeypatch.setattr("apps.uploads.services.parse_upload.settle_upload", lambda work: True)
    upload = parsed(make_lines(*range(20)), NAME)
    monkeypatch.undo()
    version = activate_model(
        get_home(owner), make_model("other", dim=32), activate_when_complete=False
    ).version
    run_build(version)
    assert version.segments.filter(conversation__upload=upload).exists()
    Job.objects.filter(upload=upload).update(stage="parse")
    run_parse(upload)
    run_embed(upload)
    run_index(upload)
    run_build(version)
    assert not has_uncovered(version)
    assert verify_ledger(settled=True, describe_replica=None).violations == []
    held = search_worker.replicas.catch_up(version).message_ids().tolist()
    assert sorted(held) == list(Message.objects.order_by("pk").values_list("pk", flat=True))


def test_a_backup_from_before_a_chat_was_joined_restores_what_still_fits(searchable, tmp_path):
    searchable(make_lines(*range(12, 37)), NAME)
    first = searchable(
        make_lines(*range(5), texts={1: "harbour, at the old crane"}), "WhatsApp Chat with Zoe.txt"
    )
    backup_index(tmp_path / "backup")
    searchable(make_lines(*range(20)), NAME)
    Segment.objects.filter(conversation__upload=first).delete()
    restored = restore_index(tmp_path / "backup")
    assert (restored.segments, restored.messages) == (1, 5)
    assert verify_ledger(settled=True, describe_replica=None).violations == []
