"""Removing goes through to the last row and file, and takes nothing else along."""

import re
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.services.accounts import create_account
from apps.uploads.models import Conversation, Job, JobStatus, Message, Participant, Upload
from apps.uploads.services.idle import JobRunning
from apps.uploads.services.remove import (
    Removed,
    remove_conversation,
    remove_message,
    remove_person,
    remove_upload,
    removing,
)
from apps.uploads.tests.factories import get_home, make_conversation, make_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(owner) -> Conversation:
    chat = make_conversation(owner, ["one", "two", "three", "four"])
    finish(chat.upload)
    return chat


def finish(upload: Upload) -> None:
    Job.objects.filter(upload=upload).update(status=JobStatus.SUCCEEDED)


def list_texts(chat: Conversation) -> list[str]:
    return list(chat.messages.order_by("sequence").values_list("text", flat=True))


def test_a_message_goes_and_the_conversation_counts_anew(chat):
    assert remove_message(chat.messages.get(sequence=0)) == Removed(messages=1)
    chat.refresh_from_db()
    assert list_texts(chat) == ["two", "three", "four"]
    assert (chat.message_count, chat.item_count) == (3, 4)
    assert chat.first_sent_at == chat.messages.get(sequence=1).sent_at


def test_a_person_goes_with_everything_they_said(owner, chat):
    home = get_home(owner)
    assert remove_person(home, Participant.objects.filter(name="Ada")) == Removed(messages=2)
    assert list_texts(chat) == ["two", "four"]
    assert not Participant.objects.filter(name="Ada").exists()
    assert Participant.objects.filter(name="Bob").exists()


def test_a_conversation_goes_and_its_neighbours_stay(owner, chat):
    other = make_conversation(owner, ["stays"], name="Other")
    assert remove_conversation(chat) == Removed(messages=4, conversations=1)
    assert list(Conversation.objects.all()) == [other]
    assert list(Message.objects.values_list("text", flat=True)) == ["stays"]
    assert Participant.objects.count() == 2
    assert Upload.objects.filter(pk=chat.upload_id).exists()


def test_an_upload_goes_with_job_copies_and_file(owner, chat, django_capture_on_commit_callbacks):
    upload = chat.upload
    content = upload.file.read()
    copy = make_upload(owner, content)
    assert copy.duplicate_of == upload
    path = Path(default_storage.path(upload.file.name))
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_upload(upload) == Removed(messages=4, conversations=1, uploads=1)
    assert not path.exists()
    assert (Upload.objects.count(), Job.objects.count(), Message.objects.count()) == (0, 0, 0)
    assert make_upload(owner, content).duplicate_of is None


def test_a_copy_goes_alone(owner, chat):
    copy = make_upload(owner, chat.upload.file.read())
    assert remove_upload(copy) == Removed(uploads=1)
    assert len(list_texts(chat)) == 4
    assert Upload.objects.filter(pk=chat.upload_id).exists()


def test_what_is_being_worked_on_stays(owner, chat):
    Job.objects.filter(upload=chat.upload).update(status=JobStatus.QUEUED)
    removals = [
        lambda: remove_message(chat.messages.first()),
        lambda: remove_conversation(chat),
        lambda: remove_person(get_home(owner), Participant.objects.filter(name="Ada")),
        lambda: remove_upload(chat.upload),
    ]
    for remove in removals:
        with pytest.raises(JobRunning, match="still being worked on"):
            remove()
    assert len(list_texts(chat)) == 4


def test_the_job_is_locked_before_the_upload_as_by_who_has_it_read_again(chat):
    """The other way round each of the two could wait for the other for ever."""
    with CaptureQueriesContext(connection) as queries:
        remove_upload(chat.upload)
    locks = [
        query["sql"] for query in queries if re.search("FOR UPDATE|UPDATE .uploads_upload", query["sql"])
    ]
    assert 'FROM "uploads_job"' in locks[0]
    assert 'UPDATE "uploads_upload"' in locks[1]


def test_when_another_app_fails_nothing_is_removed(chat):
    def fail(**_kwargs):
        raise OSError("disk full")

    removing.connect(fail)
    try:
        with pytest.raises(OSError, match="disk full"):
            remove_conversation(chat)
    finally:
        removing.disconnect(fail)
    assert len(list_texts(chat)) == 4


def test_the_command_deletes_what_it_is_told_and_says_so(owner, chat):
    printed = StringIO()
    delete = partial(
        call_command, "delete_chats", "--organization", get_home(owner).slug, "--yes", stdout=printed
    )
    delete("--person", "ada")
    delete("--conversation", chat.pk)
    delete("--upload", str(chat.upload_id))
    assert printed.getvalue().splitlines() == [
        "Deleted: 2 messages, 0 conversations, 0 uploads.",
        "Deleted: 2 messages, 1 conversations, 0 uploads.",
        "Deleted: 0 messages, 0 conversations, 1 uploads.",
    ]
    for arguments in (["--person", "Ada"], ["--upload", "x"], ["--conversation", chat.pk]):
        with pytest.raises(CommandError, match=r"There is no|Nobody"):
            delete(*arguments)


def test_the_admin_site_deletes_with_everything_in_it(client, owner, chat):
    client.force_login(create_account("admin@example.org", "a password nobody guesses", is_admin=True))
    running = make_upload(owner)
    page = client.get(f"/admin/uploads/upload/{running.pk}/delete/").content.decode()
    assert "cancel its job first" in page
    data = {"action": "delete_selected", "_selected_action": [str(chat.pk)]}
    asked = client.post("/admin/uploads/conversation/", data)
    assert dict(asked.context["model_count"]) == {"conversations": 1, "messages": 4}
    data["post"] = "yes"
    client.post("/admin/uploads/conversation/", data)
    assert not Conversation.objects.exists()
    client.post(f"/admin/uploads/upload/{chat.upload_id}/delete/", {"post": "yes"})
    assert list(Upload.objects.all()) == [running]
