"""What is deleted leaves the results, in whatever order workers crash, follow and open their replicas."""

import pytest
from django.core.files.storage import default_storage

from apps.search.models import Deletion, IndexVersion, Segment
from apps.search.retrieval.query import Mode, SearchRequest
from apps.search.services import feed_replica
from apps.search.services.answer_query import rank
from apps.search.services.ledger import verify_ledger
from apps.search.services.replicas import ReplicaSet
from apps.search.tests.stages import run_embed
from apps.uploads.models import Job, JobStatus, Message, Participant, Upload
from apps.uploads.services.remove import remove_conversation, remove_message, remove_person, remove_upload
from apps.uploads.tests.factories import get_home, make_whatsapp

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(searchable) -> Upload:
    return searchable(make_whatsapp(25, marker="passport"))


def get_message(number: int) -> Message:
    return Message.objects.get(sequence=number)


def find(text: str = "passport", mode: Mode = Mode.KEYWORD) -> set[int]:
    ranked = rank(IndexVersion.objects.get().pk, SearchRequest(text, k=100, mode=mode))
    assert ranked.total == len(ranked.hits)
    return {hit.message_id for hit in ranked.hits}


def list_ids() -> set[int]:
    return set(Message.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("mode", [Mode.KEYWORD, Mode.SEMANTIC, Mode.HYBRID])
def test_once_followed_a_deleted_message_is_found_and_counted_no_more(upload, search_worker, mode):
    gone = get_message(7)
    remove_message(gone)
    assert search_worker.replicas.count_behind() == 1
    assert search_worker.replicas.follow()
    assert search_worker.replicas.count_behind() == 0
    assert find(mode=mode) == list_ids()
    assert len(list_ids()) == 24


def test_a_person_and_a_conversation_are_forgotten(upload, searchable, owner, search_worker):
    searchable(make_whatsapp(5, marker="harbour"), "other.txt")
    remove_person(get_home(owner), Participant.objects.filter(name="Ada", conversation__upload=upload))
    search_worker.replicas.follow()
    assert find("passport") == {pk for pk in list_ids() if "passport" in Message.objects.get(pk=pk).text}
    remove_conversation(upload.conversations.get())
    search_worker.replicas.follow()
    assert find("passport") == set()
    assert len(find("harbour")) == 5
    assert verify_ledger(settled=True, describe_replica=None).violations == []


def test_a_removed_upload_leaves_no_segment_nor_its_file(upload, django_capture_on_commit_callbacks):
    name = Segment.objects.first().file
    with django_capture_on_commit_callbacks(execute=True):
        remove_upload(upload)
    assert not Segment.objects.exists()
    assert not default_storage.exists(name)


def test_a_crash_before_the_snapshot_follows_the_deletion_again(upload, search_worker):
    search_worker.replicas.snapshot()
    remove_message(get_message(3))
    search_worker.replicas.follow()
    crash(search_worker)
    again = ReplicaSet("tests").catch_up(IndexVersion.objects.get())
    assert set(again.message_ids().tolist()) == list_ids()
    assert again.deletion_watermark == Deletion.objects.get().pk
    again.close()


def crash(worker) -> None:
    for pk, _ in worker.replicas.list_open():
        worker.replicas._open.close(pk)


def test_a_snapshot_keeps_how_far_deletions_were_followed(upload, search_worker):
    remove_message(get_message(3))
    search_worker.replicas.follow()
    search_worker.replicas.close()
    again = ReplicaSet("tests").get(IndexVersion.objects.get())
    assert again.deletion_watermark == Deletion.objects.get().pk
    assert set(again.message_ids().tolist()) == list_ids()
    again.close()


def test_what_is_deleted_between_embedding_and_following_never_comes_in(parsed, search_worker):
    upload = parsed(make_whatsapp(25, marker="passport"))
    run_embed(upload)
    Job.objects.update(status=JobStatus.SUCCEEDED)
    remove_person(upload.organization, Participant.objects.filter(name="Ada"))
    replica = search_worker.replicas.catch_up(IndexVersion.objects.get())
    assert set(replica.message_ids().tolist()) == list_ids()
    assert not replica.view.has_deletions


def test_a_deletion_that_commits_while_segments_are_read_is_followed(parsed, search_worker, monkeypatch):
    """Rows are read, then the deletion commits, then the segment is taken in."""
    upload = parsed(make_whatsapp(5, marker="passport"))
    run_embed(upload)
    Job.objects.update(status=JobStatus.SUCCEEDED)
    load = feed_replica.load_segment

    def load_and_delete(segment, spec):
        loaded = load(segment, spec)
        monkeypatch.undo()
        remove_message(get_message(2))
        return loaded

    monkeypatch.setattr(feed_replica, "load_segment", load_and_delete)
    replica = search_worker.replicas.catch_up(IndexVersion.objects.get())
    assert set(replica.message_ids().tolist()) == list_ids()


def test_a_segment_of_which_nothing_is_left_is_passed_over(parsed, search_worker):
    upload = parsed(make_whatsapp(25, marker="passport"))
    run_embed(upload)
    Job.objects.update(status=JobStatus.SUCCEEDED)
    for number in range(10, 20):
        remove_message(get_message(number))
    replica = search_worker.replicas.catch_up(IndexVersion.objects.get())
    assert replica.watermark == Segment.objects.order_by("pk").last().pk
    assert len(replica.message_ids()) == 15
