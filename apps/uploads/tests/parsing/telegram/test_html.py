from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.uploads.parsing.base import Attachment, ParseOptions, Reaction
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.reading import read_text

AT = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
DAY = '<div class="message service" id="message-1"><div class="body details">\n14 November 2023\n</div></div>'


def page(*blocks: str) -> str:
    return (
        '<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class="page_wrap">'
        '<div class="page_header"><div class="content"><div class="text bold">\nDen\n</div></div></div>'
        f'<div class="page_body chat_page"><div class="history">{"".join(blocks)}</div></div></div></body></html>'
    )


def block(
    inner: str, name: str = "Ann", stamp: str = "14.11.2023 23:13:20 UTC+01:00", number: int = 5
) -> str:
    from_name = f'<div class="from_name">\n{name}\n</div>' if name else ""
    return (
        f'<div class="message default clearfix{"" if name else " joined"}" id="message{number}"><div class="body">'
        f'<div class="pull_right date details" title="{stamp}">\n23:13\n</div>{from_name}{inner}</div></div>'
    )


def read(*blocks: str, **options):
    return read_text(page(*blocks), "messages.html", **options)


def read_one(inner: str, **options):
    [message] = read(block(inner), **options).messages
    return message


def test_a_message():
    message = read_one('<div class="text">\none &lt;b&gt;<br>  two <a href="https://x.org">here</a>\n</div>')
    assert (message.conversation, message.sender, message.text) == ("Den", "Ann", "one <b>\n  two here")
    assert (message.sent_at, message.local_time, message.source_ref) == (AT, "", "5")
    assert message.links == ("https://x.org",)


def test_messages_of_before_a_group_was_a_supergroup_have_ids_below_zero():
    answer = '<div class="reply_to details"><a href="#go_to_message-999999991">this</a></div>'
    reading = read(DAY, block("", number=-999999991), block(answer, number=-999999990))
    assert [one.source_ref for one in reading.messages] == ["-999999991", "-999999990"]
    assert reading.messages[1].reply_to_ref == "-999999991"


def test_early_pages_have_local_times():
    [message] = read(block("", stamp="14.11.2023 23:13:20"), timezone="Europe/Berlin").messages
    assert (message.sent_at, message.local_time) == (AT, "2023-11-14T23:13:20")


@pytest.mark.parametrize("stamp", ["", "99.99.2023 23:13:20", "14.11.2023", "14.11.0001 00:00:00 UTC+14:00"])
def test_times_that_are_none_are_listed(stamp):
    reading = read(block("", stamp=stamp))
    assert (reading.messages[0].sent_at, reading.report.skipped) == (None, 1)


def test_joined_messages_are_of_the_sender_before():
    messages = read(block("", "Bob via @gif"), block("", ""), block("", "Ann")).messages
    assert [message.sender for message in messages] == ["Bob", "Bob", "Ann"]


def test_forwarded_messages_and_those_joined_to_them():
    name = '<div class="from_name">\nNews <span class="date details">01.01.2020</span></div>'
    text = '<div class="text">x</div>'
    messages = read(
        block(f'<div class="forwarded body">{name}{text}</div>'),
        block(f'<div class="forwarded body">{text}</div>', ""),
        block(text, ""),
    ).messages
    assert [(m.sender, m.forwarded_from, m.text) for m in messages] == [
        ("Ann", "News", "x"),
        ("Ann", "News", "x"),
        ("Ann", "", "x"),
    ]


@pytest.mark.parametrize("link", ["#go_to_message3", "messages2.html#go_to_message3"])
def test_replies(link):
    assert (
        read_one(f'<div class="reply_to details">In reply to <a href="{link}">this</a></div>').reply_to_ref
        == "3"
    )
    assert (
        read_one('<div class="reply_to details">In reply to a message in another chat</div>').reply_to_ref
        == ""
    )


def test_events_have_the_day_of_the_line_before_them():
    body = '<div class="body details">\nAnn pinned <a>this</a>\n</div>'
    event = f'<div class="message service" id="message9">{body}</div>'
    first, second = read(DAY, event, block("")).messages
    assert (first.kind, first.text, first.sender, first.precision) == (
        "system",
        "Ann pinned this",
        None,
        "day",
    )
    assert (first.sent_at, second.kind) == (datetime(2023, 11, 13, 23, tzinfo=UTC), "message")


