"""A merge as a job: accepted at once, done once whoever dies, and nothing else touches its chats meanwhile."""

import pytest

from apps.uploads.jobs.exceptions import LeaseLost
from apps.uploads.jobs.lease import claim_job
from apps.uploads.jobs.runner import Work
from apps.uploads.models import Conversation, Job, JobKind, JobStatus, Message
from apps.uploads.services.choose_reading import Choices
from apps.uploads.services.control_job import NotPossible, cancel_job, retry_job
from apps.uploads.services.idle import JobRunning, find_running, list_merged, list_merging
from apps.uploads.services.merge import by_hand
from apps.uploads.services.merge.by_hand import CannotMerge, merge_conversations, queue_merge
from apps.uploads.services.remove import remove_conversation, remove_message, remove_person, remove_upload
from apps.uploads.services.reread_upload import reread_upload
from apps.uploads.tests.chats import bring, list_texts, make_lines, numbered
from apps.uploads.tests.stages import run_merge
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def chats(owner) -> tuple[Conversation, Conversation, Conversation]:
    """Two exports of one chat, and a third one that shares nothing with them."""
    texts = {number: f"ferry number {number}" for number in range(8)}
    uploads = (
        bring(owner, make_lines(*range(8)), "WhatsApp Chat with Ada.txt"),
        bring(owner, make_lines(*range(4, 12)), "WhatsApp Chat with Bob.txt"),
        bring(owner, make_lines(*range(8), texts=texts), "WhatsApp Chat with Zoe.txt"),
    )
    Job.objects.update(status=JobStatus.SUCCEEDED, stage=pipeline.INDEX.name)
    return tuple(Conversation.objects.get(upload=upload) for upload in uploads)


def test_asked_for_again_it_is_the_same_job_and_nothing_happens_before_it_runs(chats):
    first, second, _ = chats
    job = queue_merge(first, second)
    assert queue_merge(first, second) == job
    assert (job.status, job.stage, job.title) == ("queued", "merge", "Merge Bob into Ada")
    assert Conversation.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_many_clicks_at_one_moment_one_job_comes(chats, at_once):
    jobs = at_once(lambda: queue_merge(chats[0], chats[1]).pk, 4)
    assert len(set(jobs)) == 1
    assert list_merging(chats[0].organization_id) == [chats[0].pk, chats[1].pk]


def test_until_it_has_ended_nothing_else_touches_its_chats(owner, chats):
    first, second, third = chats
    job = queue_merge(first, second)
    attempts = [
        lambda: queue_merge(second, first),
        lambda: queue_merge(third, second),
        lambda: queue_merge(first, third),
        lambda: remove_upload(second.upload),
        lambda: remove_conversation(first),
        lambda: remove_message(Message.objects.filter(conversation=second).first()),
        lambda: remove_person(first.organization, first.participants.all()),
    ]
    for attempt in attempts:
        with pytest.raises(JobRunning, match="Merge Bob into Ada"):
            attempt()
    with pytest.raises(NotPossible, match="Merge Bob into Ada"):
        reread_upload(first.upload, Choices({"timezone": "Europe/Paris"}))
    assert find_running([third.upload_id]) is None
    remove_upload(third.upload)
    merge_conversations(str(job.pk))
    with pytest.raises(JobRunning):
        remove_upload(second.upload)
    Job.objects.update(status=JobStatus.SUCCEEDED)
    remove_upload(second.upload)
    assert list_texts(Conversation.objects.get()) == numbered(*range(8))


def test_while_an_import_works_on_either_it_is_refused(chats):
    first, second, third = chats
    Job.objects.filter(upload=second.upload).update(status=JobStatus.RUNNING)
    with pytest.raises(JobRunning, match=r"WhatsApp Chat with Bob\.txt"):
        queue_merge(first, second)
    Job.objects.filter(upload=second.upload).update(status=JobStatus.SUCCEEDED)
    with pytest.raises(CannotMerge, match="another conversation"):
        queue_merge(first, first)
    Conversation.objects.filter(pk=third.pk).update(is_settled=False)
    with pytest.raises(CannotMerge, match="not been read to its end"):
        queue_merge(first, third)
    remove_conversation(second)
    with pytest.raises(CannotMerge, match="deleted or merged meanwhile"):
        queue_merge(first, second)


