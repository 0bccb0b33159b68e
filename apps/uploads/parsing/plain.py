"""Any other text: each paragraph is a message, without sender and time.

Paragraphs are parted by blank lines. A very long one is parted at line ends, so that a search finds a place in it.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.legacy_text import guess_encoding
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.text import MAX_LINE_CHARS, iter_lines

MAX_PARAGRAPH_CHARS = 8_000
MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body|svg)\b", re.IGNORECASE)


class PlainTextParser:
    name = "plain"
    label = "Plain text"
    extensions = (".txt", ".text", ".log")
    family = "documents"
    guide = ("Save the text as a .txt file and upload it, or a zip of several.",)
    remarks = "Each paragraph is kept; who wrote it, and when, is not known."

    def sniff(self, sample: Sample) -> float:
        return 0.0 if MARKUP.match(sample.text) else 0.05

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        if all(len(line) >= MAX_LINE_CHARS for line in _filled_lines(source)):
            raise UnreadableExport(
                "line_too_long",
                "The file has no line shorter than 64 KB, so it is no chat. Export the chat again as text.",
            )
        conversation = conversation_name(options.filename)
        report.encoding = guess_encoding(source)
        for number, lines in _paragraphs(iter_lines(source, report, encoding=report.encoding)):
            yield ParsedMessage(
                conversation, None, None, "\n".join(lines).strip(), source_ref=f"line {number}"
            )


def _filled_lines(source: BinaryIO) -> Iterator[str]:
    return (line for line in iter_lines(source, ParseReport()) if line and not line.isspace())


def _paragraphs(lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each paragraph's first line number and lines."""
    paragraph: list[str] = []
    start = size = 0
    for number, line in enumerate(lines, start=1):
        is_blank = not line or line.isspace()
        if paragraph and (is_blank or size + len(line) > MAX_PARAGRAPH_CHARS):
            yield start, paragraph
            paragraph, size = [], 0
        if is_blank:
            continue
        if not paragraph:
            start = number
        paragraph.append(line)
        size += len(line)
    if paragraph:
        yield start, paragraph