def media(classes: str, title: str, status: str, link: str = "") -> str:
    return (
        f'<div class="media_wrap"><a class="media clearfix {classes}" href="{link}"><div class="body">'
        f'<div class="title bold">{title}</div><div class="status details">{status}</div></div></a></div>'
    )


@pytest.mark.parametrize(
    ("inner", "attachment"),
    [
        ('<a class="photo_wrap clearfix" href="photos/a%20b.jpg"></a>', Attachment("a b.jpg", "image")),
        ('<a class="sticker_wrap" href="s/x.webp"></a>', Attachment("x.webp", "sticker")),
        (media("media_file", "notes.pdf", "1 MB", "files/notes.pdf"), Attachment("notes.pdf", "file")),
        (media("media_file", "notes.pdf", "1 MB"), Attachment("notes.pdf", "file")),
        (media("media_photo", "Photo", "1280x720, 1 MB"), Attachment("", "image")),
        (media("media_photo", "Sticker", "🙂, 1 KB"), Attachment("", "sticker")),
        (media("media_voice_message", "Voice message", "00:11", "v/a.ogg"), Attachment("a.ogg", "audio")),
    ],
)
def test_files(inner, attachment):
    message = read_one(inner)
    assert (message.attachments, message.text) == ((attachment,), "")


@pytest.mark.parametrize(
    ("inner", "kind", "text"),
    [
        (
            media("media_call success", "Bob", "Outgoing (60 seconds)"),
            "call",
            "Call: Bob, Outgoing (60 seconds)",
        ),
        (media("media_location", "Location", "1.5, 2.5"), "message", "Location: 1.5, 2.5"),
        (media("media_contact", "Bob", "+1 555"), "message", "Contact: Bob, +1 555"),
        (
            '<div class="media_poll"><div class="question bold">Best?</div><div class="details">Anonymous poll</div>'
            '<div class="answer">- A <span class="details">2 votes, chosen vote</span></div>'
            '<div class="answer">- B</div><div class="total details">2 votes</div></div>',
            "poll",
            "Best?\n- A (2)\n- B (0)",
        ),
    ],
)
def test_what_is_neither_words_nor_a_file(inner, kind, text):
    message = read_one(inner)
    assert (message.kind, message.text, message.attachments) == (kind, text, ())


def test_reactions_with_people_or_a_number():
    message = read_one(
        '<span class="reactions"><span class="reaction"><span class="emoji">\n👍\n</span><span class="userpics">'
        '<div class="userpic"><div class="initials" title="Ann Lee">AL</div></div></span></span>'
        '<span class="reaction"><span class="emoji">🔥</span><span class="count">12</span></span></span>'
    )
    assert message.reactions == (Reaction("👍", 1, ("Ann Lee",)), Reaction("🔥", 12))


def make_tree(folder: Path, *paths: str) -> Tree:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(page(block("", number=len(path))))
    return Tree.of_folder(folder)


def test_pages_of_a_chat_are_sorted_by_number(tmp_path):
    tree = make_tree(tmp_path, *(f"a/messages{number}.html" for number in ("", 10, 9, 2)), "b/messages.html")
    units = plan(tree)
    assert [(unit.path, [path.rpartition("/")[2] for path in unit.paths]) for unit in units] == [
        ("a", ["messages.html", "messages2.html", "messages9.html", "messages10.html"]),
        ("b", ["messages.html"]),
    ]
    assert len(list(parse_unit(units[0], tree, ParseOptions()).messages)) == 4


@pytest.mark.parametrize("json_path", ["result.json", "x/result.json", "x/chats/chat_1/result.json"])
def test_pages_beside_the_json_are_left_out(tmp_path, json_path):
    tree = make_tree(tmp_path, "x/chats/chat_1/messages.html", json_path)
    assert [unit.path for unit in plan(tree)] == [json_path]


def test_pages_around_the_chats_are_no_chats(tmp_path):
    tree = make_tree(
        tmp_path, "x/export_results.html", "x/lists/contacts.html", "x/chats/chat_1/messages.html"
    )
    assert [unit.path for unit in plan(tree)] == ["x/chats/chat_1"]
