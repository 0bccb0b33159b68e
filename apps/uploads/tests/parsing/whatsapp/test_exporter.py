import json
from datetime import UTC, datetime

from apps.uploads.parsing.base import Reaction
from apps.uploads.tests.parsing.reading import read_text

ANN = "491701234567@s.whatsapp.net"


def message(key, data, **more):
    return {
        "from_me": False,
        "timestamp": 1718272800,
        "media": False,
        "key_id": key,
        "meta": False,
        "data": data,
        **more,
    }


def read(*messages, chat=ANN, **more):
    records = {str(number): one for number, one in enumerate(messages)}
    return read_text(json.dumps({chat: {"name": None, **more, "messages": records}}), "result.json")


def test_chats_have_their_names_and_people_their_numbers():
    chats = {
        ANN: {
            "name": "Ann",
            "messages": {"1": message("A", "hi"), "2": message("B", "ho <br>ho", from_me=True)},
        },
        "1-2@g.us": {"name": "Club", "messages": {"3": message("C", "yo", sender="491707654321")}},
    }
    reading = read_text(json.dumps(chats), "result.json")
    assert reading.format == "whatsapp_json"
    assert [(m.conversation, m.sender, m.sender_ref, m.text, m.source_ref) for m in reading.messages] == [
        ("Ann", "Ann", "+491701234567", "hi", "A"),
        ("Ann", "You", "", "ho\nho", "B"),
        ("Club", "+491707654321", "+491707654321", "yo", "C"),
    ]
    assert [m.conversation_ref for m in reading.messages] == [ANN, ANN, "1-2@g.us"]
    assert reading.messages[0].sent_at == datetime(2024, 6, 13, 10, tzinfo=UTC)


def test_replies_reactions_and_files_are_kept():
    picture = {"media": True, "mime": "image/jpeg", "caption": "look"}
    reading = read(
        message("A", "hi", reactions={"You": "👍", "491701234567": "👍"}),
        message("B", "ho", reply="A"),
        message("C", "Media/IMG-1.jpg", **picture),
        message("D", "The media is missing", media=True, meta=True, mime="media"),
    )
    assert {m.conversation for m in reading.messages} == {"+491701234567"}
    assert reading.messages[0].reactions == (Reaction("👍", 2, ("You", "+491701234567")),)
    assert [m.reply_to_ref for m in reading.messages] == ["", "A", "", ""]
    assert [(m.text, a.name, a.type) for m in reading.messages for a in m.attachments] == [
        ("look", "IMG-1.jpg", "image"),
        ("", "", "media"),
    ]


def test_what_the_program_says_is_told_apart():
    reading = read(
        message("A", "Message deleted", meta=True),
        message("B", "A voice call was missed", meta=True),
        message("C", "The security code changed", meta=True),
        message("D", "Location shared: (1.0, 2.0)", meta=True),
        message("E", None),
        name="Ann",
    )
    assert [(m.kind, m.sender) for m in reading.messages] == [
        ("deleted", "Ann"),
        ("call", "Ann"),
        ("system", None),
        ("message", "Ann"),
        ("message", "Ann"),
    ]
