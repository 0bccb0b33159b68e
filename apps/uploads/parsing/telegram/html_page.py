"""The elements of a page of Telegram's HTML export, one at a time, in bounded memory."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.text import iter_text

PAGE_MARKS = ('class="page_wrap"', 'class="message default clearfix', 'class="message service"')
MAX_OPEN_CHARS = 4 * 1024 * 1024


def looks_like_page(text: str) -> bool:
    """Return whether the beginning of a file is that of a page with messages."""
    return "<" in text[:200] and "page_wrap" in text and any(mark in text for mark in PAGE_MARKS[1:])


def iter_elements(source: BinaryIO, report: ParseReport) -> Iterator[Any]:
    """Yield `div.page_header` and each `div.message`; an element is emptied when the next one is asked for."""
    events = etree.iterparse(
        _Utf8(source, report), events=("end",), tag="div", html=True, encoding="utf-8", no_network=True
    )
    try:
        for _, element in events:
            classes = (element.get("class") or "").split()
            if classes[:1] == ["message"] or classes[:1] == ["page_header"]:
                yield element
                _forget(element)
    except etree.XMLSyntaxError:
        report.warn("The page is damaged; what could be found in it was read.")


def find_class(element: Any, name: str) -> Any:
    """Return the first element inside that has the class, or None."""
    return next(iter_class(element, name), None)


def iter_class(element: Any, name: str) -> Iterator[Any]:
    return (one for one in element.iterdescendants() if has_class(one, name))


def has_class(element: Any, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _forget(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


class _Utf8:
    """A text file of whatever encoding as UTF-8 bytes."""

    def __init__(self, source: BinaryIO, report: ParseReport) -> None:
        self._blocks = iter_text(source, report)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._rest = block.encode("utf-8", errors="replace")
        end = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:end], self._rest[end:]
        return piece
