"""A search result as a file, ranked by a real index in this process."""

import csv
import io
import json
from functools import partial

import pytest

from apps.search.services.answer_query import rank
from apps.search.services.search_messages import search_messages
from apps.uploads.tests.api.conftest import sign_in
from apps.uploads.tests.factories import get_home, make_colleague

pytestmark = pytest.mark.django_db
URL = "/api/v1/search/export/"
TRIP = """01/05/2026, 10:00 - Lena: I left the passports on the kitchen table
01/05/2026, 10:01 - Tom: that is where they always are
01/05/2026, 10:04 - Lena: thank you
02/05/2026, 18:00 - Tom: the passports are in the safe of the hotel
"""


@pytest.fixture
def trip(searchable, monkeypatch):
    """A searchable chat, and this process in the place of the worker that the web process waits for."""
    monkeypatch.setattr("apps.search.api.exports.search_messages", partial(search_messages, ask=rank))
    return searchable(TRIP, "WhatsApp Chat with Lisbon trip.txt")


def export(user, **body) -> str:
    answer = sign_in(user).post(URL, {"query": "passports", "mode": "keyword", **body}, format="json")
    assert answer.status_code == 200, answer.json()
    return b"".join(answer.streaming_content).decode()


def test_hits_in_their_order(owner, trip):
    rows = list(csv.DictReader(io.StringIO(export(owner, **{"as": "csv"}).removeprefix("\ufeff"))))
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert float(rows[0]["score"]) >= float(rows[1]["score"])
    assert {row["text"] for row in rows} == {
        "I left the passports on the kitchen table",
        "the passports are in the safe of the hotel",
    }
    assert {row["conversation"] for row in rows} == {"Lisbon trip"}
    messages = [json.loads(line) for line in export(owner, k=1).splitlines()]
    assert [message["hit"]["rank"] for message in messages if message["type"] == "message"] == [1]


def test_nobody_exports_what_they_may_not_see(owner, stranger, trip):
    colleague = make_colleague(get_home(owner))
    conversation = trip.conversations.get().pk
    assert "kitchen" in export(colleague, conversation=conversation)
    assert "kitchen" not in export(stranger)
    answer = sign_in(stranger).post(URL, {"query": "passports", "conversation": conversation}, format="json")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "field"), [({"as": "docx"}, "as"), ({"k": 1001}, "k"), ({"query": ""}, "query"), ({"k": 0}, "k")]
)
def test_what_cannot_be_used_is_named(owner, body, field):
    answer = sign_in(owner).post(URL, {"query": "x"} | body, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]
