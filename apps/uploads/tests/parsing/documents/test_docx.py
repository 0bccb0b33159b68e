"""Word documents: what stands in them, and what must not."""

import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.tests.parsing.reading import Reading, read_bytes

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_docx(build: Callable[[docx.document.Document], None], **properties: str) -> bytes:
    word, buffer = docx.Document(), io.BytesIO()
    for name, value in properties.items():
        setattr(word.core_properties, name, value)
    build(word)
    word.save(buffer)
    return buffer.getvalue()


def change_part(document: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return buffer.getvalue()


def read(data: bytes) -> Reading:
    reading = read_bytes(data, "letter.docx")
    assert reading.format == "docx"
    return reading


def refuse(data: bytes) -> str:
    with pytest.raises(UnreadableExport) as raised:
        read(data)
    return raised.value.code


def build_garden(word: docx.document.Document) -> None:
    word.add_heading("Beds", 1)
    word.add_heading("South", 2)
    word.add_paragraph("Beans and peas.")
    table = word.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "beans", "4"
    word.add_heading("Tools", 1)
    paragraph = word.add_paragraph("One spade.\tTwo rakes.")
    word.add_comment(paragraph.runs, text="Three!", author="Bob", initials="B")


def test_headings_paragraphs_tables_and_comments():
    reading = read(make_docx(build_garden, title="Garden", author="Ann"))
    assert [(m.source_ref, m.text, m.sender, m.starts_session) for m in reading.messages] == [
        ("block 1", "Beds", None, True),
        ("block 2", "South", None, False),
        ("block 3", "Beans and peas.", None, False),
        ("block 4", "beans | 4", None, False),
        ("block 5", "Tools", None, True),
        ("block 6", "One spade.\tTwo rakes.", None, False),
        ("block 7", "Three!", "Bob", True),
    ]
    assert {m.conversation for m in reading.messages} == {"Garden (Ann)"}
    assert reading.messages[-1].sent_at is not None


def put_into_body(xml: str) -> bytes:
    body = f'<w:body xmlns:w="{W}">{xml}</w:body>'.encode()
    return change_part(
        make_docx(build_garden),
        "word/document.xml",
        lambda data: re.sub(rb"<w:body>.*</w:body>", body, data, flags=re.S),
    )


def test_text_in_insertions_controls_and_boxes_is_read_once_and_deletions_are_not():
    run = "<w:r><w:t>{}</w:t></w:r>"
    boxed = f"<w:r><w:pict><w:txbxContent><w:p>{run.format('boxed')}</w:p></w:txbxContent></w:pict></w:r>"
    cell = f"<w:tc><w:p>{run.format('cell')}</w:p></w:tc>"
    xml = (
        f"<w:tbl><w:tr>{cell}<w:sdt><w:sdtContent>{cell}</w:sdtContent></w:sdt></w:tr></w:tbl>"
        f"<w:p>{run.format('old')}<w:ins>{run.format(' new')}</w:ins>"
        f"<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run.format('control')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run.format('around ')}{boxed}</w:p>"
    )
    assert read(put_into_body(xml)).texts == ["cell | cell", "old new", "control", "around boxed", "Three!"]


def test_deep_nesting_neither_crashes_nor_hangs():
    depth = 5_000
    assert refuse(put_into_body("<w:sdt>" * depth + "</w:sdt>" * depth)) in ("broken_document", "no_messages")


def test_a_document_type_definition_is_refused_in_whatever_part_and_encoding():
    dtd = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>'
    document = make_docx(build_garden)
    inside = change_part(document, "word/document.xml", lambda data: dtd + data[data.index(b"?>") + 2 :])
    assert refuse(inside) == "dtd_forbidden"
    wide = change_part(document, "word/styles.xml", lambda _: (dtd.decode() + "<x>&b;</x>").encode("utf-16"))
    assert refuse(wide) == "dtd_forbidden"


@pytest.mark.parametrize("part", ["word/document.xml", "word/media/1.png", "word/comments.xml"])
def test_bombs_are_refused(part):
    buffer = io.BytesIO(make_docx(build_garden))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{part}.more", b"<x>" + bytes(80 * 1024 * 1024))
    assert refuse(buffer.getvalue()) == "document_too_large"


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_truncated_document_says_so(share):
    data = make_docx(build_garden)
    assert refuse(data[: int(len(data) * share)]) == "broken_document"


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels"]
)
@pytest.mark.parametrize("content", [b"", b"<x/>", b"no xml"])
def test_broken_parts_are_told(part, content):
    try:
        texts = read(change_part(make_docx(build_garden), part, lambda _: content)).texts
    except UnreadableExport as refused:
        assert refused.code in ("broken_document", "no_messages")  # noqa: PT017
    else:
        assert "Beans and peas." in texts


def test_items_of_lists_by_style():
    word = docx.Document()
    word.add_paragraph("beans", style="List Bullet")
    word.add_paragraph("peas", style="List Number")
    word.add_paragraph("plain")
    file = io.BytesIO()
    word.save(file)
    assert read_bytes(file.getvalue(), "x.docx").texts == ["- beans", "- peas", "plain"]
