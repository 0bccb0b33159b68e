"""signal-export's text and JSON, and sigtop's text."""

import json

import pytest

from apps.uploads.tests.parsing.reading import read_text
from apps.uploads.tests.parsing.trees import read_tree

LINE = "[2023-01-31 12:00:0{}] {}: {}\n"


def read(*said: tuple[str, str], name: str = "Ann/chat.md"):
    return read_text("".join(LINE.format(n, who, text) for n, (who, text) in enumerate(said)), name)


def test_what_stands_below_the_text_is_no_text():
    reading = read(
        ("Me", "look  \n(- Ann: 👍, O'Brien, Jr.: ❤️ -)![a.jpg](./media/a%20b.jpg)  [n.pdf](./media/n.pdf)  "),
        ("Ann", "  \n(( 😀 ))"),
        ("Ann", "(This message was deleted)"),
        ("Ann", "two\n\nlines (- no reaction -) here  "),
    )
    first, sticker, deleted, last = reading.messages
    assert (first.text, [(a.name, a.type) for a in first.attachments]) == (
        "look", [("a.jpg", "image"), ("n.pdf", "file")],
    )  # fmt: skip
    assert [(r.emoji, r.senders) for r in first.reactions] == [("👍", ("Ann",)), ("❤️", ("O'Brien, Jr.",))]
    assert (sticker.text, sticker.attachments[0].type) == ("", "sticker")
    assert (deleted.kind, deleted.text) == ("deleted", "")
    assert last.text == "two\n\nlines (- no reaction -) here"
    assert {m.conversation for m in reading.messages} == {"Ann"}


def test_a_quotation_becomes_a_reply():
    reading = read(
        ("Ann", "are you\ncoming?  "), ("Me", "\n\n> are you\n> coming?\n\nyes  "), ("Ann", "> not\nquoted")
    )
    assert [(m.text, m.reply_to_ref) for m in reading.messages] == [
        ("are you\ncoming?", ""),
        ("yes", "line 1"),
        ("> not\nquoted", ""),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Missed voice call  ", "call"),
        ("Incoming video call (accepted, 3m 20s)  ", "call"),
        ("Missed call from you?  ", "message"),
    ],
)
def test_calls_are_told_by_their_whole_text(text, kind):
    assert read(("Ann", text)).messages[0].kind == kind


def test_only_the_best_file_of_a_chat_is_read():
    record = {
        "date": "2023-01-31T12:00:00",
        "sender": "Ann",
        "body": "hi",
        "quote": "",
        "sticker": "",
        "reactions": [],
    }
    text = LINE.format(0, "Ann", "hi  ")
    readings = read_tree(
        {
            "Ann/chat.md": text, "Ann/data.json": json.dumps(record), "Ann/index.html": "<html>hi</html>",
            "Bob/chat.md": text, "Bob/index.html": "<html>hi</html>",
        }
    )  # fmt: skip
    assert {path: r.messages[0].conversation for path, r in readings.items()} == {
        "Ann/data.json": "Ann",
        "Bob/chat.md": "Bob",
    }


def test_json_of_all_versions():
    records = [
        {"date": "2023-01-31T12:00:00", "sender": "Ann", "body": "a", "quote": "", "sticker": None, "reactions": []},
        {"date": "2023-01-31T12:00:01", "sender": "Me", "body": "b", "quote": "\n\n> a\n\n", "sticker": "",
         "reactions": [["Ann", "👍"]], "attachments": [{"name": "", "path": "media/x.ogg"}]},
        {"date": "2023-01-31T12:00:02", "sender": "Ann", "body": "", "quote": "", "sticker": {"emoji": "😀"}},
        {"date": "2023-01-31T12:00:03", "sender": "Ann", "body": "", "quote": "", "sticker": "", "deleted": True},
        {"date": "2023-01-31T12:00:04", "sender": "Ann", "body": "", "quote": "", "sticker": ""},
        {"date": "2023-01-31T12:00:05", "sender": "No-Sender", "body": "changed", "quote": "", "sticker": ""},
    ]  # fmt: skip
    reading = read_text("\n".join(map(json.dumps, records)), "data.json")
    assert [(m.kind, m.sender, m.text, m.reply_to_ref) for m in reading.messages] == [
        ("message", "Ann", "a", ""),
        ("message", "Me", "b", "line 1"),
        ("message", "Ann", "", ""),
        ("deleted", "Ann", "", ""),
        ("system", None, "changed", ""),
    ]
    assert [a.type for m in reading.messages for a in m.attachments] == ["audio", "sticker"]
    assert [skip.position for skip in reading.report.skips] == [5]


def test_other_programs_lines_stay_theirs():
    assert read_text("[2023-01-31, 12:00:00] Ann: hi\n[2023-01-31, 12:00:01] Bob: ho\n").format == "whatsapp"


def test_sigtop_keeps_what_people_wrote_that_looks_like_its_own():
    text = (
        "Conversation: Ann (+491)\n\n"
        "From: Ann (+491)\nType: incoming\nSent: Tue, 31 Jan 2023 12:00:00 +0100\n"
        "Received: Tue, 31 Jan 2023 12:00:01 +0100\n\n> mine\n\nFrom: the shop\n\n"
        "From: You\nType: outgoing\nSent: Tue, 31 Jan 2023 12:05:00 +0100\n"
        "Attachment: no filename (image/jpeg, 99 bytes)\nReaction: 👍 from Ann (+491)\n\n"
        "Type: profile-change\nSent: Tue, 31 Jan 2023 12:06:00 +0100\n\n"
    )
    reading = read_text(text, "Ann (+491).txt")
    first, second, notice = reading.messages
    assert (first.sender, first.sender_ref, first.text) == ("Ann", "+491", "> mine\n\nFrom: the shop")
    assert first.sent_at.isoformat() == "2023-01-31T11:00:00+00:00"
    assert (second.sender, second.attachments[0].size_bytes, second.reactions[0].senders) == (
        "You",
        99,
        ("Ann",),
    )
    assert (notice.kind, notice.text, notice.sender) == ("system", "Notice of Signal: profile-change.", None)
