"""From what exports tell of messages to the fields of the query language that find them."""

import json

import pytest

from apps.search.services.answer_query import rank
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchQuery

pytestmark = pytest.mark.django_db

CHAT = [
    {"id": "m1", "text": "where shall we meet tomorrow evening?", "reactions": {"👍": 2}},
    {"id": "m2", "text": "at the old bridge, as always", "reply_to": "m1", "edited": True},
    {"id": "m3", "text": "here is the map", "files": [{"name": "map.pdf", "mimetype": "application/pdf"}]},
    {"id": "m4", "text": "and the way there", "photo": "photos/way.jpg"},
    {"id": "m5", "text": "more on https://example.org/?q=bridge"},
    {"id": "m6", "text": "@Tom die Häuser am Fluss sind wirklich wunderschön geworden, komm doch mit uns"},
]
FOUND = {
    "has:question": {1},
    "has:reaction": {1},
    "reply:true": {2},
    "edited:true": {2},
    "edited:false": {1, 3, 4, 5, 6},
    "has:file": {3, 4},
    "has:image": {4},
    "has:link": {5},
    "mentions:tom": {6},
    "lang:de": {6},
    "lang:en -has:file": {1, 2, 5},
    '"old bridge" OR has:image': {2, 4},
    "-has:link -lang:de -has:file": {1, 2},
}


def test_every_attribute_is_found_by_its_field(searchable, owner):
    senders = ("Ann", "Tom")
    records = [
        {"sender": senders[place % 2], "time": f"2026-05-01T10:0{place}:00Z"} | record
        for place, record in enumerate(CHAT)
    ]
    searchable(json.dumps(records), "meeting.json")

    def find(text: str) -> set[int]:
        answer = search_messages(owner, SearchQuery(text), ask=rank)
        return {1 + [record["text"] for record in records].index(hit.text) for hit in answer.hits}

    assert {text: find(text) for text in FOUND} == FOUND
