from apps.uploads.parsing.plain import MAX_PARAGRAPH_CHARS
from apps.uploads.tests.parsing.reading import read_text


def test_paragraphs_are_messages_of_nobody():
    reading = read_text("one\ntwo\n\n \n\nthree\n", "letter.txt")
    assert [(m.text, m.sender, m.sent_at, m.conversation) for m in reading.messages] == [
        ("one\ntwo", None, None, "letter"),
        ("three", None, None, "letter"),
    ]


def test_a_long_paragraph_is_parted_at_line_ends():
    line = "word " * 100
    reading = read_text(f"{line}\n" * 100)
    assert all(len(text) <= MAX_PARAGRAPH_CHARS + len(line) for text in reading.texts)
    assert "\n".join(reading.texts).split() == (line * 100).split()


def test_a_long_line_among_others_is_cut_and_listed():
    reading = read_text("short\n\n" + "x" * 1_000_000 + "\n\nafter\n")
    assert [len(text) for text in reading.texts] == [5, 65_536, 5]
    assert reading.report.skipped == 1
