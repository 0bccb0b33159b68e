"""From the lines of a PDF's page to its paragraphs: the file knows letters and places, no paragraphs.

A paragraph ends where the next line stands clearly further below than lines do on this page, is set in another
size, is indented, begins with a bullet, or stands higher up (the next column). A line set larger than the document's
usual size is a heading.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

MAX_PITCH = 2.2
"""Lines further apart than this many heights belong to no paragraph, not even to one with wide spacing."""
WIDE_PITCH = 1.3
"""Times the usual distance of lines."""
OTHER_SIZE = 1.15
INDENT = 0.8
"""Of a line's height."""
MAX_HEADING_CHARS = 200
MAX_EDGES = 2_000
MIN_RUNNING, RUNNING_SHARE = 2, 0.2
"""A first or last line that stands on more pages than this, numbers aside, is a running head."""
MAX_RUNNING_LINES = 3
"""At either end of a page."""
PAGE_NUMBER = re.compile(r"\s*(?:[-–—]\s?)?(?:[0-9]{1,4}|[ivxlc]{1,7})(?:\s?[-–—])?\s*")
NUMBER = re.compile(r"[0-9]+")
BULLET = re.compile(r"\s*(?:[•‣▪●◦∙–—*-]|\(?[0-9]{1,3}[.)]|\(?[a-z][.)])\s")
HYPHENS = "\x02\ufffe\u00ad"
"""What PDFium writes for a hyphen that only parts a word at the end of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """Points; `top` grows downward."""

    text: str
    left: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    height: float
    is_heading: bool


def part_page(lines: list[Line], usual_height: float) -> Iterator[Paragraph]:
    """Yield the paragraphs of a page; `usual_height` is that of most of the document's text so far."""
    pitch = _usual_pitch(lines)
    held: list[Line] = []
    for line in lines:
        if held and _begins_paragraph(held, line, pitch):
            yield _join(held, usual_height)
            held = []
        held.append(line)
    if held:
        yield _join(held, usual_height)


class Habits:
    """What the pages of a document have in common: the usual size of its text, and the heads that run through it."""

    def __init__(self) -> None:
        self._heights: Counter[int] = Counter()
        self._edges: Counter[str] = Counter()
        self._met: set[str] = set()
        self._pages = 0

    def see(self, lines: list[Line]) -> None:
        """Take note of a page that has lines."""
        self._pages += 1
        for line in lines:
            self._heights[round(line.height)] += len(line.text)
        for line in {lines[0], lines[-1]}:
            if len(self._edges) < MAX_EDGES:
                self._edges[_without_numbers(line.text)] += 1

    @property
    def usual_height(self) -> float:
        return self._heights.most_common(1)[0][0] if self._heights else 0.0

    def strip(self, lines: list[Line]) -> list[Line]:
        """Return the page's lines without its number and running heads, which stand first or last.

        A head stays where it stands first: there it is the title.
        """
        start, end = 0, len(lines)
        while start < min(end, MAX_RUNNING_LINES) and self._is_running(lines[start]):
            start += 1
        while start < end > len(lines) - MAX_RUNNING_LINES and self._is_running(lines[end - 1]):
            end -= 1
        return lines[start:end]

    def _is_running(self, line: Line) -> bool:
        if PAGE_NUMBER.fullmatch(line.text):
            return True
        text = _without_numbers(line.text)
        if self._edges[text] <= max(MIN_RUNNING, self._pages * RUNNING_SHARE):
            return False
        is_first = text not in self._met
        self._met.add(text)
        return not is_first


def _without_numbers(text: str) -> str:
    return NUMBER.sub("#", text.strip())[:200]


def _usual_pitch(lines: list[Line]) -> float:
    pitches = [b.top - a.top for a, b in pairwise(lines) if 0 < b.top - a.top < MAX_PITCH * a.height]
    return median(pitches) if pitches else 0.0


def _begins_paragraph(held: list[Line], line: Line, pitch: float) -> bool:
    last = held[-1]
    step = line.top - last.top
    if step < -last.height or (step > 0 and step > max(pitch * WIDE_PITCH, last.height * 0.9)):
        return True
    if not 1 / OTHER_SIZE <= (line.height or 1) / (last.height or 1) <= OTHER_SIZE:
        return True
    is_below = step > last.height / 2
    is_indented = line.left - last.left > INDENT * line.height and len(held) > 1
    return is_below and (is_indented or BULLET.match(line.text) is not None)


def _join(held: list[Line], usual_height: float) -> Paragraph:
    pieces = [f"{line.text.strip()} " for line in held]
    text = "".join(piece[:-2] if piece[-2:-1] in HYPHENS else piece for piece in pieces).strip()
    for hyphen in HYPHENS:
        text = text.replace(hyphen, "-" if hyphen != "\u00ad" else "")
    height = max(line.height for line in held)
    is_large = usual_height > 0 and height >= usual_height * OTHER_SIZE
    return Paragraph(text, height, is_large and len(text) <= MAX_HEADING_CHARS)
