"""Deleting by page: who may, what is told before, and what is gone after. What goes is tested with the services."""

import pytest
from django.urls import reverse

from apps.search.models import Deletion
from apps.search.views import removals
from apps.uploads.models import Conversation, Job, JobStatus, Message, Upload
from apps.uploads.tests.factories import get_home, make_conversation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(owner) -> Conversation:
    chat = make_conversation(owner, ["one", "two <b>", "three", "four"])
    Job.objects.update(status=JobStatus.SUCCEEDED)
    return chat


def address(name: str, chat: Conversation) -> str:
    first = chat.messages.order_by("sequence").first()
    return {
        "message": reverse("search:delete_message", args=[chat.pk, first.pk]),
        "conversation": reverse("search:delete_conversation", args=[chat.pk]),
        "upload": reverse("search:delete_upload", args=[chat.upload_id]),
        "person": reverse("search:delete_person") + "?name=ada",
    }[name]


KINDS = ["message", "conversation", "upload", "person"]


@pytest.mark.parametrize(
    ("kind", "told", "left", "next_name"),
    [
        ("message", "one", 3, "search:conversation"),
        ("conversation", "4 messages", 0, "search:conversations"),
        ("upload", "1 conversation", 0, "uploads:uploads"),
        ("person", "2 messages in 1 conversation", 2, "search:people"),
    ],
)
def test_nothing_goes_before_the_question_is_answered(browse, chat, kind, told, left, next_name):
    page = browse.get(address(kind, chat))
    assert told in page.content.decode()
    assert "cannot be undone" in page.content.decode()
    assert Message.objects.count() == 4
    answer = browse.post(address(kind, chat))
    args = [chat.pk] if next_name == "search:conversation" else []
    assert answer.status_code == 302
    assert answer.url.startswith(reverse(next_name, args=args))
    assert Message.objects.count() == left
    assert sum(len(each.message_ids) for each in Deletion.objects.all()) == 4 - left
    assert Upload.objects.count() == (0 if kind == "upload" else 1)
    assert "Deleted: " in browse.get(answer.url).content.decode()
    assert browse.post(address_of_gone(kind, chat)).status_code == 404


def address_of_gone(kind: str, chat: Conversation) -> str:
    if kind == "message":
        return reverse("search:delete_message", args=[chat.pk, 0])
    if kind == "person":
        return reverse("search:delete_person") + "?name=ada"
    return reverse(f"search:delete_{kind}", args=[chat.pk if kind == "conversation" else chat.upload_id])


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_may_not_delete_it_does_not_find_it(chat, colleague, stranger, sign_in, client, kind):
    for user in (colleague, stranger):
        other = sign_in(user)
        session = other.session
        session["active_organization"] = chat.organization.slug
        session.save()
        for send in (other.get, other.post):
            assert send(address(kind, chat)).status_code == 404
    assert client.post(address(kind, chat)).status_code == 302, "visitors are asked to log in"
    assert Message.objects.count() == 4
    assert sign_in(make_user("nobody")).get(reverse("search:delete_person")).status_code == 404


def test_a_message_goes_by_the_address_of_its_own_conversation_only(browse, owner, chat):
    other = make_conversation(owner, ["elsewhere"], name="Other")
    message = chat.messages.first()
    assert browse.post(reverse("search:delete_message", args=[other.pk, message.pk])).status_code == 404
    assert Message.objects.filter(pk=message.pk).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_running_work_stands_in_the_way_and_says_so(browse, chat, kind):
    Job.objects.update(status=JobStatus.RUNNING)
    job = Job.objects.get()
    page = browse.get(address(kind, chat)).content.decode()
    assert reverse("uploads:job", args=[job.pk]) in page
    assert "Delete for good" not in page
    answer = browse.post(address(kind, chat), follow=True)
    assert "is still being worked on" in answer.content.decode()
    assert Message.objects.count() == 4


def test_much_goes_only_for_its_name(browse, chat, monkeypatch):
    monkeypatch.setattr(removals, "TYPED_ABOVE", 3)
    Conversation.objects.filter(pk=chat.pk).update(name="Lisbon \u200eTrip")
    where = address("conversation", chat)
    assert "Type the name" in browse.get(where).content.decode()
    for wrong in ({}, {"typed": "Lisbon"}):
        assert browse.post(where, wrong).status_code == 422
    assert Message.objects.count() == 4
    assert browse.post(where, {"typed": " lisbon  trip "}).status_code == 302
    assert not Message.objects.exists()


def test_what_may_be_deleted_has_its_link_and_nothing_else(browse, chat, colleague, sign_in):
    places = {
        reverse("search:conversation", args=[chat.pk]): [
            address("conversation", chat),
            address("message", chat),
        ],
        reverse("uploads:upload_detail", args=[chat.upload_id]): [address("upload", chat)],
        reverse("search:people"): [
            f"{reverse('search:delete_person')}?person={chat.participants.get(name='Ada').person_id}"
        ],
    }
    other = sign_in(colleague)
    session = other.session
    session["active_organization"] = chat.organization.slug
    session.save()
    for place, links in places.items():
        mine, theirs = (reader.get(place).content.decode() for reader in (browse, other))
        for link in links:
            assert f'href="{link}"' in mine
            assert f'href="{link}"' not in theirs


def test_a_person_is_only_deleted_where_one_works(browse, owner, chat, stranger, sign_in):
    make_conversation(stranger, ["six"])
    Job.objects.update(status=JobStatus.SUCCEEDED)
    browse.post(address("person", chat))
    assert Message.objects.filter(conversation__organization=get_home(stranger)).count() == 1
