"""Threads as JSON: mojibake, kinds, parts, and the download of encrypted chats."""

import json

from apps.uploads.parsing.mojibake import REPAIR
from apps.uploads.tests.parsing.reading import read_text
from apps.uploads.tests.parsing.trees import read_tree

NOON_MS = 1_600_000_000_000


def thread(*messages: dict, **around) -> dict:
    numbered = [
        {"sender_name": "Ann", "timestamp_ms": NOON_MS + 1000 * place, **message}
        for place, message in enumerate(messages)
    ]
    return {
        "participants": [{"name": "Ann"}],
        "messages": numbered,
        "title": "Crew",
        "thread_path": "inbox/crew_7",
        **around,
    }


def read(*messages: dict):
    return read_text(json.dumps(thread(*messages)), "message_1.json")


def test_strings_are_mended_before_blanks_are_stripped():
    """`à` ends in a byte that is a no-break space when read alone."""
    reading = read({"content": "voil\u00c3\u00a0", "sender_name": "Zo\u00c3\u00ab"}, {"content": "日本"})
    assert [(m.sender, m.text) for m in reading.messages] == [("Zoë", "voilà"), ("Ann", "日本")]
    assert reading.report.repairs == {REPAIR: 2}


def test_kinds():
    reading = read(
        {"type": "Call", "content": "Ann called you.", "call_duration": 0},
        {"call_duration": 200, "missed": False},
        {"type": "Subscribe", "content": "Ann added Bob to the group."},
        {"is_unsent": True, "content": "secret", "photos": [{"uri": "x/a.jpg"}]},
        {"content": "Liked a message"},
        {"content": "Reacted \u00e2\u009d\u00a4 to your message "},
        {"content": "I liked a message of his"},
    )
    assert [(m.kind, m.text) for m in reading.messages] == [
        ("call", "Ann called you."),
        ("call", "Call of 3 min 20 s"),
        ("system", "Ann added Bob to the group."),
        ("deleted", ""),
        ("system", "Liked a message"),
        ("system", "Reacted ❤ to your message"),
        ("message", "I liked a message of his"),
    ]
    assert not reading.messages[3].attachments


def test_what_is_shared_and_sent():
    message = read(
        {
            "content": "look",
            "share": {"link": "https://x.org/a", "share_text": "A \u00e2\u009c\u0093 page"},
            "photos": [{"uri": "messages/inbox/crew_7/photos/a.jpg"}],
            "sticker": {"uri": "stickers/s.png"},
            "files": [{"uri": "a/b.docx"}],
        }
    ).messages[0]
    assert (message.text, message.links) == ("look\nA ✓ page", ("https://x.org/a",))
    assert [(a.name, a.type) for a in message.attachments] == [
        ("a.jpg", "image"), ("b.docx", "file"), ("s.png", "sticker"),
    ]  # fmt: skip


def test_a_kind_nobody_knows_is_kept_and_told():
    reading = read({"content": "?", "type": "Hologram"}, {"content": "??", "type": "Hologram"})
    assert reading.texts == ["?", "??"]
    assert "hologram (2)" in reading.report.warnings[0]


def test_parts_are_sorted_by_number_and_brought_into_order():
    files = {
        f"messages/inbox/crew_7/message_{number}.json": thread(
            {"content": f"new of {number}", "timestamp_ms": NOON_MS - 10 * number + 1},
            {"content": f"old of {number}", "timestamp_ms": NOON_MS - 10 * number},
        )
        for number in (1, 2, 10)
    }
    [(path, reading)] = read_tree(files).items()
    assert path == "messages/inbox/crew_7"
    assert reading.texts == [f"{age} of {number}" for number in (10, 2, 1) for age in ("old", "new")]
    assert {m.conversation for m in reading.messages} == {"Crew"}
    assert reading.messages[0].source_ref == "item 2 of message_10.json"


def test_a_broken_part_does_not_spoil_the_others():
    files = {
        "messages/inbox/crew_7/message_1.json": thread({"content": "fine"}),
        "messages/inbox/crew_7/message_2.json": "{broken",
    }
    [reading] = read_tree(files).values()
    assert reading.texts == ["fine"]
    assert "message_2.json was not read" in reading.report.skips[0].reason


def test_a_truncated_file_keeps_what_came_before():
    text = json.dumps(thread({"content": "one"}, {"content": "two"}, {"content": "three"}))
    reading = read_text(text[: text.index("three")], "message_1.json")
    assert reading.texts == ["one", "two"]
    assert reading.report.damage.code == "broken_json"


def test_the_encrypted_download():
    document = {
        "participants": ["Ann", "Zoë"],
        "threadName": "Zoë_12",
        "messages": [
            {"isUnsent": False, "media": [{"uri": "./media/a.mp4"}], "reactions": [{"actor": "Ann", "reaction": "👍"}],
             "senderName": "Zoë", "text": "café", "timestamp": NOON_MS + 5, "type": "text"},
            {"isUnsent": True, "media": [], "reactions": [], "senderName": "Ann", "text": "", "timestamp": NOON_MS},
        ],
    }  # fmt: skip
    reading = read_text(json.dumps(document), "Zoë_12.json")
    assert [(m.conversation, m.kind, m.sender, m.text) for m in reading.messages] == [
        ("Zoë", "deleted", "Ann", ""),
        ("Zoë", "message", "Zoë", "café"),
    ]
    assert reading.messages[1].attachments[0].type == "video"
    assert reading.messages[1].reactions[0].senders == ("Ann",)
    assert not reading.report.repairs


def test_instagram_is_told_by_its_paths():
    content = json.dumps(thread({"content": "hi"}))
    assert read_text(content, "message_1.json").format == "messenger"
    [reading] = read_tree({"your_instagram_activity/messages/inbox/crew_7/message_1.json": content}).values()
    assert reading.format == "instagram"
    photo = {"photos": [{"uri": "your_instagram_activity/messages/inbox/crew_7/photos/1.jpg"}]}
    assert read(photo).format == "instagram"
    linked = {"share": {"link": "https://www.instagram.com/reel/A/"}}
    assert read_text(json.dumps(thread(linked)), "chat.json").format == "instagram"
    ours = {"photos": [{"uri": "your_facebook_activity/messages/inbox/crew_7/photos/1.jpg"}]}
    assert read_text(json.dumps(thread(linked, ours)), "chat.json").format == "messenger"
    beside = {"messages/inbox/crew_7/message_1.json": content, "followers_and_following/following.json": "{}"}
    [reading] = read_tree(beside).values()
    assert reading.format == "instagram"


def test_a_post_passed_on_names_whose_it_is():
    share = {"link": "https://www.instagram.com/reel/A/", "original_content_owner": "zo\u00c3\u00ab"}
    passed_on, story = read({"share": share}, {"share": {"original_content_owner": "kim"}}).messages
    assert (passed_on.forwarded_from, passed_on.links) == ("zoë", ("https://www.instagram.com/reel/A/",))
    assert (story.forwarded_from, story.text) == ("kim", "")


def test_a_file_that_stayed_on_the_net_has_a_name_without_its_query():
    [message] = read({"photos": [{"uri": "https://scontent.example/v/t1/77_n.jpg?stp=dst&oe=6"}]}).messages
    assert [(one.name, one.type) for one in message.attachments] == [("77_n.jpg", "image")]
