"""Markdown: headings, paragraphs, list items, quotes, tables and code blocks, each a message; no sender, no time.

The words stay as they are written, but for `#` before headings, for comments and tags of HTML that stand alone, and for
links, of which the text shows the words while the address is kept beside it. A heading starts a session. The name is
`title:` of a front matter, else the file's. Any text can be Markdown: it is taken for it by the file's ending, or by
headings together with other marks.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.documents.blocks import (
    FAMILY,
    MAX_PARAGRAPH_CHARS,
    Block,
    describe_document,
    make_messages,
)
from apps.uploads.parsing.documents.markdown_links import DEFINITION, find_definitions, show_links
from apps.uploads.parsing.legacy_text import guess_encoding
from apps.uploads.parsing.text import iter_lines

EXTENSIONS = (".md", ".markdown", ".mdown", ".mkd")
HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
ITEM = re.compile(r"\s{0,12}(?:[-*+]|[0-9]{1,9}[.)])[ \t]+\S")
TAGS_ALONE = re.compile(r"[ \t]{0,12}(?:</?[a-zA-Z][\w-]{0,20}(?:\s[^<>]{0,500})?/?>[ \t]{0,9})+$")
"""Such a line of HTML says nothing; tags that hold a picture's or a name's words may."""
SAYS_SOMETHING = re.compile(r"<img\b|\balt=", re.IGNORECASE)
TITLE = re.compile(r"title:[ \t]*(\S.*)")
HEADING_IN_SAMPLE = re.compile(r"^#{1,6} \S", re.MULTILINE)
MARK_IN_SAMPLE = re.compile(r"^(?:```|> |\|.{0,200}\|)|\]\((?:https?:|\.{0,2}/|#)|\*\*\S", re.MULTILINE)
MAX_FRONT_MATTER_LINES = 100
BY_NAME, BY_MARKS = 0.2, 0.06


class MarkdownParser:
    name = "markdown"
    label = "Markdown document"
    extensions = EXTENSIONS
    family = FAMILY
    guide = ("Upload the .md file as it is, or a zip of several.",)
    remarks = "Headings, paragraphs, lists, code and addresses of links are kept; pictures are not."

    def sniff(self, sample: Sample) -> float:
        if not sample.text.strip():
            return 0.0
        if sample.filename.lower().endswith(EXTENSIONS):
            return BY_NAME
        is_marked = HEADING_IN_SAMPLE.search(sample.text) and MARK_IN_SAMPLE.search(sample.text)
        return BY_MARKS if is_marked else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = "The file's ending, or headings and other marks as Markdown writes them."
        report.encoding = guess_encoding(source)
        title, first_line = _read_front_matter(source, report.encoding)
        document = describe_document(source, options.filename, title)
        return make_messages(_read_blocks(source, report, first_line), document)


def _read_front_matter(source: BinaryIO, encoding: str) -> tuple[str, int]:
    """Return the title that stands between two lines of `---` at the beginning, and the first line after them."""
    title = ""
    for number, line in enumerate(iter_lines(source, ParseReport(), encoding=encoding), start=1):
        if number == 1 and line.rstrip() != "---":
            return "", 1
        if number > 1 and line.rstrip() in ("---", "..."):
            return title, number + 1
        if number > MAX_FRONT_MATTER_LINES:
            break
        if found := TITLE.match(line):
            title = found[1].strip().strip("\"'")
    return "", 1


def _read_blocks(source: BinaryIO, report: ParseReport, first_line: int) -> Iterator[Block]:
    held = _Held(find_definitions(iter_lines(source, ParseReport(), encoding=report.encoding)))
    for number, line in enumerate(iter_lines(source, report, encoding=report.encoding), start=1):
        if number >= first_line:
            yield from held.add(number, line)
    yield from held.close()


class _Held:
    """The lines of the block being read."""

    def __init__(self, definitions: dict[str, str]) -> None:
        self._definitions = definitions
        self._lines: list[str] = []
        self._first = self._size = 0
        self._fence = ""
        self._comment = False

    def add(self, number: int, line: str) -> Iterator[Block]:
        """Yield the blocks that this line completes."""
        if self._fence:
            yield from self._add_code(number, line)
        elif fence := FENCE.match(line):
            yield from self.close()
            self._fence = fence[1]
        elif self._is_in_comment(line):
            self._push(number, line)
        elif heading := HEADING.match(line):
            yield from self.close()
            self._push(number, heading[2].rstrip().rstrip("#").rstrip() or heading[2])
            yield from self.close(is_heading=True)
        elif len(self._lines) == 1 and UNDERLINE.match(line):
            yield from self.close(is_heading=True)
        elif not line.strip() or RULE.match(line):
            yield from self.close()
        else:
            if ITEM.match(line) or self._size > MAX_PARAGRAPH_CHARS:
                yield from self.close()
            self._push(number, line)

    def _is_in_comment(self, line: str) -> bool:
        """Return whether a comment was begun and is still open; one without end is none."""
        if self._size > MAX_PARAGRAPH_CHARS:
            return False
        if self._comment:
            self._comment = "-->" not in line
            return True
        begins = line.lstrip().startswith("<!--") and not self._lines
        self._comment = begins and "-->" not in line
        return begins

    def close(self, *, is_heading: bool = False) -> Iterator[Block]:
        """Yield the block that the held lines make, if there are any."""
        lines, self._lines, self._size, self._comment = self._lines, [], 0, False
        if not lines:
            return
        text = "\n".join(lines)
        if self._fence:
            self._fence = ""
            yield Block(text, f"line {self._first}")
            return
        text = "\n".join(line for line in _drop_comments(text).split("\n") if not _is_markup(line)).strip(
            "\n"
        )
        text, links = show_links(text, self._definitions)
        yield Block(text, f"line {self._first}", is_heading, links)

    def _add_code(self, number: int, line: str) -> Iterator[Block]:
        is_end = line.strip().startswith(self._fence) and not line.strip().strip(self._fence[0])
        if is_end:
            yield from self.close()
            self._fence = ""
            return
        if self._size > MAX_PARAGRAPH_CHARS:
            fence = self._fence
            yield from self.close()
            self._fence = fence
        self._push(number, line)

    def _push(self, number: int, line: str) -> None:
        if not self._lines:
            self._first = number
        self._lines.append(line)
        self._size += len(line)


def _drop_comments(text: str) -> str:
    """Return the text without comments of HTML; one that does not end is none."""
    kept, start = [], 0
    while (begin := text.find("<!--", start)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        kept.append(text[start:begin])
        start = end + 3
    return "".join([*kept, text[start:]])


def _is_markup(line: str) -> bool:
    """Return whether a line says nothing by itself: tags of HTML, or the definition of an address."""
    if DEFINITION.match(line):
        return True
    return "<" in line and TAGS_ALONE.match(line) is not None and not SAYS_SOMETHING.search(line)
