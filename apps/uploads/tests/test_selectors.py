import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from apps.uploads import selectors
from apps.uploads.models import Conversation, Job, JobStatus, Message
from apps.uploads.tests.factories import get_home, make_conversation, make_job, make_upload
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(owner) -> Conversation:
    return make_conversation(owner, [f"message {number}" for number in range(10)])


def see_uploads(user, chat):
    return list(selectors.list_uploads(user))


def see_jobs(user, chat):
    return list(selectors.list_jobs(user))


def see_conversations(user, chat):
    return list(selectors.list_conversations(user))


def see_senders(user, chat):
    return selectors.list_senders(user, organization=chat.organization)


def see_recent_jobs(user, chat):
    return selectors.list_recent_jobs(user, chat.organization)


def see_status_counts(user, chat):
    return sum(selectors.count_jobs_by_status(user, chat.organization).values())


def see_organization_counts(user, chat):
    return selectors.count_organization(user, chat.organization).messages


def see_queues(user, chat):
    return sum(queue.waiting for queue in selectors.list_queues(user))


READS = [
    see_uploads,
    see_jobs,
    see_conversations,
    see_senders,
    see_recent_jobs,
    see_status_counts,
    see_organization_counts,
    see_queues,
]


@pytest.mark.parametrize("see", READS)
def test_members_see_and_others_do_not(see, owner, colleague, stranger, chat):
    assert see(owner, chat)
    assert see(colleague, chat) == see(owner, chat)
    assert not see(stranger, chat)
    assert not see(AnonymousUser(), chat)


def test_a_colleague_who_has_left_sees_nothing(colleague, chat):
    chat.organization.memberships.filter(user=colleague).delete()
    assert not any(see(colleague, chat) for see in READS)


def test_an_administrator_sees_no_more_than_others(stranger, chat):
    stranger.is_superuser = stranger.is_staff = True
    stranger.save()
    assert not any(see(stranger, chat) for see in READS)


def test_foreign_and_unknown_jobs_look_the_same(owner, stranger, chat):
    job = chat.upload.job
    assert selectors.get_job(owner, job.pk) == job
    for user, pk in ((stranger, job.pk), (owner, uuid.uuid4())):
        with pytest.raises(Job.DoesNotExist):
            selectors.get_job(user, pk)


def test_foreign_and_unknown_conversations_look_the_same(owner, stranger, chat):
    assert selectors.get_conversation(owner, chat.pk) == chat
    for user, pk in ((stranger, chat.pk), (owner, chat.pk + 999), (owner, 10**18)):
        with pytest.raises(Conversation.DoesNotExist):
            selectors.get_conversation(user, pk)


def test_senders_are_suggested_by_prefix_whatever_case(owner, chat):
    assert selectors.list_senders(owner, organization=chat.organization, prefix="a") == ["Ada"]
    assert selectors.list_senders(owner, organization=chat.organization, prefix="z") == []


def test_conversations_without_times_come_last(owner, chat):
    timeless = make_conversation(owner, [], name="No times")
    Conversation.objects.filter(pk=timeless.pk).update(last_sent_at=None)
    assert list(selectors.list_conversations(owner)) == [chat, timeless]


