import pytest

from apps.uploads.models import Conversation
from apps.uploads.tests.factories import make_conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(owner) -> Conversation:
    return make_conversation(owner, [f"message {number}" for number in range(10)])


def get_page(client, chat, **place):
    return client.get(f"/api/v1/conversations/{chat.pk}/messages/", place)


def test_a_conversation(api, chat):
    body = api.get(f"/api/v1/conversations/{chat.pk}/").json()
    assert body == {
        "id": chat.pk,
        "name": "Lisbon trip",
        "format": "whatsapp",
        "message_count": 10,
        "first_sent_at": "2026-03-01T09:00:00Z",
        "last_sent_at": "2026-03-01T09:09:00Z",
        "upload": str(chat.upload_id),
    }


def test_messages_around_one(api, chat):
    middle = chat.messages.get(sequence=5)
    body = get_page(api, chat, around=middle.pk, limit=3).json()
    assert [message["sequence"] for message in body["messages"]] == [4, 5, 6]
    assert (body["has_before"], body["has_after"]) == (True, True)
    assert body["messages"][1] == {
        "id": middle.pk,
        "sequence": 5,
        "sender": "Bob",
        "sender_ref": "",
        "kind": "message",
        "sent_at": "2026-03-01T09:05:00Z",
        "local_time": "",
        "precision": "",
        "text": "message 5",
        "source_ref": "",
        "reply_to_ref": "",
        "thread_ref": "",
        "is_edited": False,
        "edited_at": None,
        "reactions": [],
        "attachments": [],
        "mentions": [],
        "links": [],
        "forwarded_from": "",
    }


def test_what_else_the_export_told(api, chat):
    chat.messages.filter(sequence=5).update(
        is_edited=True,
        reactions=[{"emoji": "👍", "count": 2, "senders": ["Ada"]}, {"emoji": "❤️", "count": 1}],
        attachments=[{"name": "roof.jpg", "type": "image", "size_bytes": 7}],
        mentions=["Ada"],
        links=["https://example.org/hidden"],
    )
    told = get_page(api, chat, after=4, limit=1).json()["messages"][0]
    assert told["is_edited"] is True
    assert [reaction["senders"] for reaction in told["reactions"]] == [["Ada"], []]
    assert told["attachments"] == [{"name": "roof.jpg", "type": "image", "size_bytes": 7}]
    assert (told["mentions"], told["links"]) == (["Ada"], ["https://example.org/hidden"])


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({}, [7, 8, 9]),
        ({"before": 3}, [0, 1, 2]),
        ({"after": 8}, [9]),
        ({"before": "", "after": ""}, [7, 8, 9]),
    ],
)
def test_pages(api, chat, place, expected):
    body = get_page(api, chat, limit=3, **place).json()
    assert [message["sequence"] for message in body["messages"]] == expected


def test_around_another_conversation_s_message(api, owner, chat):
    other = make_conversation(owner, ["hi"], name="Other")
    answer = get_page(api, chat, around=other.messages.get().pk)
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["around", "before", "after", "limit"])
@pytest.mark.parametrize("value", ["x", "1e3", "9" * 19, "²", "٣", "--4", "-", "+1", " 1"])
def test_numbers_that_are_none(api, chat, name, value):
    answer = get_page(api, chat, **{name: value})
    assert answer.status_code == 400
    assert answer.json()["error"] == {"code": "bad_number", "message": f"{name} must be a whole number."}


def test_the_greatest_numbers_are_just_far_away(api, chat):
    assert get_page(api, chat, around="9" * 18).status_code == 404
    assert get_page(api, chat, after="9" * 18).json()["messages"] == []
    assert len(get_page(api, chat, before="9" * 18).json()["messages"]) <= 10
    assert len(get_page(api, chat, limit="9" * 18).json()["messages"]) == 10


def test_a_page_of_many_messages_costs_no_more_queries(api, chat, django_assert_max_num_queries):
    get_page(api, chat)
    with django_assert_max_num_queries(5):
        get_page(api, chat, limit=10)


def test_queues(api, chat):
    queues = api.get("/api/v1/queue/").json()["queues"]
    assert [(queue["stage"], queue["queue"]) for queue in queues] == [
        ("parse", "ingest"),
        ("merge", "ingest"),
        ("embed", "embed"),
        ("index", "search"),
    ]
    assert queues[0] == {
        "queue": "ingest",
        "stage": "parse",
        "waiting": 1,
        "running": 0,
        "needs_input": 0,
        "failed": 0,
        "done": 0,
    }
