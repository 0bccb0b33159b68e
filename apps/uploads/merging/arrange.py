"""Two exports of one chat in the order of time: the target keeps its own, what only the source has goes between."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from apps.uploads.merging.align import ALONE, Alignment
from apps.uploads.merging.side import NO_TIME, Side


@dataclass(slots=True)
class Arrangement:
    """New sequences for each message of both sides; a message that both have has one place.

    The target's rise, and stay what they are up to the first message that comes between. `end` is the next one.
    `comes_between`: not all that only the source has stands behind the target, in places that never had a message.
    """

    target_places: array
    source_places: array
    end: int
    moves_target: bool
    comes_between: bool


def arrange(target: Side, source: Side, alignment: Alignment) -> Arrangement:
    """Merge by time, but between the messages that both have: those tell the order within a minute."""
    places = _Places(target)
    source_places = array("q", [0]) * len(source)
    following = _find_following(source, alignment)
    after = -1
    second = NO_TIME
    comes_between = False
    for at in range(len(source)):
        partner = alignment.partner[at]
        if partner != ALONE:
            after = max(after, partner)
            continue
        if source.second[at] != NO_TIME:
            second = source.second[at] + 60 * alignment.shift[at]
        places.pass_target(after, following[at], second)
        source_places[at] = places.take()
        comes_between |= source_places[at] < target.next_sequence
    places.pass_rest()
    for at, partner in enumerate(alignment.partner):
        if partner != ALONE:
            source_places[at] = places.target[partner]
    moves_target = places.target != target.sequence
    return Arrangement(places.target, source_places, places.next, moves_target, comes_between)


class _Places:
    """Hands out sequences from the first on, the target's messages keeping theirs as long as they can."""

    def __init__(self, target: Side) -> None:
        self.side = target
        self.target = array("q", [0]) * len(target)
        self.next = 0
        self._at = 0
        self._second = NO_TIME

    def pass_target(self, after: int, before: int, second: int) -> None:
        """Place the target's messages up to position `after`, and up to `second` those that stand before `before`."""
        while self._at < len(self.side) and (
            self._at <= after or (self._at < before and self._peek() <= second)
        ):
            self._place()

    def pass_rest(self) -> None:
        while self._at < len(self.side):
            self._place()
        self.next = max(self.next, self.side.next_sequence)

    def take(self) -> int:
        """Return the next place; behind the target's last message none that a removed one had."""
        if self._at == len(self.side):
            self.next = max(self.next, self.side.next_sequence)
        self.next += 1
        return self.next - 1

    def _peek(self) -> int:
        own = self.side.second[self._at]
        return self._second if own == NO_TIME else own

    def _place(self) -> None:
        self._second = self._peek()
        self.next = max(self.next, self.side.sequence[self._at])
        self.target[self._at] = self.next
        self.next += 1
        self._at += 1


def _find_following(source: Side, alignment: Alignment) -> array:
    """Return for each message the first position in the target of those that come after it in the source."""
    following = array("q", [2**62]) * len(source)
    first = 2**62
    for at in reversed(range(len(source))):
        following[at] = first
        if alignment.partner[at] != ALONE:
            first = min(first, alignment.partner[at])
    return following


def list_alone(alignment: Alignment) -> Iterator[int]:
    """Yield the positions of what only the source has."""
    return (at for at, partner in enumerate(alignment.partner) if partner == ALONE)
