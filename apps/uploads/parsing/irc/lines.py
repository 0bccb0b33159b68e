"""The lines of a log, text or the web page that Pidgin writes by default: a line of it for each message."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.irc.speech import strip_formatting
from apps.uploads.parsing.markup import html_to_text
from apps.uploads.parsing.text import iter_lines

PAGE = re.compile(
    r"<(?:!DOCTYPE html>\s{0,5}<)?html>.{0,400}?<title>Conversation with ", re.IGNORECASE | re.DOTALL
)
HEADLINE = re.compile(r"<h[1-6]>(Conversation with [^\n]{1,400}?)</h[1-6]>")
LEADING_FORMAT = ("\x02", "\x03", "\x0f", "\x16", "\x1d", "\x1f")
HEAD_CHARS = 1_000


def is_page(text: str) -> bool:
    return PAGE.match(text[:HEAD_CHARS]) is not None


def iter_log_lines(source: BinaryIO, report: ParseReport) -> Iterator[tuple[int, str]]:
    """Yield each line with its number; of a page the text it shows, which may be several lines of one number."""
    lines = enumerate(iter_lines(source, report), start=1)
    first = next(lines, None)
    if first is None:
        return
    is_html = is_page(first[1])
    for number, line in _chain(first, lines):
        if is_html:
            yield from ((number, shown) for shown in to_text(line))
        else:
            yield number, strip_formatting(line) if line[:1] in LEADING_FORMAT else line


def _chain(first: tuple[int, str], rest: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    yield first
    yield from rest


def to_text(line: str) -> list[str]:
    """Return the lines that a line of a page shows."""
    headline = HEADLINE.search(line)
    return [headline[1]] if headline else html_to_text(line).text.strip("\n").split("\n")
