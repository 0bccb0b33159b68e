"""What an upload's files are for the parsers: chats, documents, attachments."""

import io

import docx
import pytest

from apps.uploads.intake.limits import MEGABYTE, Limits
from apps.uploads.intake.trees import OpenedTree, open_folder, open_tree
from apps.uploads.parsing.base import ParseOptions, UnreadableExport
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.tests.intake.tars import make_tar
from apps.uploads.tests.intake.zips import make_zip

CHAT = b"13/01/2024, 10:30 - Ann: letter.docx (file attached)\n13/01/2024, 10:31 - Bob: thanks\n"
PAGE = b"<!doctype html><html><body><p>Hello</p></body></html>"
NOTES = b"# Beds\n\nBeans and peas.\n"


def make_docx(*paragraphs: str) -> bytes:
    word, buffer = docx.Document(), io.BytesIO()
    for text in paragraphs:
        word.add_paragraph(text)
    word.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def open_bytes(tmp_path):
    def run(data: bytes, name: str = "upload.zip") -> OpenedTree:
        file, inside = tmp_path / "upload", tmp_path / "inside"
        file.write_bytes(data)
        inside.mkdir()
        return open_tree(file, name, inside, Limits())

    return run


def texts_of(opened: OpenedTree) -> dict[str, list[str]]:
    units = {unit.path: parse_unit(unit, opened.tree, ParseOptions(unit.path)) for unit in plan(opened.tree)}
    return {path: [message.text for message in parsed.messages] for path, parsed in units.items()}


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_an_archive_of_documents_is_read(open_bytes, make):
    letter = make_docx("Dear Bob")
    opened = open_bytes(
        make({"a/letter.docx": letter, "b.html": PAGE, "c.md": NOTES, "d.txt": b"words", "e.png": b"x"})
    )
    assert texts_of(opened) == {
        "a/letter.docx": ["Dear Bob"],
        "b.html": ["Hello"],
        "c.md": ["Beds", "Beans and peas."],
        "d.txt": ["words"],
    }
    assert [skipped.code for skipped in opened.skipped] == ["media"]


def test_documents_beside_a_chat_are_its_attachments(open_bytes):
    letter = make_docx("Dear Bob")
    opened = open_bytes(
        make_zip({"chat.txt": CHAT, "letter.docx": letter, "page.html": PAGE, "notes.md": NOTES})
    )
    assert list(texts_of(opened)) == ["chat.txt"]
    assert {skipped.path: skipped.code for skipped in opened.skipped} == dict.fromkeys(
        ("letter.docx", "page.html", "notes.md"), "document"
    )
    (unit,) = plan(opened.tree)
    attachments = next(iter(parse_unit(unit, opened.tree, ParseOptions("chat.txt")).messages)).attachments
    assert [(one.name, one.size_bytes) for one in attachments] == [("letter.docx", len(letter))]


def test_a_word_document_is_no_archive(open_bytes):
    opened = open_bytes(make_docx("Dear Bob"), "letter.docx")
    assert texts_of(opened) == {"letter.docx": ["Dear Bob"]}


@pytest.mark.parametrize("member", ["xl/workbook.xml", "ppt/presentation.xml"])
def test_other_office_documents_say_what_to_do(open_bytes, member):
    with pytest.raises(UnreadableExport, match="Save it as") as raised:
        open_bytes(make_zip({"[Content_Types].xml": "<x/>", member: "<x/>"}))
    assert raised.value.code == "office_file"


def test_documents_count_towards_the_limits(open_bytes):
    bombs = {f"{number}.docx": bytes(300 * MEGABYTE // 100) for number in range(3)}
    with pytest.raises(UnreadableExport) as raised:
        open_bytes(make_zip(bombs))
    assert raised.value.code == "archive_ratio"


def test_a_folder_is_opened_as_its_archive(tmp_path):
    for name, data in {"chat.txt": CHAT, "letter.docx": b"PK", "photo.jpg": b"x", ".DS_Store": b"x"}.items():
        (tmp_path / name).write_bytes(data)
    opened = open_folder(tmp_path)
    assert list(texts_of(opened)) == ["chat.txt"]
    assert opened.tree.find_size("photo.jpg", "") == 1
