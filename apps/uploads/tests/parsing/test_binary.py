import os
import random

import pytest

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.parsing.binary import DOCX, PDF, TEXT, tell_kind
from apps.uploads.tests.intake.zips import make_zip


def code_of(head: bytes) -> str:
    with pytest.raises(UnreadableExport) as raised:
        tell_kind(head)
    return raised.value.code


def test_an_empty_file_says_so():
    assert code_of(b"") == "empty_file"


@pytest.mark.parametrize(
    "head",
    [
        b"\x89PNG\r\n\x1a\n" + b"chat" * 100,
        b"PK\x03\x04 chat",
        b"SQLite format 3\x00 chat",
        b"\x00\x00\x00\x18ftypmp42 chat",
        b"RIFF\x10\x00\x00\x00WEBPVP8 chat",
        b"\0" * 65_536,
        random.Random(7).randbytes(65_536),
        bytes(range(256)) * 10,
    ],
)
def test_files_that_are_no_text_are_refused(head):
    assert code_of(head) == "binary_file"


@pytest.mark.parametrize(
    "head",
    [
        b"hello",
        "größer 😀 привет".encode(),
        "größer".encode("cp1252") * 50,
        "größer и далее".encode("utf-16"),
        b"text with\0 some\0 zero bytes in it" * 10,
        b"\x0304,01red\x03 \x02bold\x0f \x1funder\x1f <nick> coloured talk" * 20,
        b"RIFFs are nice to play",
        b"The first bytes of such a file are %PDF-1.7, I think.",
    ],
)
def test_text_is_accepted(head):
    assert tell_kind(head) == TEXT


def test_random_bytes_are_refused_whatever_they_are():
    refused = 0
    for _ in range(50):
        try:
            tell_kind(os.urandom(4096))
        except UnreadableExport:
            refused += 1
    assert refused == 50


def test_documents_are_told_by_their_bytes():
    assert tell_kind(b"%PDF-1.7\n") == PDF
    assert tell_kind(b"\x00\x01\x02\x03junk" * 20 + b"%PDF-1.4\n") == PDF
    word = make_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})
    assert tell_kind(word, word) == DOCX
    late = make_zip({"media/1.png": bytes(200_000), "[Content_Types].xml": "", "word/document.xml": ""})
    assert tell_kind(late[:100], late[-300:]) == DOCX


@pytest.mark.parametrize("name", ["xl/workbook.xml", "ppt/presentation.xml", "word/document.xml"])
def test_office_files_nobody_reads_say_what_to_do(name):
    archive = make_zip({"[Content_Types].xml": "<Types/>", name: "<x/>"})
    if name.startswith("word"):
        archive = make_zip({name: "<x/>"})  # a chat's archive may hold a folder of that name
        assert code_of(archive) == "binary_file"
    else:
        assert code_of(archive) == "office_file"
