import json

import pytest

from apps.uploads.parsing.base import Attachment, Reaction
from apps.uploads.tests.parsing.reading import read_text

BASE = {"id": "m2", "sender": "Ann", "time": "2023-11-14T22:13:20Z", "text": "hi"}


def read(**attributes):
    [message] = read_text(json.dumps([BASE | attributes]), "chat.json").messages
    return message


@pytest.mark.parametrize(
    "attribute",
    [
        {"edited": True},
        {"isEdited": "true"},
        {"edited": "2023-11-15T10:00:00"},
        {"edited": {"user": "U1", "ts": "1700000001.0"}},
        {"timestampEdited": "2023-11-15T10:00:00"},
    ],
)
def test_edited_messages(attribute):
    assert read(**attribute).is_edited


@pytest.mark.parametrize("value", [False, None, "", "false", "no", 0])
def test_messages_that_were_not_edited(value):
    assert not read(edited=value).is_edited


@pytest.mark.parametrize(
    "attribute",
    [
        {"reply_to": "m1"},
        {"replyToMessageId": "m1"},
        {"reference": {"messageId": "m1", "channelId": "c"}},
        {"in_reply_to": {"id": "m1", "text": "hello?"}},
        {"m.relates_to": {"m.in_reply_to": {"event_id": "m1"}}},
        {"ts": "m3", "thread_ts": "m1"},
    ],
)
def test_the_message_answered(attribute):
    assert read(**attribute).reply_to_ref == "m1"


@pytest.mark.parametrize("attribute", [{"reply_to": None}, {"ts": "m1", "thread_ts": "m1"}, {"reply_to": {}}])
def test_messages_that_answer_none(attribute):
    assert read(**attribute).reply_to_ref == ""


@pytest.mark.parametrize(
    ("attribute", "files"),
    [
        (
            {
                "attachments": [
                    {
                        "url": "https://x.org/a/cat%20one.png?s=1",
                        "fileName": "cat one.png",
                        "fileSizeBytes": 9,
                    }
                ]
            },
            [Attachment("cat one.png", "image", 9)],
        ),
        (
            {"files": [{"name": "a.pdf", "mimetype": "application/pdf", "size": 7}]},
            [Attachment("a.pdf", "file", 7)],
        ),
        ({"photo": "photos/p1.jpg"}, [Attachment("p1.jpg", "image")]),
        (
            {"photo": "(File not included. Change data exporting settings to download.)"},
            [Attachment("", "image")],
        ),
        ({"file": "video_files/v.mp4", "mime_type": "video/mp4"}, [Attachment("v.mp4", "video")]),
        (
            {"photos": [{"uri": "a/1.jpg"}, {"uri": "a/2.jpg"}]},
            [Attachment("1.jpg", "image"), Attachment("2.jpg", "image")],
        ),
        (
            {"attachments": "https://x.org/1.txt,https://x.org/2.ogg"},
            [Attachment("1.txt", "file"), Attachment("2.ogg", "audio")],
        ),
        ({"attachments": [{"title": "A page", "from_url": "https://x.org"}]}, []),
        ({"attachments": []}, []),
        ({"media": None}, []),
        ({"file": {"deep": [1, 2]}}, []),
    ],
)
def test_files(attribute, files):
    assert list(read(**attribute).attachments) == files


@pytest.mark.parametrize(
    "reactions",
    [
        [{"emoji": "👍", "count": 2}, {"emoji": "🎉", "count": 1}],
        [{"name": "👍", "users": ["U1", "U2"]}, {"name": "🎉", "users": ["U1"]}],
        [{"emoji": {"id": None, "name": "👍"}, "count": 2}, {"emoji": {"name": "🎉"}, "count": 1}],
        [
            {"reaction": "👍", "actor": "A"},
            {"reaction": "👍", "actor": "B"},
            {"reaction": "🎉", "actor": "A"},
        ],
        {"👍": ["U1", "U2"], "🎉": ["U1"]},
        {"👍": 2, "🎉": 1},
        "👍 (2), 🎉 (1)",
        ["👍", "👍", "🎉"],
    ],
)
def test_reactions(reactions):
    found = read(reactions=reactions).reactions
    assert [(reaction.emoji, reaction.count) for reaction in found] == [("👍", 2), ("🎉", 1)]


@pytest.mark.parametrize(
    "reactions",
    [
        [{"emoji": "👍", "users": ["Ann", "Bob"]}],
        [{"emoji": "👍", "count": 3, "users": [{"id": 1, "name": "Ann"}, {"id": 2, "name": "Bob"}]}],
        [{"reaction": "👍", "actor": "Ann"}, {"reaction": "👍", "actor": {"username": "Bob"}}],
        {"👍": ["Ann", "Bob"]},
    ],
)
def test_who_reacted(reactions):
    [reaction] = read(reactions=reactions).reactions
    assert (reaction.emoji, reaction.senders) == ("👍", ("Ann", "Bob"))


@pytest.mark.parametrize(
    "mentions",
    [["Ann", "@Bob"], [{"id": 1, "username": "Ann"}, {"screenName": "Bob"}], "Ann; Bob", "@Ann, @Bob"],
)
def test_people_mentioned(mentions):
    assert read(mentions=mentions).mentions == ("Ann", "Bob")


@pytest.mark.parametrize(
    "links",
    [["https://x.org", "nonsense"], [{"url": "t.co", "expanded_url": "https://x.org"}], "https://x.org x"],
)
def test_links_that_the_text_does_not_show(links):
    assert read(links=links).links == ("https://x.org",)
    assert read(links=links, text="see https://x.org").links == ()


@pytest.mark.parametrize("forward", ["Ann Lee", {"id": 5, "name": "Ann Lee"}])
def test_who_wrote_it_first(forward):
    assert read(forwarded_from=forward).forwarded_from == "Ann Lee"


@pytest.mark.parametrize("value", [None, [], {}, True, 7, [None, [], {"x": {}}], ""])
def test_odd_reactions_and_files_are_none(value):
    message = read(reactions=value, attachments=value)
    assert (message.reactions, message.attachments) == ((), ())


def test_the_field_with_the_text_is_no_attribute():
    [message] = read_text(
        json.dumps([{"sender": "Ann", "content": {"text": "hi", "image": "a.png"}}])
    ).messages
    assert (message.text, message.attachments) == ("hi", (Attachment("a.png", "image"),))


def test_tables_tell_them_too():
    reading = read_text(
        "id,sender,time,text,edited,reply_to,attachments,reactions\n"
        "1,Ann,2023-11-14 10:00,look,false,,https://x.org/a.jpg,👍 (2)\n"
        "2,Bob,2023-11-14 10:01,nice,true,1,,\n",
        "chat.csv",
    )
    first, second = reading.messages
    assert (first.attachments, first.reactions) == ((Attachment("a.jpg", "image"),), (Reaction("👍", 2),))
    assert (second.is_edited, second.reply_to_ref, second.source_ref) == (True, "1", "2")
    assert (first.is_edited, first.reply_to_ref, second.attachments) == (False, "", ())


@pytest.mark.parametrize(
    ("edited", "minute"),
    [
        ("2024-01-13T10:35:00Z", 35),
        (1705142100, 35),
        ("true", None),
        (1, None),
        (True, None),
        (10**400, None),
    ],
)
def test_when_it_was_edited(edited, minute):
    message = read(edited_at=edited)
    assert message.is_edited
    assert (message.edited_at and message.edited_at.minute) == minute
