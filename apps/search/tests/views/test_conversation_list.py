import pytest
from django.urls import reverse

from apps.search.views.conversation_list import PAGE_SIZE
from apps.uploads.models import Conversation
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db


def list_page(client, headers=None, **params) -> str:
    response = client.get(reverse("search:conversations"), params, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_row_tells_what_a_conversation_holds(browse, owner):
    conversation = make_conversation(owner, ["a"] * 1500)

    page = list_page(browse)

    assert reverse("search:conversation", args=[conversation.pk]) in page
    for fact in ("Lisbon trip", "WhatsApp", "1,500", ">2<", "1 Mar 2026 – 2 Mar 2026"):
        assert fact in page


def test_everybody_sees_their_own(owner, colleague, stranger, sign_in, client):
    make_conversation(owner, ["a"])
    as_colleague = sign_in(colleague)
    assert "Lisbon trip" not in list_page(as_colleague), "they work in their own organization at first"
    session = as_colleague.session
    session["active_organization"] = get_home(owner).slug
    session.save()

    assert "Lisbon trip" in list_page(as_colleague)
    assert "Lisbon trip" not in list_page(sign_in(stranger))
    assert client.get(reverse("search:conversations")).status_code == 302


def test_a_list_can_be_narrowed_by_name(browse, owner):
    make_conversation(owner, ["a"], name="Lisbon trip")
    make_conversation(owner, ["a"], name="Work <b>")

    assert "Work &lt;b&gt;" in list_page(browse, name="WORK")
    assert "Lisbon" not in list_page(browse, name="WORK")
    assert "No conversation has that in its name" in list_page(browse, name="zzz")
    assert "<html" not in list_page(browse, {"HX-Request": "true"}, name="Work")


def test_pages_hold_everything_once_with_as_many_queries_as_few_rows(
    browse, owner, django_assert_max_num_queries
):
    first = make_conversation(owner, ["a"], name="room 0")
    list_page(browse)
    with django_assert_max_num_queries(8) as one_row:
        list_page(browse)
    Conversation.objects.bulk_create(
        Conversation(organization=first.organization, upload=first.upload, key=str(n), name=f"room {n}")
        for n in range(1, PAGE_SIZE + 10)
    )

    with django_assert_max_num_queries(len(one_row)):
        pages = list_page(browse)
    pages += list_page(browse, page="2")
    for number in range(PAGE_SIZE + 10):
        assert pages.count(f">room {number}</bdi>") == 1


def test_without_conversations_the_page_leads_to_the_upload(browse):
    assert reverse("uploads:upload") in list_page(browse)
