"""A text file of any encoding as UTF-8 bytes, as ijson reads them."""

import re
from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.text import iter_text

MAX_TOKEN_BYTES = 8 * 1024 * 1024
"""Longest stretch without a quotation mark: a longer string or run of blanks is no chat."""
MAX_DIGITS = 1_000
"""ijson 3.6 crashes the whole process at an integer of more digits than Python converts (4,300 by default)."""
DIGITS = "0123456789"
LONG_NUMBER = re.compile(rf"(?<![0-9])([0-9]{{{MAX_DIGITS}}})[0-9]+")


class Utf8Source:
    """Reads like a binary file. Raises UnreadableExport (`line_too_long`) at a token that would fill the memory."""

    def __init__(self, source: BinaryIO, report: ParseReport) -> None:
        self._blocks = iter_text(source, report)
        self._block, self._place = b"", 0
        self._report, self._digits = report, ""
        self._unquoted = 0

    def read(self, size: int = -1) -> bytes:
        while self._place >= len(self._block):
            block = self._next_block()
            if block is None:
                return b""
            self._block, self._place = block, 0
        end = len(self._block) if size < 0 else self._place + size
        piece = self._block[self._place : end]
        self._place += len(piece)
        self._require_short_tokens(piece)
        return piece

    def _next_block(self) -> bytes | None:
        """Return the next block with its numbers cut to MAX_DIGITS, or None after the last.

        The digits at its end are kept for the block after it, where their number may go on.
        """
        text = next(self._blocks, None)
        if text is None:
            rest, self._digits = self._digits, ""
            return rest.encode() or None
        text, cuts = LONG_NUMBER.subn(r"\1", self._digits + text)
        if cuts:
            self._report.warn(f"Numbers of more than {MAX_DIGITS:,} digits were cut.")
        whole = text.rstrip(DIGITS)
        self._digits = text[len(whole) :]
        return whole.encode("utf-8", errors="replace")

    def _require_short_tokens(self, piece: bytes) -> None:
        last_quote = piece.rfind(b'"')
        self._unquoted = self._unquoted + len(piece) if last_quote < 0 else len(piece) - last_quote
        if self._unquoted > MAX_TOKEN_BYTES:
            raise UnreadableExport(
                "line_too_long",
                "The JSON file holds a single value of more than 8 MB. Export the chat again.",
            )
