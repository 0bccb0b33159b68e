"""PDF documents, read with PDFium: the text as it stands on the pages, page and paragraph kept.

A PDF states neither paragraphs nor reading order; both are taken from where lines stand (`pdf_layout`). Scanned pages
are pictures: a document that has only such is refused, single ones are told in a warning. The name is the
document's own title with its author, else the file's. The library runs in a process of its own (`pdf_child`), with
limits on time and memory; what it gave before it was stopped is kept.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.binary import PDF, PDF_MAGIC, PDF_MAGIC_WITHIN
from apps.uploads.parsing.documents.blocks import FAMILY, Block, describe_document, make_messages
from apps.uploads.parsing.documents.pdf_layout import Habits, Line, part_page

CHILD = Path(__file__).with_name("pdf_child.py")
CPU_S = 60
WALL_S = 180
"""A busy machine may give the process a third of a core."""
MAX_LISTED_PAGES = 10
SENTENCES = {
    "broken_pdf": "The PDF is damaged or was not sent whole. Save it again and upload the new file.",
    "encrypted_pdf": "The PDF is protected by a password. Save it without one and upload that file.",
    "too_many_pages": "The PDF has more than 500 pages. Split it and upload the parts.",
    "scanned_pdf": "The PDF holds pictures of pages, no text. Run a text recognition (OCR) over it first.",
    "pdf_too_heavy": "The PDF takes too much time or memory to read. Print it to a new PDF and upload that one.",
}


class PdfParser:
    name = "pdf"
    label = "PDF document"
    extensions = (".pdf",)
    family = FAMILY
    guide = (
        "Save or print the document as PDF.",
        "Make sure its text can be marked: scanned pages need a text recognition (OCR) first.",
        "Upload the file, or a zip of several.",
    )
    remarks = "Text with page and paragraph is kept; pictures are not. At most 500 pages."

    def sniff(self, sample: Sample) -> float:
        return 1.0 if sample.kind == PDF else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        if PDF_MAGIC not in _read_head(source):
            raise _refuse("broken_pdf")
        report.recognised_by = "The file begins as PDF documents do."
        with TemporaryFile() as found:
            problem = run_child(source, found)
            lines = _read_records(found)
            head = next(lines, {})
            if "pages" not in head:
                raise _refuse(head.get("error") or problem or "broken_pdf")
            document = describe_document(source, options.filename, head["title"], head["author"])
            pages = _Pages(report)
            for record in lines:
                pages.look_at(record)
            yield from make_messages(pages.read(_read_records(found)), document)
        if problem:
            report.damage = _refuse(problem)
        elif not pages.with_text:
            raise _refuse("scanned_pdf")


class _Pages:
    """Turns the child's pages into blocks, and tells which had no text."""

    def __init__(self, report: ParseReport) -> None:
        self._report = report
        self._habits = Habits()
        self.with_text = 0

    def look_at(self, record: dict[str, Any]) -> None:
        """Look through a page before the first is read."""
        if record["lines"]:
            self.with_text += 1
            self._habits.see(_lines_of(record))

    def read(self, records: Iterator[dict[str, Any]]) -> Iterator[Block]:
        empty = []
        for record in records:
            number = record.get("page")
            if number is None:
                continue
            if record["lines"] is None:
                self._report.skip(number, "The page is damaged and cannot be read.", f"page {number}")
            elif record["lines"]:
                yield from self._read_page(number, _lines_of(record))
            else:
                empty.append(number)
        if empty and self.with_text:
            shown = ", ".join(map(str, empty[:MAX_LISTED_PAGES]))
            more = f" and {len(empty) - MAX_LISTED_PAGES} more" if len(empty) > MAX_LISTED_PAGES else ""
            self._report.warn(f"Pages without text, perhaps pictures: {shown}{more}.")

    def _read_page(self, number: int, lines: list[Line]) -> Iterator[Block]:
        own = self._habits.strip(lines)
        if len(own) < len(lines):
            self._report.repair("Page numbers and running heads left out", len(lines) - len(own))
        for place, paragraph in enumerate(part_page(own, self._habits.usual_height), start=1):
            yield Block(paragraph.text, f"page {number}, paragraph {place}", paragraph.is_heading)


def _lines_of(record: dict[str, Any]) -> list[Line]:
    return [Line(*line) for line in record["lines"]]


def run_child(source: BinaryIO, found: BinaryIO, *, cpu_s: int = CPU_S, wall_s: int = WALL_S) -> str:
    """Write what the child finds in a PDF to a file; return a code if it did not live to the end, else nothing."""
    with _as_file(source) as pdf:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(CHILD), str(cpu_s)],
                stdin=pdf,
                stdout=found,
                stderr=subprocess.DEVNULL,
                timeout=wall_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "pdf_too_heavy"
    return "" if done.returncode == 0 else "pdf_too_heavy"


@contextmanager
def _as_file(source: BinaryIO) -> Iterator[BinaryIO]:
    """Yield the source's bytes as a file of its own place, which another process may move."""
    name = getattr(source, "name", None)
    if isinstance(name, str) and Path(name).is_file():
        with Path(name).open("rb") as file:
            yield file
        return
    source.seek(0)
    with TemporaryFile() as copy:
        copyfileobj(source, copy)
        copy.seek(0)
        yield copy


def _read_head(source: BinaryIO) -> bytes:
    source.seek(0)
    return source.read(PDF_MAGIC_WITHIN)


def _read_records(found: BinaryIO) -> Iterator[dict[str, Any]]:
    """Yield the child's lines; one cut off by its end is left out."""
    found.seek(0)
    for line in found:
        try:
            yield json.loads(line)
        except ValueError:
            return


def _refuse(code: str) -> UnreadableExport:
    return UnreadableExport(code, SENTENCES[code])
