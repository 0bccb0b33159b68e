"""The blocks of a page of Telegram's HTML export, and how to find what is in them."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.html_stream import drop, iter_elements

MESSAGE_MARKS = ('class="message default clearfix', 'class="message service"')


def looks_like_page(text: str) -> bool:
    """Return whether the beginning of a file is that of a page with messages."""
    return "<" in text[:200] and "page_wrap" in text and any(mark in text for mark in MESSAGE_MARKS)


def iter_blocks(source: BinaryIO, report: ParseReport) -> Iterator[Any]:
    """Yield `div.page_header` and each `div.message`; one is emptied when the next one is asked for."""
    for element in iter_elements(source, report, "div"):
        classes = (element.get("class") or "").split()
        if classes[:1] == ["message"] or classes[:1] == ["page_header"]:
            yield element
            drop(element)


def find_class(element: Any, name: str) -> Any:
    """Return the first element inside that has the class, or None."""
    return next(iter_class(element, name), None)


def iter_class(element: Any, name: str) -> Iterator[Any]:
    return (one for one in element.iterdescendants() if has_class(one, name))


def has_class(element: Any, name: str) -> bool:
    return name in (element.get("class") or "").split()
