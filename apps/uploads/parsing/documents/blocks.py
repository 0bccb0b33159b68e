"""What documents of every kind share: each paragraph is a message of nobody, without time.

A heading starts a session, so that a passage never runs from one section into the next; it stays with what follows
it. A very long paragraph is parted, so that a search finds a place in it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.structured.records import clean_text

FAMILY = "documents"
MAX_PARAGRAPH_CHARS = 8_000
HASH_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row; `ref` is its place in the document."""

    text: str
    ref: str
    is_heading: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The conversation that a document becomes. `ref` keeps documents of one title apart."""

    name: str
    ref: str = ""


def describe_document(source: BinaryIO, filename: str, title: str = "", author: str = "") -> Document:
    """Name a document by its own title, else by its file; a hash of its bytes is its id."""
    name = clean_name(clean_text(title[:1000]))
    by = clean_name(clean_text(author[:1000]))
    if name and by:
        name = clean_name(f"{name} ({by})")
    return Document(name or conversation_name(filename), hash_file(source))


def hash_file(source: BinaryIO) -> str:
    """Return the first half of the file's SHA-256 in hex."""
    source.seek(0)
    digest = hashlib.sha256()
    while piece := source.read(HASH_BYTES):
        digest.update(piece)
    return digest.hexdigest()[:32]


def make_messages(blocks: Iterable[Block], document: Document) -> Iterator[ParsedMessage]:
    """Yield the messages of a document's blocks; those without text are left out."""
    is_first, follows_heading = True, False
    for block in blocks:
        for number, text in enumerate(part_text(clean_text(block.text))):
            yield ParsedMessage(
                document.name,
                None,
                None,
                text,
                source_ref=block.ref,
                conversation_ref=document.ref,
                starts_session=is_first or (block.is_heading and number == 0 and not follows_heading),
                links=tuple(clean_text(link) for link in block.links) if number == 0 else (),
            )
            is_first, follows_heading = False, block.is_heading


def part_text(text: str) -> Iterator[str]:
    """Yield a text in pieces of at most MAX_PARAGRAPH_CHARS, parted at line ends or blanks where there are any."""
    start = 0
    while start < len(text):
        end = start + MAX_PARAGRAPH_CHARS
        if end < len(text):
            end = max(text.rfind("\n", start, end), text.rfind(" ", start, end), start) + 1
            end = end if end > start + 1 else start + MAX_PARAGRAPH_CHARS
        if piece := text[start:end].strip():
            yield piece
        start = end
