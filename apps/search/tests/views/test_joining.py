"""The pages on which two conversations become one, the hints that lead there, and who is let in."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from apps.uploads.models import Conversation, Job, JobStatus, Upload
from apps.uploads.pair_selectors import list_pairs
from apps.uploads.selectors import list_conversations
from apps.uploads.services.merge.by_hand import merge_conversations
from apps.uploads.tests.chats import bring, list_texts, make_lines, numbered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def chats(owner) -> tuple[Conversation, Conversation]:
    """One chat, of which one export ends and the other begins in the middle; Bob is <Bobby> in the second."""
    second = make_lines(*range(4, 12)).replace("Bob:", "<Bobby>:")
    uploads = (
        bring(owner, make_lines(*range(8)), "WhatsApp Chat with Ada.txt"),
        bring(owner, second, "WhatsApp Chat with Bob.txt"),
    )
    Job.objects.update(status=JobStatus.SUCCEEDED)
    first, second = (Conversation.objects.get(upload=upload) for upload in uploads)
    return first, second


def address(conversation: Conversation, page: str = "merge_conversations") -> str:
    return reverse(f"search:{page}", args=[conversation.pk])


def work(job: Job) -> None:
    """Join them; what embeds and indexes is not asked for here."""
    merge_conversations(str(job.pk))
    Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING).update(status=JobStatus.SUCCEEDED)


def read(client, where: str, **params) -> str:
    answer = client.get(where, params)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_plan_is_shown_and_carried_out(browse, chats):
    first, second = chats
    page = read(browse, address(first), source=second.pk)
    assert "<b>4 messages</b> stand in both" in page
    assert page.count("8 messages, <b>4</b> only here") == 2
    assert "will have 12 messages" in page
    assert "&lt;Bobby&gt;" in page
    assert "<Bobby>" not in page
    assert f'href="{address(second)}?source={first.pk}"' in page, "it can be turned round"
    answer = browse.post(address(first), {"source": second.pk}, follow=True)
    assert "Joining the chats" in answer.content.decode()
    shown = read(browse, address(first), source=second.pk)
    job = Job.objects.get(kind="merge")
    assert f'href="{reverse("uploads:job", args=[job.pk])}"' in shown
    assert "is being merged" in shown
    assert "data-submit-once" not in shown
    work(job)
    shown = read(browse, reverse("uploads:job", args=[job.pk]))
    assert "12 messages: 4 added, 4 here already." in shown
    assert f'href="{reverse("search:conversation", args=[first.pk])}"' in shown
    assert list_texts(Conversation.objects.get()) == numbered(*range(12))


def test_hints_lead_to_the_page_until_they_are_one(browse, chats):
    first, second = chats
    where = f'href="{address(first)}?source={second.pk}"'
    assert where in read(browse, address(first, "twins"))
    assert where in read(browse, address(first)), "without scripts"
    assert "to be here twice" in read(browse, reverse("search:same_chats"))
    browse.post(address(first), {"source": second.pk})
    work(Job.objects.get(kind="merge"))
    assert browse.get(address(first, "twins")).content.strip() == b""
    assert browse.get(reverse("search:same_chats")).content.strip() == b""


def test_chats_that_share_little_make_no_pair(owner, chats):
    texts = {number: f"ferry number {number}" for number in range(1, 8)}
    bring(owner, make_lines(*range(8), texts=texts), "WhatsApp Chat with Zoe.txt")
    bring(owner, make_lines(*range(900, 908)), "WhatsApp Chat with Tom.txt")
    bring(owner, "# Notes\n\npassport number 1\n", "notes.md")
    pairs = list_pairs(list(list_conversations(owner)))
    assert [(pair.first.name, pair.second.name) for pair in pairs] == [("Ada", "Bob")]


def test_a_chat_is_found_by_name_and_two_that_share_nothing_are_not_merged(browse, owner, chats):
    bring(owner, make_lines(*range(50, 53)), "WhatsApp Chat with Zoe.txt")
    Job.objects.update(status=JobStatus.SUCCEEDED)
    other = Conversation.objects.get(name="Zoe")
    where = f"{address(chats[0])}?source={other.pk}"
    assert f'href="{where}"' in read(browse, address(chats[0]), find="zo")
    page = read(browse, where)
    assert "No message stands in both" in page
    assert "data-submit-once" not in page
    browse.post(address(chats[0]), {"source": other.pk})
    work(Job.objects.get(kind="merge"))
    answer = browse.get(reverse("uploads:job", args=[Job.objects.get(kind="merge").pk]))
    assert "they are two chats" in answer.content.decode()


def test_while_a_job_runs_nothing_is_merged(browse, chats):
    Job.objects.filter(upload=chats[0].upload).update(status=JobStatus.QUEUED)
    answer = browse.post(address(chats[0]), {"source": chats[1].pk}, follow=True)
    assert "still being worked on" in answer.content.decode()
    assert Conversation.objects.count() == 2


def test_a_colleague_may_put_in_what_they_brought(chats, colleague, sign_in):
    first, second = chats
    client = sign_in(colleague)
    page = read(client, address(first))
    assert "Whoever uploaded one of them" in page
    for method in (client.get, client.post):
        assert method(address(first), {"source": second.pk}).status_code == 404
    Upload.objects.filter(pk=second.upload_id).update(uploaded_by=colleague)
    assert f'href="{address(first)}?source={second.pk}"' in read(client, address(second)), (
        "the one that may go goes"
    )
    assert "Turn it round" not in read(client, address(first), source=second.pk)
    assert client.post(address(second), {"source": first.pk}).status_code == 404
    assert client.post(address(first), {"source": second.pk}).status_code == 302
    assert Job.objects.filter(kind="merge").count() == 1


def test_strangers_and_made_up_numbers_find_nothing(chats, stranger, sign_in, browse):
    first, second = chats
    client = sign_in(stranger)
    assert client.get(address(first)).status_code == 404
    assert client.get(address(first, "twins")).status_code == 404
    assert client.post(address(first), {"source": second.pk}).status_code == 404
    assert client.get(reverse("search:same_chats")).content.strip() == b""
    for source in ("x", "-1", str(2**70), "\x00", "999999"):
        assert browse.get(address(first), {"source": source}).status_code == 404
    assert Conversation.objects.count() == 2
