"""A part of two large chats, enough to see in a second whether they are one, who is whom and how their clocks stand."""

from apps.uploads.models import Conversation
from apps.uploads.services.merge.load_side import Place, load_side
from apps.uploads.services.merge.twins import Comparison, compare_sides

WHOLE = 100_000
"""So many messages and events of both together are compared whole: about 1.5 s."""
EXCERPT = 20_000
DENSER = 3
"""So many times as many are taken of the target: it may have others between those that both have."""


def compare_around(target: Conversation, source: Conversation, middle: tuple[int, int]) -> Comparison:
    """Compare what stands around a message that both have, at these sequences of the source and the target."""
    in_source, in_target = middle
    mine = load_side(target, _surround(in_target, DENSER * EXCERPT))
    theirs = load_side(source, _surround(in_source, EXCERPT))
    return compare_sides(target, source, mine, theirs)


def _surround(sequence: int, size: int) -> Place:
    return sequence - size // 2, sequence + size // 2 - 1
