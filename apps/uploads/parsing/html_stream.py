"""The elements of a page of HTML of any length, one at a time, in bounded memory."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.structured.utf8_source import Utf8Source


def iter_elements(source: BinaryIO, report: ParseReport, tag: str | None = None) -> Iterator[Any]:
    """Yield each element of a page when it is complete, inner ones first; damage ends it with a warning.

    `tag` names the only kind of element that is wanted.
    """
    events = etree.iterparse(
        Utf8Source(source, report),
        events=("end",),
        tag=tag,
        html=True,
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
    )
    try:
        for _, element in events:
            yield element
    except (etree.LxmlError, ValueError) as problem:
        report.warn(
            f"The page is damaged; only what stands before the damage was read ({str(problem)[:80]})."
        )


def drop(element: Any) -> None:
    """Forget an element that was read and all before it, so that a long page does not fill the memory."""
    element.clear()
    while (earlier := element.getprevious()) is not None:
        element.getparent().remove(earlier)
