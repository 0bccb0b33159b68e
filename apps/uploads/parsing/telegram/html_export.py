"""A chat's HTML pages as messages."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.telegram.html_message import PageReader
from apps.uploads.parsing.telegram.html_page import has_class, iter_blocks
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample


def read_pages(
    pages: Iterable[BinaryIO], options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    report.recognised_by = "Pages with the element classes of Telegram Desktop's HTML export."
    reader = PageReader(conversation_name(options.filename), LocalClock(options, report), report)
    for page in pages:
        page.seek(0)
        reader.clock.see_beginning(decode_sample(page.read(SAMPLE_BYTES)))
        for element in iter_blocks(page, report):
            if has_class(element, "page_header"):
                reader.see_header(element)
            elif message := reader.read(element):
                yield message
