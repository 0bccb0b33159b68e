"""Who may delete what, and what they are told."""

import pytest

from apps.uploads.models import Conversation, Job, JobStatus, Message, Upload
from apps.uploads.tests.factories import get_home, make_conversation, make_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(owner) -> Conversation:
    chat = make_conversation(owner, ["one", "two", "three", "four"])
    Job.objects.filter(upload=chat.upload).update(status=JobStatus.SUCCEEDED)
    return chat


def list_urls(chat: Conversation) -> list[str]:
    return [
        f"/api/v1/messages/{chat.messages.first().pk}/",
        "/api/v1/people/?name=ada",
        f"/api/v1/conversations/{chat.pk}/",
        f"/api/v1/uploads/{chat.upload_id}/",
    ]


def test_the_owner_deletes_piece_by_piece(api, chat):
    answers = [api.delete(url) for url in list_urls(chat)]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [list(answer.json().values()) for answer in answers] == [
        [1, 0, 0],
        [1, 0, 0],
        [2, 1, 0],
        [0, 0, 1],
    ]
    assert not Upload.objects.exists()
    assert [api.delete(url).status_code for url in ("/api/v1/people/?name=", list_urls_gone(chat))] == [
        404,
        404,
    ]


def list_urls_gone(chat: Conversation) -> str:
    return f"/api/v1/conversations/{chat.pk}/"


def test_a_colleague_may_not_delete_what_another_uploaded(colleague_api, stranger_api, chat):
    for client in (colleague_api, stranger_api):
        for url in list_urls(chat):
            answer = client.delete(url)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert Message.objects.count() == 4


def test_a_colleague_deletes_what_they_uploaded(owner, colleague, colleague_api, chat):
    Upload.objects.filter(pk=chat.upload_id).update(uploaded_by=colleague)
    assert colleague_api.delete(f"/api/v1/conversations/{chat.pk}/").status_code == 200
    assert get_home(owner).conversations.count() == 0


def test_while_its_job_runs_it_stays(api, owner):
    upload = make_upload(owner)
    answer = api.delete(f"/api/v1/uploads/{upload.pk}/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "job_running")
    assert Upload.objects.filter(pk=upload.pk).exists()


def test_pages_are_whole_where_messages_are_gone(api, chat):
    Message.objects.filter(conversation=chat, sequence__in=[1, 2]).delete()
    first, last = chat.messages.order_by("sequence")
    body = api.get(f"/api/v1/conversations/{chat.pk}/messages/", {"limit": 2}).json()
    assert [message["id"] for message in body["messages"]] == [first.pk, last.pk]
    assert (body["has_before"], body["has_after"]) == (False, False)
    around = api.get(f"/api/v1/conversations/{chat.pk}/messages/", {"around": last.pk, "limit": 1}).json()
    assert [message["id"] for message in around["messages"]] == [last.pk]
    assert (around["has_before"], around["has_after"]) == (True, False)


@pytest.mark.parametrize(
    "path",
    [
        f"messages/{10**40}/",
        f"conversations/{10**40}/",
        "people/",
        "people/?name=%00",
        f"people/?name={'x' * 9000}",
    ],
)
def test_what_cannot_be_is_not_found(api, path):
    assert api.delete(f"/api/v1/{path}").status_code == 404
