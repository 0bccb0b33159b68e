"""`chat.html` of ChatGPT's export: a page whose script holds all conversations, on a line of its own.

`var jsonData = [{"title": …, "mapping": …}, …];` is the same array as `conversations.json`; the page draws it with the
script after it.
"""

import re
from typing import BinaryIO

from apps.uploads.parsing.text import SAMPLE_BYTES

DATA = re.compile(rb"\bvar jsonData\s{0,4}=\s{0,4}(?=\[)")
END_BYTES = 64
DATA_IN_TEXT = re.compile(DATA.pattern.decode())


def is_page(text: str) -> bool:
    return text.lstrip()[:1] == "<" and DATA_IN_TEXT.search(text) is not None


def find_data(source: BinaryIO) -> "DataOfPage | None":
    """Return the conversations of a page as a file, None if this is no such page."""
    source.seek(0)
    head = source.read(SAMPLE_BYTES)
    match = DATA.search(head) if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else None
    return DataOfPage(source, match.end()) if match else None


class DataOfPage:
    """A file's bytes from `start` to the end of the line, read as `iter_text` reads a file."""

    def __init__(self, source: BinaryIO, start: int) -> None:
        self._source, self._start = source, start
        self._is_over = False

    def seek(self, offset: int) -> None:
        self._source.seek(self._start + offset)
        self._is_over = False

    def read(self, size: int) -> bytes:
        """Return the next bytes, without the semicolon that ends the line."""
        block = b"" if self._is_over else self._source.read(size)
        block += self._source.read(END_BYTES) if block.endswith(b";") else b""
        line, line_end, _ = block.partition(b"\n")
        self._is_over = bool(line_end)
        return line.rstrip(b"; \r") if self._is_over else line
