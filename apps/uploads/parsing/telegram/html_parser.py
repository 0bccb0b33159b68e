"""A chat's HTML pages as messages."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.telegram.html_message import PageReader
from apps.uploads.parsing.telegram.html_page import has_class, iter_elements, looks_like_page
from apps.uploads.parsing.telegram.html_pages import claim_pages
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import OpenFiles, Tree


class TelegramHtmlParser:
    name = "telegram_html"
    label = "Telegram export (HTML)"
    family = "telegram"
    extensions = (".html", ".htm")
    guide = (
        "Open Telegram Desktop on a computer; phones cannot export.",
        "Open the chat, choose Export chat history in its menu, and HTML as the format.",
        "Upload a zip of the whole folder. Better, choose JSON: it holds more.",
    )
    remarks = (
        "Kept: ids of messages, names, times to the second, replies, reactions, forwards, polls, files by name. "
        "The pages do not tell edits, ids of people, and of events only the day."
    )

    def sniff(self, sample: Sample) -> float:
        return 0.98 if looks_like_page(sample.text) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        return _read_pages(iter((source,)), options, report)

    def claim(self, tree: Tree) -> list[Unit]:
        return claim_pages(tree, self.name)

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        return _read_pages((files.open(path) for path in unit.paths), options, report)


def _read_pages(
    pages: Iterator[BinaryIO], options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    report.recognised_by = "Pages with the element classes of Telegram Desktop's HTML export."
    reader = PageReader(conversation_name(options.filename), LocalClock(options, report), report)
    for page in pages:
        reader.see_beginning(decode_sample(page.read(SAMPLE_BYTES)))
        for element in iter_elements(page, report):
            if has_class(element, "page_header"):
                reader.see_header(element)
            elif message := reader.read(element):
                yield message
