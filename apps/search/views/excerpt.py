"""The part of a long message worth showing."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.search.views.rich_text import Range

LEAD = 160
"""Characters shown before the first matched word, so that it can be understood; a third of a shorter excerpt."""
WORD_REACH = 24
"""How far a cut moves to fall between words; scripts without spaces are cut where they are."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text with its highlights moved along, and whether something was left out on either side."""

    text: str
    highlights: list[Range]
    cut_before: bool = False
    cut_after: bool = False


def take_excerpt(text: str, highlights: Sequence[Range] = (), *, limit: int) -> Excerpt:
    """Return at most `limit` characters of the text, around its first highlight."""
    if len(text) <= limit:
        return Excerpt(text, list(highlights))
    first = min((start for start, _ in highlights), default=0)
    start = _next_space(text, min(max(0, first - min(LEAD, limit // 3)), len(text) - limit))
    end = _last_space(text, start + limit)
    moved = [(begin - start, stop - start) for begin, stop in highlights if stop > start and begin < end]
    return Excerpt(text[start:end], moved, cut_before=start > 0, cut_after=end < len(text))


def _next_space(text: str, position: int) -> int:
    if position <= 0:
        return 0
    space = text.find(" ", position, position + WORD_REACH)
    return position if space < 0 else space + 1


def _last_space(text: str, position: int) -> int:
    if position >= len(text):
        return len(text)
    space = text.rfind(" ", position - WORD_REACH, position)
    return position if space < 0 else space
