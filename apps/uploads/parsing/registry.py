"""Which parsers there are, and which of them reads a file.

The content decides; the file's extension only breaks a tie, so a wrong one does no harm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from apps.uploads.parsing.base import (
    ParsedMessage,
    ParseOptions,
    Parser,
    ParseReport,
    Sample,
    UnreadableExport,
)
from apps.uploads.parsing.binary import require_text
from apps.uploads.parsing.irc import IrcParser
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.whatsapp import WhatsAppParser

PARSERS: tuple[Parser, ...] = (WhatsAppParser(), IrcParser())


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """A file being read: `messages` streams, and fills `report` as it goes."""

    parser: Parser
    report: ParseReport
    messages: Iterator[ParsedMessage]
    source: BinaryIO

    def position_bytes(self) -> int:
        """Return how far the file has been read; after its end, 0."""
        return 0 if self.source.closed else self.source.tell()


def detect(path: Path, filename: str) -> Parser:
    """Return the parser for a file. Raises UnreadableExport if it is empty, binary or of no known format."""
    with path.open("rb") as source:
        head = source.read(SAMPLE_BYTES)
    require_text(head)
    sample = Sample(filename=filename, text=decode_sample(head))
    scores = [(parser.sniff(sample), parser) for parser in PARSERS]
    score, parser = max(scores, key=lambda scored: scored[0])
    if score <= 0:
        raise UnreadableExport("unknown_format", "x")
    return parser


def parse_file(path: Path, options: ParseOptions) -> ParsedSource:
    parser = detect(path, options.filename or path.name)
    report = ParseReport(format=parser.name)
    source = path.open("rb")
    return ParsedSource(parser, report, _read(source, parser, options, report), source)


def _read(
    source: BinaryIO, parser: Parser, options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    with source:
        yield from parser.parse(source, options, report)