def test_two_chats_are_not_joined_and_the_job_says_why(chats):
    job = run_merge(chats[0], chats[2])
    assert (job.status, job.error_code) == (JobStatus.FAILED, "nothing_shared")
    assert Conversation.objects.count() == 3
    assert find_running([chats[0].upload_id]) is None


def test_cancelled_before_it_begins_and_retried(chats):
    first, second, third = chats
    job = queue_merge(first, second)
    cancel_job(job)
    other = queue_merge(third, second)
    with pytest.raises(NotPossible, match="Merge Bob into Zoe"):
        retry_job(job)
    cancel_job(other)
    retry_job(job)
    merge_conversations(str(job.pk))
    assert list_texts(Conversation.objects.get(pk=first.pk)) == numbered(*range(12))
    Job.objects.update(status=JobStatus.CANCELLED)
    retry_job(other)
    merge_conversations(str(other.pk))
    other.refresh_from_db()
    assert (other.status, other.error_code) == (JobStatus.FAILED, "nothing_shared")
    assert list_merged(other) == [third.pk, first.pk], "Bob is part of Ada now"


def test_a_chat_that_becomes_another_while_a_merge_waits_is_followed(owner, chats):
    """The import of the same chat states its clock: the chat gets a new id by that."""
    first, second, _ = chats
    job = queue_merge(first, second)
    bring(owner, make_lines(*range(9)), "WhatsApp Chat with Ada.txt", timezone="Europe/Paris")
    assert not Conversation.objects.filter(pk=first.pk).exists()
    merge_conversations(str(job.pk))
    job.refresh_from_db()
    assert list_texts(Conversation.objects.get(pk=job.subject["target"])) == numbered(*range(12))


def test_a_deleted_chat_takes_the_job_along_that_names_it(chats):
    job = run_merge(chats[0], chats[1])
    Job.objects.filter(pk=job.pk).update(status=JobStatus.SUCCEEDED)
    remove_conversation(Conversation.objects.get(pk=chats[0].pk))
    assert not Job.objects.filter(kind=JobKind.MERGE).exists()


def test_a_worker_that_dies_after_joining_has_joined(chats, monkeypatch):
    job = queue_merge(chats[0], chats[1])

    def die(*_args) -> None:
        raise LeaseLost

    with monkeypatch.context() as patched:
        patched.setattr(Work, "log", die)
        merge_conversations(str(job.pk))
    assert Conversation.objects.count() == 2
    Job.objects.filter(pk=job.pk).update(lease_until=None)
    merge_conversations(str(job.pk))
    job.refresh_from_db()
    assert (job.stage, job.counts["added"], job.counts["known"]) == ("embed", 4, 4)


def test_a_worker_that_was_thought_dead_joins_nothing(chats, monkeypatch):
    """Its successor takes the job while it compares: what it wrote is rolled back."""
    job = queue_merge(chats[0], chats[1])
    compare = by_hand.compare_sides

    def compare_slowly(*sides):
        Job.objects.filter(pk=job.pk).update(lease_until=None)
        assert claim_job(str(job.pk), pipeline.MERGE.name)
        return compare(*sides)

    monkeypatch.setattr(by_hand, "compare_sides", compare_slowly)
    merge_conversations(str(job.pk))
    assert Conversation.objects.count() == 3
    assert Job.objects.get(pk=job.pk).stage == pipeline.MERGE.name


def test_what_changes_while_it_compares_is_compared_again(chats, monkeypatch):
    """An import joins a longer export of the chat itself, which the merge has waited for or not."""
    first, second, _ = chats
    compare, seen = by_hand.compare_sides, []

    def compare_meanwhile(*sides):
        seen.append(1)
        if len(seen) == 1:
            Conversation.objects.filter(pk=first.pk).update(revision=7)
        return compare(*sides)

    monkeypatch.setattr(by_hand, "compare_sides", compare_meanwhile)
    run_merge(first, second)
    assert len(seen) == 2
    assert list_texts(Conversation.objects.get(pk=first.pk)) == numbered(*range(12))
