import io

import pytest

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.text import (
    BLOCK_BYTES,
    MAX_LINE_CHARS,
    decode_sample,
    detect_encoding,
    iter_lines,
    strip_marks,
)


def read_lines(data: bytes) -> tuple[list[str], ParseReport]:
    report = ParseReport()
    return list(iter_lines(io.BytesIO(data), report)), report


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"plain", "utf-8-sig"),
        (b"\xef\xbb\xbfwith mark", "utf-8-sig"),
        ("with mark".encode("utf-16"), "utf-16-le"),
        ("ohne Zeichen, größer".encode("utf-16-le"), "utf-16-le"),
        ("ohne Zeichen, größer".encode("utf-16-be"), "utf-16-be"),
        (b"\0" * 1000, "utf-8-sig"),
        (b"", "utf-8-sig"),
        (b"x", "utf-8-sig"),
    ],
)
def test_encoding_is_told_from_the_first_bytes(data, encoding):
    assert detect_encoding(data) == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_the_same_in_every_encoding(encoding):
    text = "erste Zeile\n\nдве 😀\r\nlast"
    lines, report = read_lines(text.encode(encoding))
    assert lines == ["erste Zeile", "", "две 😀", "last"]
    assert report.warnings == []


def test_only_line_feeds_end_lines():
    lines, _ = read_lines("a\u2028b\x85c\x0bd\re\r\nf".encode())
    assert lines == ["a\u2028b\x85c\x0bd\re", "f"]


def test_bytes_that_are_not_utf8_are_windows_1252_and_the_rest_of_the_line_stays():
    lines, report = read_lines("Müller 😀 ".encode() + b"caf\xe9 \x9a \x81\n" + "naïve".encode())
    assert lines == ["Müller 😀 café š \x81", "naïve"]
    assert report.warnings == ["Not everything is valid UTF-8: bytes read as Windows-1252 instead: 3."]


def test_characters_may_lie_across_blocks():
    text = "x" * (BLOCK_BYTES - 1) + "é" + "\n" + "ü" * 10
    lines, report = read_lines(text.replace("x" * 60_000, "x" * 59_999 + "\n").encode())
    assert lines[-1] == "ü" * 10
    assert lines[-2].endswith("é")
    assert not report.warnings


def test_nul_bytes_are_dropped_and_counted():
    lines, report = read_lines(b"a\0b\nc\0\0d" + b"x" * 100)
    assert lines[0] == "ab"
    assert report.warnings == ["NUL bytes left out: 3."]


@pytest.mark.parametrize("size", [MAX_LINE_CHARS + 1, 1_000_000, 5 * BLOCK_BYTES])
def test_a_long_line_is_cut_and_what_follows_is_read(size):
    lines, report = read_lines(b"before\n" + b"y" * size + b"\nafter")
    assert [len(line) for line in lines] == [6, MAX_LINE_CHARS, 5]
    assert (report.skipped, report.skips[0].position) == (1, 2)


def test_a_long_last_line_is_cut():
    lines, report = read_lines(b"before\n" + b"y" * (3 * BLOCK_BYTES))
    assert [len(line) for line in lines] == [6, MAX_LINE_CHARS]
    assert report.skips[0].position == 2


def test_a_sample_may_end_within_a_character():
    assert decode_sample("größe".encode()[:3]) == "gr"


def test_marks_of_direction_are_stripped():
    assert strip_marks("\u200e[1] \u202aAnna\u202c: שלום\u200f") == "[1] Anna: שלום"
