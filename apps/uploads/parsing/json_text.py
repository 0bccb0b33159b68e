"""The text of a JSON document while it streams, walked from bracket to bracket."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.parsing.json_decode import too_deep

MAX_GAP_CHARS = 16 * 1024 * 1024
"""Longest stretch without a bracket outside a string: more is no chat."""
TO_BRACKET = re.compile(r'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+([\[\]{}])', re.DOTALL)
"""Up to the next bracket that is no part of a string. Possessive, so that it is linear."""
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\s",:]++|:', re.DOTALL)


class Damage(Exception):
    """The text is no JSON from here on; the message shows the place."""


class Step(NamedTuple):
    """A bracket, and what stands between the one before and it."""

    before: str
    bracket: str


class JsonText:
    """Raises UnreadableExport (`line_too_long`) at a stretch without brackets that would fill the memory."""

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._text, self._place = "", 0

    def step(self) -> Step | None:
        """Return the next bracket, or None if there is none any more. Raises Damage at an end that is no JSON."""
        while (match := TO_BRACKET.match(self._text, self._place)) is None:
            if self._extend(self._place) is None:
                if rest := self._text[self._place :].strip():
                    raise Damage(rest[:200])
                return None
        before = self._text[self._place : match.end() - 1]
        self._place = match.end()
        return Step(before, match[1])

    def take(self, max_depth: int, max_chars: int) -> str:
        """Return the array or object whose opening bracket was the last step; empty if it is longer than `max_chars`.

        Raises Damage if it has no end, UnreadableExport if it is nested more than `max_depth` levels deep.
        """
        start, is_kept, depth = self._place - 1, True, 1
        while depth:
            match = TO_BRACKET.match(self._text, self._place)
            if match is None:
                is_kept = is_kept and self._place - start <= max_chars
                dropped = self._extend(start if is_kept else self._place)
                if dropped is None:
                    raise Damage(self._text[self._place : self._place + 200])
                start -= dropped
                continue
            self._place = match.end()
            depth += 1 if match[1] in "[{" else -1
            if depth > max_depth:
                raise too_deep()
        return self._text[start : self._place] if is_kept and self._place - start <= max_chars else ""

    def _extend(self, keep_from: int) -> int | None:
        """Put the next block behind the text from `keep_from` on; return how much was dropped, None at the end."""
        if len(self._text) - self._place > MAX_GAP_CHARS:
            raise UnreadableExport(
                "line_too_long",
                "The JSON file holds a single value of more than 16 MB. Export the chat again.",
            )
        block = next(self._blocks, None)
        if block is None:
            return None
        self._text = self._text[keep_from:] + block
        self._place -= keep_from
        return keep_from
