"""Signal Desktop's records as sigtop writes them."""

import json

import pytest

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, SYSTEM, UnreadableExport
from apps.uploads.tests.parsing.reading import read_text

START_MS = 1_682_000_000_000
NUMBER, ACCOUNT = "+491512345678", "10fd0d18-115c-427d-9616-ded1d31cfc6c"


def record(number: int, kind: str = "incoming", **more) -> dict:
    whose = {"source": NUMBER, "sourceUuid": ACCOUNT} if kind == "incoming" else {}
    return {
        "timestamp": START_MS + number,
        "id": f"m{number}",
        "conversationId": "c1",
        "received_at": number,
        "sent_at": START_MS + number,
        "schemaVersion": 10,
        "type": kind,
        "bodyRanges": [],
        **whose,
        **more,
    }


def read(*records: dict, name: str = f"Ann Lee ({NUMBER}).json"):
    lines = ",\n".join(json.dumps(one) for one in records)
    return read_text(f"[\n{lines}\n]\n", name)


def test_a_direct_chat_is_named_by_its_file():
    reading = read(
        record(0, body="hello", reactions=[{"emoji": "👍", "fromId": "c1"}]),
        record(1, "outgoing", body="hi", quote={"id": START_MS, "authorUuid": ACCOUNT, "text": "hello"}),
        record(2, body="\ufffc here", bodyRanges=[{"start": 0, "length": 1, "replacementText": "Bob"}]),
        record(3, body="", attachments=[{"contentType": "image/jpeg", "fileName": "a.jpg", "size": 7}]),
        record(
            4, body="new", editHistory=[{"body": "new"}, {"body": "old"}], editMessageTimestamp=START_MS + 9
        ),
        record(5, body="", deletedForEveryone=True),
        record(6, "call-history"),
        record(7, "keychange"),
    )
    assert reading.format == "signal"
    assert {one.conversation for one in reading.messages} == {"Ann Lee"}
    assert [(one.sender, one.sender_ref) for one in reading.messages[:2]] == [
        ("Ann Lee", ACCOUNT),
        ("You", ""),
    ]
    assert [one.kind for one in reading.messages] == [*[MESSAGE] * 5, DELETED, CALL, SYSTEM]
    first, answer, mention, picture, edited = reading.messages[:5]
    assert first.sent_at.timestamp() * 1000 == START_MS
    assert [(one.emoji, one.count) for one in first.reactions] == [("👍", 1)]
    assert answer.reply_to_ref == "m0"
    assert (mention.text, mention.mentions) == ("@Bob here", ("Bob",))
    assert [(one.name, one.type, one.size_bytes) for one in picture.attachments] == [("a.jpg", "image", 7)]
    assert (edited.text, edited.is_edited) == ("new", True)
    assert not reading.report.skipped


def test_in_groups_people_are_known_by_number_or_account():
    reading = read(record(0, body="a"), record(1, body="b", source=None), name="Walkers (group).json")
    assert [(one.conversation, one.sender) for one in reading.messages] == [
        ("Walkers", NUMBER),
        ("Walkers", ACCOUNT),
    ]


def test_records_without_words_are_refused_with_the_way_out():
    bare = {"bodyRanges": [], "sendStateByConversationId": {}, "hasAttachments": 0, "errors": []}
    with pytest.raises(UnreadableExport, match="export-messages -f text"):
        read(bare)
