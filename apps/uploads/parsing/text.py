"""Text files as decoded lines, in bounded memory.

UTF-8 (with or without BOM) and UTF-16 are recognised; a byte that is not UTF-8 is read as Windows-1252, which
keeps the rest of its line. Lines end at LF or CRLF only: U+0085, U+2028 and the like occur inside messages. (In a
file that begins without any LF, as old editors save them, they end at CR.)
NUL bytes are dropped and counted. A line longer than MAX_LINE_CHARS is cut there, and the cut is a counted skip.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport

SAMPLE_BYTES = 64 * 1024
BLOCK_BYTES = 1024 * 1024
MAX_LINE_CHARS = 64 * 1024

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
BIDI_MARK = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
BYTE_TO_CHAR = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0x100)
}


def detect_encoding(head: bytes) -> str:
    """Return `utf-8-sig`, `utf-16-le` or `utf-16-be` for the first bytes of a file.

    Without a BOM, UTF-16 shows by zero bytes in nearly every second place and in hardly any of the others.
    """
    for bom, encoding in BOMS:
        if head.startswith(bom):
            return encoding
    pairs = len(head) // 2
    if pairs == 0:
        return "utf-8-sig"
    zeros_even, zeros_odd = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    if zeros_odd > 0.4 and zeros_even < 0.1:
        return "utf-16-le"
    if zeros_even > 0.4 and zeros_odd < 0.1:
        return "utf-16-be"
    return "utf-8-sig"


def decode_sample(head: bytes) -> str:
    """Return the beginning of a file as text; a character cut off at the end is left out."""
    text = _decoder(detect_encoding(head)).decode(head)
    text = _repair(text)[0].replace("\0", "").removeprefix("\ufeff")
    return text.replace("\r", "\n") if _ends_at_cr(text) else text


def iter_text(source: BinaryIO, report: ParseReport, encoding: str = "") -> Iterator[str]:
    """Yield the file from its beginning as decoded blocks of about a million characters, NULs removed.

    `encoding` overrules what the first bytes tell.
    """
    source.seek(0)
    block = source.read(BLOCK_BYTES)
    decoder = _decoder(encoding or detect_encoding(block[:SAMPLE_BYTES]))
    repaired = nuls = 0
    is_first, ends_at_cr = True, False
    while block or is_first:
        next_block = source.read(BLOCK_BYTES)
        text, odd_bytes = _repair(decoder.decode(block, final=not next_block))
        repaired += odd_bytes
        if "\0" in text:
            nuls += text.count("\0")
            text = text.replace("\0", "")
        if is_first:
            text, ends_at_cr = text.removeprefix("\ufeff"), _ends_at_cr(text[:SAMPLE_BYTES])
        yield text.replace("\r", "\n") if ends_at_cr else text
        block, is_first = next_block, False
    _report_repairs(report, repaired, nuls)


def iter_lines(
    source: BinaryIO, report: ParseReport, *, encoding: str = "", max_chars: int = MAX_LINE_CHARS
) -> Iterator[str]:
    """Yield the lines of a file from its beginning, without their line ends, cut at `max_chars`."""
    rest, number = "", 1
    for block in iter_text(source, report, encoding):
        lines = block.split("\n")
        lines[0] = rest + lines[0]
        rest = lines.pop()
        rest = rest[: max_chars + 1]
        for line in lines:
            if len(line) > max_chars:
                line = _cut(line, number, max_chars, report)
            yield line[:-1] if line.endswith("\r") else line
            number += 1
    if len(rest) > max_chars:
        rest = _cut(rest, number, max_chars, report)
    if rest:
        yield rest.removesuffix("\r")


def _ends_at_cr(beginning: str) -> bool:
    return "\r" in beginning and "\n" not in beginning


def strip_marks(text: str) -> str:
    """Return the text without the invisible marks that only steer the direction of writing."""
    return text if text.isascii() else BIDI_MARK.sub("", text)


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    return codecs.getincrementaldecoder(encoding)(errors=errors)


def _repair(text: str) -> tuple[str, int]:
    """Return the text with escaped bytes read as Windows-1252, and how many there were."""
    if text.isascii():
        return text, 0
    return ESCAPED_BYTE.subn(lambda match: BYTE_TO_CHAR[ord(match[0])], text)


def _cut(line: str, number: int, max_chars: int, report: ParseReport) -> str:
    report.skip(number, f"The line is longer than {max_chars // 1024} KB; the rest of it was left out.", line)
    return line[:max_chars]


def _report_repairs(report: ParseReport, repaired: int, nuls: int) -> None:
    if repaired:
        report.warn(f"Not everything is valid UTF-8: bytes read as Windows-1252 instead: {repaired}.")
    if nuls:
        report.warn(f"NUL bytes left out: {nuls}.")
