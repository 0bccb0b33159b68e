"""imessage-exporter's blocks and bagoup's lines."""

from apps.uploads.tests.parsing.reading import read_text

TIME = "Jan  2, 2024  9:05:0{} PM"


def read(*blocks: str, **options: str):
    text = "".join(f"{TIME.format(number)}{block}\n\n" for number, block in enumerate(blocks))
    return read_text(text, "Crew - 7.txt", **options)


def test_times_senders_and_texts():
    reading = read(
        "\nMe\nhi\n\nthere", " (Read by you after 1 hour, 3 seconds)\nAnn\nho", timezone="Europe/Berlin"
    )
    assert [(m.conversation, m.sender, m.text, m.local_time) for m in reading.messages] == [
        ("Crew - 7", "Me", "hi\n\nthere", "2024-01-02T21:05:00"),
        ("Crew - 7", "Ann", "ho", "2024-01-02T21:05:01"),
    ]
    assert reading.messages[0].sent_at.isoformat() == "2024-01-02T20:05:00+00:00"


def test_a_reply_stands_once_and_knows_what_it_answers():
    reading = read(
        f"\nAnn\nshall we?\n    {TIME.format(2)}\n    Me\n    yes\nlet us\n    Tapbacks:\n    Loved by Ann\n"
        "\nsecond part",
        "\nBob\nmeanwhile",
        "\nMe\nyes\nlet us\nTapbacks:\nLoved by Ann\n\nThis message responded to an earlier message.",
    )
    assert [(m.sender, m.text, m.reply_to_ref) for m in reading.messages] == [
        ("Ann", "shall we?\nsecond part", ""),
        ("Bob", "meanwhile", ""),
        ("Me", "yes\nlet us", "line 1"),
    ]
    assert [(r.emoji, r.senders) for r in reading.messages[2].reactions] == [("❤️", ("Ann",))]


def test_a_reply_that_stands_only_under_what_it_answers_is_kept():
    reading = read(f"\nAnn\nshall we?\n    {TIME.format(5)}\n    Me\n    yes\n")
    assert [(m.sender, m.text, m.reply_to_ref, m.local_time) for m in reading.messages] == [
        ("Ann", "shall we?", "", "2024-01-02T21:05:00"),
        ("Me", "yes", "line 1", "2024-01-02T21:05:05"),
    ]


def test_files_tapbacks_and_notes():
    reading = read(
        "\nAnn\n~/Library/Messages/Attachments/0a/10/AB/IMG 1.heic\nattachments/7/8.mov\nAttachment missing!\n"
        "look\nReactions:\nLiked by Me\nLiked by Bob\n🎉 by O'Brien by the sea\n"
        "Sticker from Bob: a/b.heic (App: X) from Bob\n",
        "\nMe\nSticker from Me: attachments/7/s.png\nSent with Confetti",
        "\nAnn\nStarted sharing location!",
        "\nAnn\nSharePlay Message\nEnded",
        "\nAnn\n/etc/hosts is a path I typed\nReactions:\nnone yet",
    )
    first, sticker, location, shared, typed = reading.messages
    assert [(a.name, a.type) for a in first.attachments] == [
        ("IMG 1.heic", "image"),
        ("8.mov", "video"),
        ("", "file"),
    ]
    assert [(r.emoji, r.senders) for r in first.reactions] == [
        ("👍", ("Me", "Bob")), ("🎉", ("O'Brien by the sea",)), ("sticker", ("Bob",)),
    ]  # fmt: skip
    assert first.text == "look"
    assert (sticker.text, sticker.attachments[0].name, sticker.attachments[0].type) == (
        "",
        "s.png",
        "sticker",
    )
    assert (location.kind, shared.kind) == ("system", "call")
    assert typed.text == "/etc/hosts is a path I typed\nReactions:\nnone yet"


def test_edited_and_unsent():
    reading = read(
        f"\nMe\n{TIME.format(0)} first\nEdited 7 seconds later: second\nEdited 1 minute later: third\nline two\n\n",
        "\nMe\nYou unsent this message part 5 seconds after sending!",
        "\nAnn\nThey deleted a message.",
        "\nAnn\nThis message was deleted from the conversation!\nstill here",
        "\nAnn\nThis message was deleted from the conversation!",
        "\nAnn\nEdited 5 seconds later: is what I wrote myself",
    )
    assert [(m.kind, m.text, m.is_edited) for m in reading.messages] == [
        ("message", "third\nline two", True),
        ("deleted", "", False),
        ("deleted", "", False),
        ("message", "still here", False),
        ("deleted", "", False),
        ("message", "Edited 5 seconds later: is what I wrote myself", False),
    ]


def test_announcements_and_words_that_begin_with_a_time():
    reading = read(
        " You renamed the conversation to Allotment",
        " Ann left the conversation.",
        " Ann changed their phone number.",
        f"\nBob\nwhen?\n\n{TIME.format(9)} is fine",
        " Ann unsent a message!",
    )
    assert [(m.kind, m.sender, m.text) for m in reading.messages] == [
        ("system", "Me", "You renamed the conversation to Allotment"),
        ("system", "Ann", "Ann left the conversation."),
        ("system", "Ann", "Ann changed their phone number."),
        ("message", "Bob", f"when?\n\n{TIME.format(9)} is fine"),
        ("deleted", "Ann", ""),
    ]


def test_a_day_that_does_not_exist_keeps_the_message():
    reading = read_text("Feb 31, 2024  9:05:07 AM\nAnn\nhi\n", "Ann.txt")
    assert [(m.text, m.sent_at) for m in reading.messages] == [("hi", None)]
    assert reading.report.skips[0].excerpt == "Feb 31, 2024  9:05:07 AM"


def test_bagoup():
    text = (
        "[2020-03-01 15:34:05] Me: tennis?\n<attached: balls.heic>\n"
        "[2020-03-01 15:34:41] Ann: no:\n\nbusy\n[9999-99-99 15:34:43] Ann: later\n"
    )
    reading = read_text(text, "Ann.txt")
    assert reading.format == "imessage"
    assert [(m.sender, m.text, m.local_time) for m in reading.messages] == [
        ("Me", "tennis?", "2020-03-01T15:34:05"),
        ("Ann", "no:\n\nbusy", "2020-03-01T15:34:41"),
        ("Ann", "later", ""),
    ]
    assert reading.messages[0].attachments[0].name == "balls.heic"
    assert read_text(text.replace("Me:", "Zoë:"), "Ann.txt").format == "whatsapp"
    in_a_folder = read_text(text.replace("Me:", "Zoë:"), "export.zip/Ann Lee/any,-,+15551.txt")
    assert {m.conversation for m in in_a_folder.messages} == {"Ann Lee"}
