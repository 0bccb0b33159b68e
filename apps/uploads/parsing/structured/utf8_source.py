"""A text file of any encoding as UTF-8 bytes, as ijson reads them."""

from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.text import iter_text

MAX_TOKEN_BYTES = 8 * 1024 * 1024
"""Longest stretch without a quotation mark: a longer string or run of blanks is no chat."""


class Utf8Source:
    """Reads like a binary file. Raises UnreadableExport (`line_too_long`) at a token that would fill the memory."""

    def __init__(self, source: BinaryIO, report: ParseReport) -> None:
        self._blocks = iter_text(source, report)
        self._block, self._place = b"", 0
        self._unquoted = 0

    def read(self, size: int = -1) -> bytes:
        while self._place >= len(self._block):
            text = next(self._blocks, None)
            if text is None:
                return b""
            self._block, self._place = text.encode("utf-8", errors="replace"), 0
        end = len(self._block) if size < 0 else self._place + size
        piece = self._block[self._place : end]
        self._place += len(piece)
        self._require_short_tokens(piece)
        return piece

    def _require_short_tokens(self, piece: bytes) -> None:
        last_quote = piece.rfind(b'"')
        self._unquoted = self._unquoted + len(piece) if last_quote < 0 else len(piece) - last_quote
        if self._unquoted > MAX_TOKEN_BYTES:
            raise UnreadableExport(
                "line_too_long",
                "The JSON file holds a single value of more than 8 MB. Export the chat again.",
            )
