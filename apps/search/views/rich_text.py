"""Message text as safe HTML: escaped, matched words marked, web addresses made into links.

The text is hostile: nothing of it ever becomes markup, and only http and https addresses become links.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Range = tuple[int, int]

# One class and one bounded choice before it: linear whatever the text. Brackets, quotes, controls and the
# invisible characters that turn the direction of writing end an address.
WEB_ADDRESS = re.compile(
    r"\bhttps?://[^\s<>\"`\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE
)
SENTENCE_ENDS = ".,;:!?'*_"


def render_text(text: str, highlights: Iterable[Range] = ()) -> SafeString:
    """Return the text as HTML. `highlights` are character offsets [start, end), in any order, overlaps allowed."""
    marks = merge_ranges(highlights, len(text))
    pieces: list[SafeString] = []
    position = 0
    for start, end in find_links(text):
        pieces.append(_mark(text, (position, start), marks))
        pieces.append(_link(text[start:end], _mark(text, (start, end), marks)))
        position = end
    pieces.append(_mark(text, (position, len(text)), marks))
    return _join(pieces)


def merge_ranges(ranges: Iterable[Range], length: int) -> list[Range]:
    """Return the ranges in order, cut to [0, length), those that overlap or touch made one, empty ones left out."""
    cut = sorted((max(0, start), min(end, length)) for start, end in ranges)
    merged: list[Range] = []
    for start, end in cut:
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def find_links(text: str) -> Iterator[Range]:
    """Yield where web addresses stand, without the punctuation of the sentence around them."""
    for match in WEB_ADDRESS.finditer(text):
        end = _trim_end(text, *match.span())
        if text[match.start() : end].partition("://")[2]:
            yield match.start(), end


def _trim_end(text: str, start: int, end: int) -> int:
    """Leave out closing punctuation; a closing bracket stays where the address itself opened it."""
    unopened = {")": text.count(")", start, end) - text.count("(", start, end), "]": 0}
    unopened["]"] = text.count("]", start, end) - text.count("[", start, end)
    while end > start:
        last = text[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last not in SENTENCE_ENDS:
            return end
        end -= 1
    return end


def _link(address: str, label: SafeString) -> SafeString:
    return format_html(
        '<a href="{}" target="_blank" rel="noopener noreferrer nofollow ugc">{}</a>', address, label
    )


def _mark(text: str, span: Range, marks: list[Range]) -> SafeString:
    """Return the part of the text within `span`, with the parts of `marks` that fall into it marked."""
    position, stop = span
    pieces: list[str] = []
    for start, end in marks:
        start, end = max(start, position), min(end, stop)
        if start >= end:
            continue
        pieces.append(text[position:start])
        pieces.append(format_html('<mark class="hit">{}</mark>', text[start:end]))
        position = end
    pieces.append(text[position:stop])
    return _join(pieces)


def _join(pieces: Iterable[str]) -> SafeString:
    """Concatenate, escaping whatever is not yet HTML."""
    return format_html_join("", "{}", ((piece,) for piece in pieces))
