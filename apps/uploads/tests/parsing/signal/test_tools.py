"""What signalbackup-tools writes: text and pages."""

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, SYSTEM
from apps.uploads.tests.parsing.reading import read_text

HEAD = """<!-- Generated on 2024-01-02 03:04:05 by signalbackup-tools (20240101). Input database version: 215. -->
<!DOCTYPE html>
<html><head><title>The Walkers</title><style>.msg-incoming { align-self: flex-start; }</style></head><body>
<div class="conversation-box">
"""


def bubble(kind: str, inner: str, stamp: str = "Oct 09, 2020 19:46:00") -> str:
    return f'<div class="msg {kind}">{inner}<div class="footer"><span class="msg-data">{stamp}</span></div></div>\n'


def read_page(*bubbles: str):
    return read_text(f"{HEAD}{''.join(bubbles)}</div></body></html>", "The Walkers (_id7).html")


def test_text():
    reading = read_text(
        "[Oct 09, 2020 19:45:00] *** Ann changed the group name to Walkers.\n"
        "[Oct 09, 2020 19:46:00] <Ann> hello there\n[2] second <line>\n"
        '[Oct 09, 2020 19:47:00] *** <Bob R.> sent file "a.jpg" (Ann: ❤)\n'
        "[Oct 09, 2020 19:48:00] <Bob R.> nice (really: yes) (Ann: ❤️; You: 👍)\n"
        "[Oct 09, 2020 19:49:00] *** Missed video call\n",
        "Walkers (_id5).txt",
        timezone="Europe/Berlin",
    )
    assert reading.format == "signal"
    assert {one.conversation for one in reading.messages} == {"Walkers"}
    assert [(one.sender, one.kind, one.text) for one in reading.messages] == [
        (None, SYSTEM, "Ann changed the group name to Walkers."),
        ("Ann", MESSAGE, "hello there\n[2] second <line>"),
        ("Bob R.", MESSAGE, ""),
        ("Bob R.", MESSAGE, "nice (really: yes)"),
        (None, CALL, "Missed video call"),
    ]
    assert reading.local_times[0] == "2020-10-09T19:45:00"
    assert [(one.name, one.type) for one in reading.messages[2].attachments] == [("a.jpg", "image")]
    assert [(one.emoji, one.senders) for one in reading.messages[3].reactions] == [
        ("❤️", ("Ann",)),
        ("👍", ("You",)),
    ]


def test_pages():
    reaction = (
        '<div class="msg-reactions"><div class="msg-reaction"><span class="msg-emoji">👍</span>'
        '<div class="msg-reaction-info">From Ann<br>Sent: 2020-10-09 19:50:00<hr>From Bob<br>Sent: x</div></div></div>'
    )
    quote = '<div class="msg-quote"><span class="msg-name">Ann</span><pre>one\n two</pre></div>'
    reading = read_page(
        bubble(
            "msg-status",
            '<div class="status-text"><pre><span class="msg-info-icon"></span>Ann joined</pre></div>',
        ),
        '<div class="incoming-group-msg"><div class="avatar"><span>A</span></div>',
        bubble(
            "msg-incoming",
            '<span class="msg-name msg-name-3">Ann</span><div><pre>one\n two</pre></div>' + reaction,
        ),
        "</div>",
        bubble("msg-outgoing msg-sender-1", f"{quote}<div><pre>see</pre></div>"),
        bubble("msg-incoming deleted-msg", "<div><pre>This message was deleted.</pre></div>"),
        bubble(
            "msg-status",
            '<div class="status-text"><pre><span class="msg-call-missed"></span>Missed call</pre></div>',
        ),
    )
    assert reading.format == "signal"
    assert [(one.conversation, one.sender, one.kind, one.text) for one in reading.messages] == [
        ("The Walkers", None, SYSTEM, "Ann joined"),
        ("The Walkers", "Ann", MESSAGE, "one\n two"),
        ("The Walkers", "You", MESSAGE, "see"),
        ("The Walkers", None, DELETED, ""),
        ("The Walkers", None, CALL, "Missed call"),
    ]
    said, answer = reading.messages[1:3]
    assert said.local_time == "2020-10-09T19:46:00"
    assert [(one.emoji, one.count, one.senders) for one in said.reactions] == [("👍", 2, ("Ann", "Bob"))]
    assert answer.reply_to_ref == said.source_ref


def test_the_title_names_the_other_one_of_a_direct_chat():
    reading = read_page(
        bubble("msg-incoming", "<div><pre>hi</pre></div>"),
        bubble("msg-outgoing", "<div><pre>ho</pre></div>"),
        bubble("msg-incoming deleted-msg", "<div><pre>This message was deleted.</pre></div>"),
    )
    assert [one.sender for one in reading.messages] == ["The Walkers", "You", "The Walkers"]


def test_pictures_are_files():
    picture = '<div class="attachment"><img src="media/Attachment_5_-1.jpg"></div>'
    [answer] = read_page(bubble("msg-outgoing msg-sender-1", picture)).messages
    assert [one.name for one in answer.attachments] == ["Attachment_5_-1.jpg"]
