"""DiscordChatExporter's pages."""

from datetime import UTC, datetime

from apps.uploads.parsing.base import CALL, SYSTEM
from apps.uploads.tests.parsing.reading import read_text

FIRST, SECOND = "799960399864659968", "799960400864659968"
HEAD = """<!DOCTYPE html>
<html><head><title>x</title><style>.chatlog__message-group { color: red }</style></head><body>
<div class="preamble"><div class="preamble__entry">Club</div><div class="preamble__entry">Garden / seeds</div></div>
<div class="chatlog">
"""
NAME = "Club - Garden - seeds [123456].html"


def read(body: str, end: str = ""):
    return read_text(f"{HEAD}{body}</div>{end}</body></html>", NAME)


def message(ref: str, content: str, header: str = "") -> str:
    return (
        f'<div id="chatlog__message-container-{ref}" class="chatlog__message-container" data-message-id="{ref}">'
        f'<div class="chatlog__message"><div class="chatlog__message-primary">{header}{content}</div></div></div>'
    )


def header(name: str, number: int, more: str = "") -> str:
    return (
        f'<div class="chatlog__header"><span class="chatlog__author" title="{name}#1234" data-user-id="{number}">'
        f'Nick</span>{more}<span class="chatlog__timestamp"><a href="#">1/2/2021 3:04 AM</a></span></div>'
    )


def content(html: str) -> str:
    inner = f'<span class="chatlog__markdown-preserve">{html}</span>'
    return f'<div class="chatlog__content chatlog__markdown">{inner}</div>'


def group(*messages: str) -> str:
    return f'<div class="chatlog__message-group">{"".join(messages)}</div>'


def test_a_group_has_one_author_and_ids_tell_the_time():
    reading = read(
        group(message(FIRST, content("one"), header("ann", 7)), message(SECOND, content("two"))),
        '<div class="postamble"><div class="postamble__entry">Exported 2 message(s)</div></div>',
    )
    assert reading.format == "discord"
    assert [(one.conversation, one.conversation_ref) for one in reading.messages] == [
        ("Club / seeds", "123456")
    ] * 2
    assert [(one.sender, one.sender_ref, one.text) for one in reading.messages] == [
        ("ann", "7", "one"),
        ("ann", "7", "two"),
    ]
    assert reading.messages[0].sent_at == datetime(2021, 1, 16, 11, 17, 1, 873000, tzinfo=UTC)
    assert reading.report.warnings == []


def test_words_keep_lines_people_emoji_and_links():
    html = (
        'hey <span class="chatlog__markdown-mention" title="bob#1">@Bobby</span>\n'
        '  look &amp; <img class="chatlog__emoji" alt="🎉" title="tada"> '
        '<img class="chatlog__emoji" alt="kekw" title="kekw"> '
        '<span class="chatlog__markdown-mention">#general</span> <a href="https://x.org/1">here</a>'
    )
    reading = read(group(message(FIRST, content(html), header("ann", 7))))
    assert reading.texts == ["hey @Bobby\n  look & 🎉 :kekw: #general here"]
    assert reading.messages[0].mentions == ("Bobby",)
    assert reading.messages[0].links == ("https://x.org/1",)


def test_events_files_stickers_reactions_and_embeds():
    notice = (
        '<span class="chatlog__system-notification-author" title="ann#1234" data-user-id="7">Ann</span> '
        '<span class="chatlog__system-notification-content"><span>{}</span></span>'
    )
    files = (
        '<div class="chatlog__attachment"><a href="x_Files/a-1F.png"><img class="chatlog__attachment-media" '
        'src="x_Files/a-1F.png" title="Image: a.png (1.24 MB)"></a></div>'
        '<div class="chatlog__sticker" title="Wave"><img></div>'
        '<div class="chatlog__reactions"><div class="chatlog__reaction" title="blob"><img alt="blob">'
        '<span class="chatlog__reaction-count">3</span></div></div>'
    )
    embed = (
        '<div class="chatlog__embed"><div class="chatlog__embed-title"><div class="chatlog__markdown-preserve">News'
        '</div></div><div class="chatlog__embed-description">More\n of it</div></div>'
    )
    bot = header("robot", 9, '<span class="chatlog__author-tag">BOT</span>')
    reading = read(
        group(message(FIRST, notice.format("pinned <a>a message</a> to this channel.")))
        + group(message(SECOND, notice.format("started a call that lasted 3 minutes")))
        + group(message("799960401864659968", files, header("ann", 7)))
        + group(message("799960402864659968", content("hi") + embed, bot))
        + group(message("799960403864659968", content("see") + embed, header("ann", 7))),
    )
    pinned, call, sent, robot, preview = reading.messages
    assert (pinned.kind, pinned.text, pinned.sender) == (SYSTEM, "Pinned a message to this channel.", "ann")
    assert call.kind == CALL
    assert [(one.name, one.type) for one in sent.attachments] == [("a.png", "image"), ("Wave", "sticker")]
    assert [(one.emoji, one.count) for one in sent.reactions] == [(":blob:", 3)]
    assert robot.text == "hi\nNews\nMore of it"
    assert preview.text == "see", "an embed below somebody's words is a preview of their link"


def test_pages_of_2021_have_the_author_in_the_group():
    old = f"""
    <div class="chatlog__message-group">
      <div class="chatlog__reference"><span class="chatlog__reference-link"
        onclick="scrollToMessage(event, '{FIRST}')">what</span></div>
      <div class="chatlog__messages">
        <span class="chatlog__author-name" title="ann#1234" data-user-id="7">Ann</span>
        <span class="chatlog__timestamp">16-Jan-21 07:17 PM</span>
        <div class="chatlog__message " data-message-id="{FIRST}" id="message-{FIRST}">
          <div class="chatlog__content"><div class="markdown"><span class="preserve-whitespace">one
two</span> <span class="chatlog__edited-timestamp" title="x">(edited)</span></div></div>
        </div>
        <div class="chatlog__message " data-message-id="{SECOND}" id="message-{SECOND}">
          <div class="chatlog__content"><div class="markdown"><span class="preserve-whitespace">three</span></div></div>
        </div>
      </div>
    </div>"""
    reading = read(old)
    assert [(one.sender, one.text, one.is_edited, one.reply_to_ref) for one in reading.messages] == [
        ("ann", "one\ntwo", True, FIRST),
        ("ann", "three", False, ""),
    ]


def test_without_ids_the_shown_dates_are_read():
    old = """
    <div class="chatlog__message-group"><div class="chatlog__messages">
      <span class="chatlog__author-name" title="ann" data-user-id="7">Ann</span>
      <span class="chatlog__timestamp">16-Jan-21 07:17 PM</span>
      <div class="chatlog__message"><div class="chatlog__content">one</div></div>
      <div class="chatlog__message"><div class="chatlog__content">two</div></div>
    </div></div>"""
    reading = read(old)
    assert reading.local_times == ["2021-01-16T19:17:00", "2021-01-16T19:17:00"]
    assert [one.text for one in reading.messages] == ["one", "two"]


def test_a_count_that_does_not_fit_is_told():
    end = '<div class="postamble"><div class="postamble__entry">Exported 3 message(s)</div></div>'
    reading = read(group(message(FIRST, content("one"), header("ann", 7))), end)
    assert any("holds 3 messages; 1 were found" in warning for warning in reading.report.warnings)
