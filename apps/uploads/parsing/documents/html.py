"""Web pages and other HTML: headings, paragraphs, list items, table rows and preformatted text, each a message.

Scripts, styles and forms are left out; the address behind a word is kept as a link. A heading starts a session. The
name is the page's title. Exports of chats as HTML have parsers of their own; this one takes what they leave. The file
is fed to libxml2 piece by piece, so memory depends on the longest paragraph only; entities are never expanded.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import BinaryIO

from lxml import etree

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.documents.blocks import FAMILY, Block, describe_document, make_messages
from apps.uploads.parsing.documents.html_blocks import BlockWriter
from apps.uploads.parsing.names import words
from apps.uploads.parsing.text import iter_text

EXTENSIONS = (".html", ".htm", ".xhtml")
PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--[^>]{0,2000}-->\s*+)?<(?:!doctype\s+html|html|head|body)\b", re.I
)
PIECE = re.compile(r"<(?:p|div|h[1-6]|table|ul|ol|br|span)\b[^<>]{0,500}>", re.I)
CHARSET = re.compile(
    rb"<meta[^<>]{0,200}charset=[\"']?"
    rb"(shift_jis|euc-jp|euc-kr|iso-2022-jp|gb2312|gbk|gb18030|big5|koi8-[ru]|tis-620|windows-125[013-8]|iso-8859-[2-9])",
    re.I,
)
HEAD_BYTES = 4096
FEED_CHARS = 64 * 1024
SURE, BY_NAME = 0.3, 0.2


class HtmlParser:
    name = "html"
    label = "HTML document"
    extensions = EXTENSIONS
    family = FAMILY
    guide = (
        "Open the page in a browser.",
        "Save it as a web page, HTML only.",
        "Upload the file, or a zip of several.",
    )
    remarks = "Text, headings, lists, tables and addresses of links are kept; pictures and scripts are not."

    def sniff(self, sample: Sample) -> float:
        if PAGE.match(sample.text):
            return SURE
        return BY_NAME if sample.filename.lower().endswith(EXTENSIONS) and PIECE.search(sample.text) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = "The file begins as web pages do."
        document = describe_document(source, options.filename, _read_title(source))
        return make_messages(_read_blocks(source, report), document)


def _read_blocks(source: BinaryIO, report: ParseReport) -> Iterator[Block]:
    writer = BlockWriter()
    parser = _make_parser(writer)
    for piece in _pieces(source, report):
        try:
            parser.feed(piece)
        except etree.LxmlError as problem:
            report.damage = UnreadableExport(
                "broken_html",
                "The HTML is damaged; only what stands before the damage was read. Save it again.",
            )
            report.warn(f"The HTML is damaged: {problem}")
            break
        yield from writer.take()
    with suppress(etree.LxmlError):
        parser.close()
    writer.end_page()
    yield from writer.take()


def _pieces(source: BinaryIO, report: ParseReport) -> Iterator[bytes]:
    for text in iter_text(source, report, _stated_encoding(source)):
        for start in range(0, len(text), FEED_CHARS):
            yield text[start : start + FEED_CHARS].encode("utf-8", errors="replace")


def _stated_encoding(source: BinaryIO) -> str:
    """Return the character set that the page names, if it is an old one of several bytes or of another alphabet."""
    source.seek(0)
    found = CHARSET.search(source.read(HEAD_BYTES))
    return found[1].decode("ascii").lower() if found else ""


def _make_parser(target: object) -> etree.HTMLParser:
    return etree.HTMLParser(target=target, encoding="utf-8", no_network=True, recover=True)


class _TitleFinder:
    """A target that remembers what stands in the first `<title>`."""

    def __init__(self) -> None:
        self.title, self.is_done = "", False
        self._inside = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._inside = tag == "title" and not self.is_done
        self.is_done |= tag in words("body p div table h1")

    def end(self, tag: str) -> None:
        self.is_done |= tag == "title"
        self._inside = False

    def data(self, text: str) -> None:
        if self._inside and len(self.title) < 1000:
            self.title += text

    def close(self) -> None:
        """Asked for by lxml."""


def _read_title(source: BinaryIO) -> str:
    finder = _TitleFinder()
    parser = _make_parser(finder)
    for piece in _pieces(source, ParseReport()):
        try:
            parser.feed(piece)
        except etree.LxmlError:
            break
        if finder.is_done:
            break
    return finder.title
