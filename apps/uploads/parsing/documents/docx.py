"""Word documents (DOCX, ECMA-376), read with python-docx: paragraphs, list items, table rows, headings, comments.

Text is taken from wherever it stands in the document's order, inserted and boxed text included; deleted text of tracked
changes is not. Footnotes and endnotes stand after the body, comments last, with their author and time. A heading
starts a session. The name is the document's own title with its author, else the file's.

A DOCX is a zip of XML: it is refused when its parts unpack to more than they should or when one brings a document type
definition along, before the library reads it.
"""

import zipfile
from collections.abc import Iterator
from datetime import UTC
from typing import BinaryIO

import docx
from docx.document import Document as WordDocument
from lxml import etree

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.binary import DOCX
from apps.uploads.parsing.clock import is_plausible
from apps.uploads.parsing.documents.blocks import (
    FAMILY,
    Document,
    describe_document,
    make_messages,
)
from apps.uploads.parsing.documents.docx_blocks import read_blocks
from apps.uploads.parsing.documents.docx_parts import require_sound_parts
from apps.uploads.parsing.structured.records import clean_text
from apps.uploads.parsing.values import name_of

BROKEN = (
    zipfile.BadZipFile,
    etree.LxmlError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
    AssertionError,
    EOFError,
    OSError,
    RuntimeError,
)
"""What python-docx raises on parts that are missing or of another shape than the standard says."""


class DocxParser:
    name = "docx"
    label = "Word document"
    extensions = (".docx",)
    family = FAMILY
    guide = (
        "Save the document as Word document (.docx); older .doc files have to be saved anew.",
        "Upload the file, or a zip of several.",
    )
    remarks = "Text, headings, lists, tables, notes and comments are kept; pictures and deleted text are not."

    def sniff(self, sample: Sample) -> float:
        return 1.0 if sample.kind == DOCX else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        require_sound_parts(source)
        report.recognised_by = "The file is a zip with the parts of a Word document."
        try:
            word = docx.Document(source)
            properties = word.core_properties
            title, author = properties.title or "", properties.author or ""
            blocks = list(read_blocks(word))
            comments = list(_read_comments(word))
        except BROKEN as problem:
            raise UnreadableExport(
                "broken_document", "The Word document is damaged. Save it again and upload the new file."
            ) from problem
        document = describe_document(source, options.filename, title, author)
        yield from make_messages(blocks, document)
        for number, comment in enumerate(comments, start=len(blocks) + 1):
            yield _make_comment(comment, number, document)


def _read_comments(word: WordDocument) -> Iterator:
    return (comment for comment in word.comments if comment.text.strip())


def _make_comment(comment, number: int, document: Document) -> ParsedMessage:
    moment = comment.timestamp
    if moment is not None:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment = moment if is_plausible(moment) else None
    return ParsedMessage(
        document.name,
        name_of(comment.author) or None,
        moment,
        clean_text(comment.text),
        source_ref=f"block {number}",
        conversation_ref=document.ref,
        starts_session=True,
        precision="second" if moment else "",
    )
