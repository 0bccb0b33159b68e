import os
import random

import pytest

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.parsing.binary import require_text


def code_of(head: bytes) -> str:
    with pytest.raises(UnreadableExport) as raised:
        require_text(head)
    return raised.value.code


def test_an_empty_file_says_so():
    assert code_of(b"") == "empty_file"


@pytest.mark.parametrize(
    "head",
    [
        b"\x89PNG\r\n\x1a\n" + b"chat" * 100,
        b"%PDF-1.7\nchat",
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
    ],
)
def test_text_is_accepted(head):
    require_text(head)


def test_random_bytes_are_refused_whatever_they_are():
    refused = 0
    for _ in range(50):
        try:
            require_text(os.urandom(4096))
        except UnreadableExport:
            refused += 1
    assert refused == 50
