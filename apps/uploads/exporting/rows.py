"""What is exported, in whatever form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.uploads.parsing.base import ParsedMessage

BLOCK_CHARS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Hit:
    """A message's place in a search result; higher scores are better."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Row:
    """A message as it was read, with what tells its conversation and sender apart: ids of this installation.

    `zone` is the IANA name of the time zone in which times are shown to people; empty for UTC.
    """

    message: ParsedMessage
    conversation_id: int
    format: str
    participant_id: int | None = None
    hit: Hit | None = None
    zone: str = ""


def in_blocks(pieces: Iterable[str]) -> Iterator[bytes]:
    """Yield the pieces as UTF-8 in blocks of about BLOCK_CHARS."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= BLOCK_CHARS:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()
