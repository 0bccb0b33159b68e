"""PDF: pages and paragraphs, and files that want to do harm."""

import io
import random
import time
from tempfile import TemporaryFile

import pytest

from apps.uploads.parsing.base import ParseOptions, ParseReport, UnreadableExport
from apps.uploads.parsing.documents import PdfParser
from apps.uploads.parsing.documents.pdf import run_child
from apps.uploads.parsing.documents.pdf_child import turn_round
from apps.uploads.parsing.documents.pdf_layout import Habits, Line, part_page
from apps.uploads.tests.parsing.documents.pdfs import Text, encrypt, make_pdf
from apps.uploads.tests.parsing.reading import Reading, read_bytes

BODY = [
    Text("Beds", 50, size=20),
    Text("The first bed holds beans and", 90),
    Text("peas, sown in March.", 104),
    Text("The second one is empty.", 140),
]


def read(data: bytes) -> Reading:
    reading = read_bytes(data, "plan.pdf")
    assert reading.format == "pdf"
    return reading


def refuse(data: bytes) -> str:
    with pytest.raises(UnreadableExport) as raised:
        read(data)
    assert raised.value.message.endswith(".")
    return raised.value.code


def test_page_and_paragraph_are_kept():
    reading = read(make_pdf([BODY, [Text("Next page.", 50)]], title="Garden plan", author="Ann"))
    assert [(m.source_ref, m.text, m.starts_session) for m in reading.messages] == [
        ("page 1, paragraph 1", "Beds", True),
        ("page 1, paragraph 2", "The first bed holds beans and peas, sown in March.", False),
        ("page 1, paragraph 3", "The second one is empty.", False),
        ("page 2, paragraph 1", "Next page.", False),
    ]
    assert {m.conversation for m in reading.messages} == {"Garden plan (Ann)"}
    assert {(m.sender, m.sent_at) for m in reading.messages} == {(None, None)}


def test_documents_of_one_title_are_told_apart():
    one, two = (read(make_pdf([[Text(text, 50)]], title="Untitled")).messages[0] for text in ("a", "b"))
    assert (one.conversation, one.conversation_ref) != (two.conversation, two.conversation_ref)


def test_columns_bullets_and_indents_part_paragraphs():
    page = [
        *(Text(f"left column line {number}", 50 + 14 * number) for number in range(3)),
        Text("right column", 50, left=300),
        Text("- a point", 64, left=300),
        Text("- another point", 78, left=300),
    ]
    texts = read(make_pdf([page])).texts
    assert texts[0] == "left column line 0 left column line 1 left column line 2"
    assert texts[-2:] == ["- a point", "- another point"]


def test_page_numbers_and_running_heads_are_left_out_but_once():
    pages = [
        [Text("The Garden", 20), Text(f"Words of page {number}.", 100), Text(str(number), 780)]
        for number in range(1, 6)
    ]
    reading = read(make_pdf(pages))
    assert reading.texts == ["The Garden", *(f"Words of page {number}." for number in range(1, 6))]
    assert list(reading.report.repairs.values()) == [4 + 5]


def test_pages_without_text_are_told():
    reading = read(make_pdf([BODY, [], BODY]))
    assert reading.report.warnings == ["Pages without text, perhaps pictures: 2."]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4\n", "broken_pdf"),
        (b"%PDF-1.4\n" + random.Random(1).randbytes(5000), "broken_pdf"),
        (make_pdf([[]] * 3), "scanned_pdf"),
        (make_pdf([[]] * 501), "too_many_pages"),
        (encrypt(make_pdf([BODY])), "encrypted_pdf"),
    ],
    ids=["empty", "noise", "scanned", "long", "encrypted"],
)
def test_what_cannot_be_read_says_why(data, code):
    assert refuse(data) == code


def test_a_file_that_takes_too_long_is_stopped():
    """A page of a million words one upon the other takes longer than the second it is given."""
    endless = make_pdf([BODY], extra=b"BT /F 12 Tf 50 50 Td (x) Tj ET\n" * 1_000_000)
    with io.BytesIO(endless) as source, TemporaryFile() as found:
        assert run_child(source, found, cpu_s=1) == "pdf_too_heavy"


def test_a_child_that_hangs_is_killed():
    with io.BytesIO(make_pdf([BODY])) as source, TemporaryFile() as found:
        assert run_child(source, found, wall_s=0) == "pdf_too_heavy"


def test_a_page_of_tiny_lines_takes_no_time():
    lines = [Line(str(number % 10), 50, 3.0 * number, 12) for number in range(100_000)]
    habits, started = Habits(), time.process_time()
    habits.see(lines)
    assert sum(len(paragraph.text) for paragraph in part_page(habits.strip(lines), 12)) > 100_000
    assert time.process_time() - started < 2


def test_words_parted_by_a_hyphen_are_joined():
    lines = [Line("a gar\x02", 50, 0, 12), Line("den\ufffehose", 50, 14, 12)]
    assert [paragraph.text for paragraph in part_page(lines, 12)] == ["a garden-hose"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_truncated_files_are_read_or_refused(share):
    data = make_pdf([BODY] * 5)
    try:
        assert read(data[: int(len(data) * share)]).texts
    except UnreadableExport as refused:
        assert refused.code in ("broken_pdf", "scanned_pdf")  # noqa: PT017


def test_changed_bytes_do_no_harm():
    chance, whole = random.Random(3), bytearray(make_pdf([BODY] * 3, title="x"))
    for _ in range(5):
        changed = bytearray(whole)
        for _ in range(5):
            changed[chance.randrange(9, len(changed))] = chance.choice((0, 40, 47, 62, 255))
        try:
            list(PdfParser().parse(io.BytesIO(changed), ParseOptions("x.pdf"), ParseReport()))
        except UnreadableExport as refused:
            assert refused.message.endswith(".")  # noqa: PT017


class Placed:
    """Letters of a PDF at places from left to right, or from right to left."""

    def __init__(self, lefts: list[int]) -> None:
        self._lefts = lefts

    def get_charbox(self, index: int) -> tuple[float, float, float, float]:
        return (self._lefts[index], 0, 0, 0)


@pytest.mark.parametrize(
    ("written", "lefts", "shown"),
    [
        ("שלום ab", [40, 30, 20, 10, 5, 50, 60], "שלום ab"),
        ("םולש ab", [10, 20, 30, 40, 5, 50, 60], "שלום ab"),
        ("ab", [1, 2], "ab"),
    ],
)
def test_words_that_stand_as_they_are_seen_are_turned_round(written, lefts, shown):
    assert turn_round(Placed(lefts), written, 0) == shown
