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
from apps.uploads.parsing.plain import PlainTextParser
from apps.uploads.parsing.structured import CsvParser, JsonParser
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.whatsapp import WhatsAppParser

PARSERS: tuple[Parser, ...] = (WhatsAppParser(), IrcParser(), JsonParser(), CsvParser(), PlainTextParser())


@dataclass(slots=True)
class _Reading:
    """The file while it is open."""

    size_bytes: int
    source: BinaryIO | None = None


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """A file being read. `messages` streams in file order, and fills `report` as it goes.

    It raises UnreadableExport when nothing can be made of the file, which may show at its end only.
    """

    parser: Parser
    report: ParseReport
    messages: Iterator[ParsedMessage]
    _reading: _Reading

    def position_bytes(self) -> int:
        """Return how far the messages drawn so far reach into the file, in steps of about a megabyte."""
        source = self._reading.source
        if source is None:
            return 0
        return self._reading.size_bytes if source.closed else source.tell()


def detect(path: Path, filename: str) -> Parser:
    """Return the parser for a file. Raises UnreadableExport if it is empty, binary or of no known format."""
    with path.open("rb") as source:
        head = source.read(SAMPLE_BYTES)
    require_text(head)
    sample = Sample(filename=filename, text=decode_sample(head))
    if not sample.text.strip():
        raise UnreadableExport(
            "no_messages", "The file begins with nothing but blanks. Export the chat again."
        )
    suffix = Path(filename).suffix.lower()
    ranked = [(parser.sniff(sample), suffix in parser.extensions, parser) for parser in PARSERS]
    score, _, parser = max(ranked, key=lambda rank: rank[:2])
    if score <= 0:
        raise UnreadableExport(
            "unknown_format",
            "The file is of no format known here. Export the chat as text, JSON or CSV; web pages cannot be read.",
        )
    return parser


def parse_file(path: Path, options: ParseOptions) -> ParsedSource:
    """Return the messages of a file with the parser that its content calls for.

    Raises UnreadableExport, at once or while `messages` is read.
    """
    filename = options.filename or path.name
    options = ParseOptions(filename=filename, timezone=options.timezone, date_order=options.date_order)
    parser = detect(path, filename)
    report = ParseReport(format=parser.name)
    reading = _Reading(path.stat().st_size)
    return ParsedSource(parser, report, _read(path, parser, options, report, reading), reading)


def _read(
    path: Path, parser: Parser, options: ParseOptions, report: ParseReport, reading: _Reading
) -> Iterator[ParsedMessage]:
    is_empty = True
    with path.open("rb") as source:
        reading.source = source
        for message in parser.parse(source, options, report):
            is_empty = False
            yield message
    if is_empty:
        raise UnreadableExport(
            "no_messages",
            f"No message was found, though the file looks like this: {parser.label}. Export it again.",
        )
