from apps.uploads.tests.parsing.reading import read_text

CHAT = """Tue, Nov 19, 2024, 10:15:01 - Alice: hello there
Tue, Nov 19, 2024, 10:16:01 - Bob: hi: you
second line
 - dashed: line
Tue, Nov 19, 2024, 10:17:01 - Carol joined the room
"""


def test_messages_events_and_further_lines():
    reading = read_text(CHAT, "matrix - Allotment.txt", timezone="Europe/Berlin")
    assert reading.format == "matrix_text"
    assert [(m.kind, m.sender, m.text) for m in reading.messages] == [
        ("message", "Alice", "hello there"),
        ("message", "Bob", "hi: you\nsecond line\n - dashed: line"),
        ("system", None, "Carol joined the room"),
    ]
    first = reading.messages[0]
    assert (first.local_time, first.precision) == ("2024-11-19T10:15:01", "second")
    assert first.sent_at.hour == 9


def test_a_line_before_the_first_is_told():
    reading = read_text("Tue, Nov 19, 2024, 10:15:01 - Ann: x\n", "chat.txt")
    assert reading.report.skipped == 0
    late = read_text(CHAT.replace("Tue, Nov 19, 2024, 10:15:01", "Tue, Nov 19, 2024, 25:15:01"), "chat.txt")
    assert late.format != "matrix_text"


def test_other_dashes_are_no_chat():
    assert read_text("Tomorrow we go - Ann: yes\nAnd so on - Bob: no\n", "notes.txt").format == "plain"


def test_files_what_people_do_and_what_they_took_back():
    at = "Tue, Nov 19, 2024, 10:15:0{} - "
    lines = (
        "Alice: plan.pdf (Media omitted)",
        "Alice B sent an image. (File Attached)",
        "Alice B: hello",
        "* Alice B waves",
        "* Somebody waves",
        "Alice: Message deleted",
        "Alice: see (File Attached to it)",
    )
    chat = "".join(at.format(number) + line + "\n" for number, line in enumerate(lines))
    found = read_text(chat, "matrix - Allotment.txt").messages
    assert [(m.kind, m.sender, m.text, [(one.name, one.type) for one in m.attachments]) for m in found] == [
        ("message", "Alice", "", [("plan.pdf", "file")]),
        ("message", "Alice B", "", [("", "image")]),
        ("message", "Alice B", "hello", []),
        ("message", "Alice B", "waves", []),
        ("system", None, "* Somebody waves", []),
        ("deleted", "Alice", "", []),
        ("message", "Alice", "see (File Attached to it)", []),
    ]


def test_an_answer_finds_what_it_quotes():
    long = "a question of more than thirty-two characters"
    chat = (
        f"Tue, Nov 19, 2024, 10:15:01 - Alice: {long}\n"
        f'Tue, Nov 19, 2024, 10:15:02 - Bob: <@alice:x.org "{long[:32]}..."> yes\n'
        'Tue, Nov 19, 2024, 10:15:03 - Bob: <@alice:x.org "gone"> no\n'
        "Tue, Nov 19, 2024, 10:15:04 - Bob: <b> is bold\n"
    )
    found = read_text(chat, "matrix - Allotment.txt").messages
    assert [(m.text, m.reply_to_ref) for m in found[1:]] == [
        ("yes", "line 1"),
        ("no", ""),
        ("<b> is bold", ""),
    ]


NAME = "matrix - The shed - Chat Export - 2021-11-20T10-00-00.000Z"


def test_dates_in_numbers_are_told_from_whatsapp_s_by_name_or_ids():
    chat = (
        "11/19/2021, 10:15:01 AM - Alice: hello\n11/19/2021, 10:15:02 PM - Bob sent an image. (Media omitted)\n"
        "more\n11/20/2021, 10:15:02 PM - Carol joined the room\n"
    )
    for name in (f"{NAME}.txt", f"{NAME}.zip/export.txt"):
        reading = read_text(chat, name)
        assert reading.format == "matrix_text"
        assert [(m.conversation, m.kind, m.sender, m.text, m.local_time) for m in reading.messages] == [
            ("The shed", "message", "Alice", "hello", "2021-11-19T10:15:01"),
            ("The shed", "message", "Bob", "more", "2021-11-19T22:15:02"),
            ("The shed", "system", None, "Carol joined the room", "2021-11-20T22:15:02"),
        ]
    assert read_text(chat, "chat.txt").format == "whatsapp"
    assert read_text(chat.replace("Alice", "@alice:x.org"), "chat.txt").format == "matrix_text"
