"""imessage-exporter's HTML: old pages without ids, and what only pages have."""

from apps.uploads.tests.parsing.reading import read_text


def message(time: str, who: str, *parts: str, after: str = "", copy: str = "") -> str:
    bubbles = "".join(f'<hr><div class="message_part">{part}</div>' for part in parts)
    head = f'<p><span class="timestamp">{time}</span> <span class="sender">{who}</span></p>'
    copies = f'<div class="replies"><div class="reply">{copy}</div></div>' if copy else ""
    return f'<div class="message"><div class="sent iMessage">{head}{bubbles}{copies}{after}</div></div>'


def read(*messages: str):
    return read_text(
        f'<html>\n<meta charset="UTF-8">\n{"".join(messages)}</html>\n</html>', "Ann, Bob - 3.html"
    )


def test_a_page_without_ids():
    """Copies are found by their time and sender; what follows a copy belongs to the message around it."""
    note = '<span class="reply_context">This message responded to an earlier message.</span>'
    taps = (
        '<div class="reactions"><hr><p>Reactions:</p><div class="reaction"><img src="attachments/shark.png">'
        '<span class="reaction">from Me</span></div><p><span class="reaction"><b>Loved</b> by Bob</span></p></div>'
    )
    answer = message("Oct 17, 2021 10:32:03 PM", "Me", '<span class="bubble">yes</span>')
    read_it = "Oct 17, 2021  1:31:49 PM (Read by you after 5 seconds)"
    reading = read(
        message(read_it, "Ann é", '<span class="bubble">go?<br>&lt;now&gt;</span>', copy=answer, after=taps),
        '<div class ="announcement"><p><span class="timestamp">Oct 17, 2021 10:32:03 PM</span> You renamed the '
        "conversation to <b>Hello!</b></p></div>",
        message("Oct 17, 2021 10:32:03 PM", "Me", '<span class="bubble">yes</span>', after=note),
    )  # fmt: skip
    assert [(m.kind, m.sender, m.text, m.reply_to_ref, m.local_time) for m in reading.messages] == [
        ("message", "Ann é", "go?\n<now>", "", "2021-10-17T13:31:49"),
        ("system", "Me", "You renamed the conversation to Hello!", "", "2021-10-17T22:32:03"),
        ("message", "Me", "yes", "item 1", "2021-10-17T22:32:03"),
    ]
    assert [(r.emoji, r.senders) for r in reading.messages[0].reactions] == [
        ("sticker", ("Me",)),
        ("❤️", ("Bob",)),
    ]
    assert not reading.report.skipped


def test_files_stickers_and_shared_pages():
    source = '<source src="attachments/1/v%201.mov">'
    video = f'<div class="attachment"><video controls> {source} {source}</video></div>'
    card = '<div class="app"><a href="https://x.org/p"><div class="name">A page</div></a></div>'
    reading = read(
        message(
            "Oct 17, 2021 10:32:03 PM", "Me", video, '<div class="sticker"><img src="a/s.heic"></div>', card
        ),
        message(
            "Oct 17, 2021 10:33:03 PM", "Me", '<span class="unsent">You unsent this message part!</span>'
        ),
    )
    first, second = reading.messages
    assert [(a.name, a.type) for a in first.attachments] == [("v 1.mov", "video"), ("s.heic", "sticker")]
    assert (first.text, second.kind) == ("A page", "deleted")