class TestMessagePage:
    def sequences(self, chat, **place) -> list[int]:
        return [message.sequence for message in selectors.get_message_page(chat, **place).messages]

    def test_the_end_by_default(self, chat):
        page = selectors.get_message_page(chat, limit=4)
        assert [message.sequence for message in page.messages] == [6, 7, 8, 9]
        assert (page.has_before, page.has_after) == (True, False)

    @pytest.mark.parametrize(
        ("sequence", "expected"),
        [(5, [3, 4, 5, 6]), (0, [0, 1, 2, 3]), (1, [0, 1, 2, 3]), (8, [6, 7, 8, 9]), (9, [6, 7, 8, 9])],
    )
    def test_around_a_message_the_page_is_full(self, chat, sequence, expected):
        message = chat.messages.get(sequence=sequence)
        assert self.sequences(chat, around=message.pk, limit=4) == expected

    def test_before_and_after_meet_without_overlap(self, chat):
        assert self.sequences(chat, before=6, limit=4) == [2, 3, 4, 5]
        assert self.sequences(chat, before=2, limit=4) == [0, 1]
        assert self.sequences(chat, after=5, limit=3) == [6, 7, 8]
        assert self.sequences(chat, after=8, limit=3) == [9]

    @pytest.mark.parametrize("place", [{"before": 0}, {"after": 9}, {"after": 10**15}, {"before": -5}])
    def test_beyond_the_ends_there_is_nothing(self, chat, place):
        assert self.sequences(chat, limit=4, **place) == []

    @pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (10_000, 10)])
    def test_the_limit_is_kept_in_bounds(self, chat, asked, given):
        assert len(self.sequences(chat, limit=asked)) == given

    def test_around_a_message_of_another_conversation(self, owner, chat):
        other = make_conversation(owner, ["hi"], name="Other")
        with pytest.raises(Message.DoesNotExist):
            selectors.get_message_page(chat, around=other.messages.get().pk)

    def test_walking_both_ways_meets_every_message_once(self, chat):
        page = selectors.get_message_page(chat, around=chat.messages.get(sequence=4).pk, limit=3)
        seen = [message.sequence for message in page.messages]
        while page.has_after:
            page = selectors.get_message_page(chat, after=seen[-1], limit=3)
            seen += [message.sequence for message in page.messages]
        while seen[0] > 0:
            page = selectors.get_message_page(chat, before=seen[0], limit=3)
            seen = [message.sequence for message in page.messages] + seen
        assert seen == list(range(10))

    def test_a_page_costs_two_queries_however_long_the_chat(self, chat, django_assert_num_queries):
        message = chat.messages.get(sequence=4)
        with django_assert_num_queries(2):
            page = selectors.get_message_page(chat, around=message.pk)
            assert {message.participant.name for message in page.messages} == {"Ada", "Bob"}


def test_queues_count_jobs_by_where_they_stand(owner):
    live = timezone.now() + timedelta(seconds=30)
    make_job(owner)
    make_job(owner, status=JobStatus.RUNNING, lease_until=live)
    make_job(owner, stage=pipeline.EMBED.name, status=JobStatus.RUNNING)
    make_job(owner, stage=pipeline.EMBED.name, status=JobStatus.FAILED)
    make_job(owner, stage=pipeline.INDEX.name, status=JobStatus.SUCCEEDED)
    make_job(owner, stage=pipeline.INDEX.name, status=JobStatus.CANCELLED)
    counted = {
        queue.stage: (queue.waiting, queue.running, queue.failed, queue.done)
        for queue in selectors.list_queues(owner)
    }
    assert counted == {
        "parse": (1, 1, 0, 4),
        "merge": (0, 0, 0, 0),
        "embed": (1, 0, 1, 2),
        "index": (0, 0, 0, 1),
    }


def test_duplicates_show_their_original_s_job_without_more_queries(owner, django_assert_num_queries):
    for _ in range(3):
        make_upload(owner, "the same")
    with django_assert_num_queries(1):
        uploads = list(selectors.list_uploads(owner))
        assert len({(upload.duplicate_of or upload).job.pk for upload in uploads}) == 1


def test_list_log_leaves_out_progress(owner):
    job = make_job(owner)
    for number, kind in enumerate(["progress", "log", "progress", "stage"], start=2):
        job.events.create(number=number, kind=kind)
    assert [event.number for event in selectors.list_log(job)] == [5, 3, 1]
    assert [event.number for event in selectors.list_log(job, before=5)] == [3, 1]


def test_organization_counts(owner, chat):
    make_conversation(owner, ["one more"], name="Other")
    counts = selectors.count_organization(owner, get_home(owner))
    assert (counts.conversations, counts.messages, counts.participants) == (2, 11, 2)


@pytest.mark.parametrize(
    "select", [selectors.list_uploads, selectors.list_jobs, selectors.list_conversations]
)
def test_lists_do_not_load_what_is_noted_of_people_while_an_upload_is_read_again(owner, select):
    assert "people_before" not in str(select(owner).query)
