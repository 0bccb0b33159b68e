"""What goes with an upload of a chat that others have brought too."""

import pytest

from apps.uploads import selectors
from apps.uploads.contribution_selectors import Loss, count_loss
from apps.uploads.models import Conversation, Job, JobStatus, Message, Participant, Upload
from apps.uploads.services.idle import JobRunning
from apps.uploads.services.remove import (
    forget_upload,
    remove_conversation,
    remove_message,
    remove_upload,
)
from apps.uploads.tests.chats import bring, describe_held, list_texts, make_lines, numbered
from apps.uploads.tests.factories import get_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(owner) -> tuple[Upload, Upload]:
    """Two uploads: messages 4 to 11, then 0 to 7."""
    uploads = bring(owner, make_lines(*range(4, 12))), bring(owner, make_lines(*range(8)))
    Job.objects.update(status=JobStatus.SUCCEEDED)
    return uploads


def test_the_first_goes_and_the_second_keeps_what_it_holds(both):
    first, second = both
    assert count_loss(first) == Loss(conversations=0, messages=4, shared=1)
    removed = remove_upload(first)
    chat = Conversation.objects.get()
    assert (removed.messages, removed.conversations, removed.uploads) == (4, 0, 1)
    assert list_texts(chat) == numbered(*range(8))
    assert (chat.upload, chat.message_count) == (second, 8)
    assert chat.last_sent_at == chat.messages.get(text="passport number 7").sent_at
    assert count_loss(second) == Loss(conversations=1, messages=8, shared=0)
    assert (remove_upload(second).conversations, Conversation.objects.count()) == (1, 0)


def test_the_second_goes_and_the_first_is_as_it_was(both):
    first, second = both
    remove_upload(second)
    chat = Conversation.objects.get()
    assert (chat.upload, list_texts(chat)) == (first, numbered(*range(4, 12)))
    assert Participant.objects.count() == 2


def test_somebody_who_spoke_in_one_upload_only_goes_with_it(owner):
    bring(owner, make_lines(*range(6)))
    more = bring(owner, make_lines(*range(6)) + "20/03/2026, 10:30 - Zoe: hello everybody\n")
    Job.objects.update(status=JobStatus.SUCCEEDED)
    assert Participant.objects.filter(name="Zoe").exists()
    forget_upload(more)
    assert set(Participant.objects.values_list("name", flat=True)) == {"Ada", "Bob"}
    assert describe_held(more) == []
    assert Upload.objects.filter(pk=more.pk).exists()


def test_what_was_forgotten_comes_back_in_its_place(owner, both):
    forget_upload(both[1])
    bring(owner, make_lines(*range(8)) + "\n")
    assert list_texts(Conversation.objects.get()) == numbered(*range(12))


def test_what_takes_the_place_of_a_removed_message_is_not_the_first_upload_s(owner):
    first = bring(owner, make_lines(*range(8)))
    Job.objects.update(status=JobStatus.SUCCEEDED)
    remove_message(Message.objects.get(sequence=3))
    second = bring(owner, make_lines(*range(8), texts={3: "something else was said"}))
    Job.objects.update(status=JobStatus.SUCCEEDED)
    assert describe_held(first)[0][0] == [[0, 2], [4, 7]]
    remove_upload(second)
    assert list_texts(Conversation.objects.get()) == numbered(0, 1, 2, 4, 5, 6, 7)


def test_a_chat_is_not_removed_while_any_of_its_uploads_is_worked_on(both):
    Job.objects.filter(upload=both[1]).update(status=JobStatus.QUEUED)
    with pytest.raises(JobRunning):
        remove_conversation(Conversation.objects.get())
    assert Message.objects.count() == 12


def test_who_brought_a_part_may_remove_that_part_and_the_owner_everything(owner, colleague):
    home = get_home(owner)
    bring(owner, make_lines(*range(6)))
    chat = Conversation.objects.get()
    assert selectors.list_removable_conversations(owner).get() == chat
    theirs = bring(owner, make_lines(*range(8)))
    Upload.objects.filter(pk=theirs.pk).update(uploaded_by=colleague)
    assert list(selectors.list_removable_conversations(owner)) == [chat]
    assert list(selectors.list_removable_conversations(colleague)) == []
    assert list(selectors.list_removable_uploads(colleague)) == [theirs]
    Upload.objects.filter(organization=home).update(uploaded_by=colleague)
    assert list(selectors.list_removable_conversations(colleague)) == [chat]
