"""Meeting the messages of two sides that have the same key, in little memory: two sorted lists, no table."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Keyed:
    """Positions with their keys, both int64, by rising position."""

    positions: array = field(default_factory=lambda: array("q"))
    keys: array = field(default_factory=lambda: array("q"))

    def sort(self) -> array:
        """Return indexes by rising key; of equal keys by rising position."""
        return array("q", sorted(range(len(self.keys)), key=self.keys.__getitem__))


def make_keys(positions: Iterable[int], key_of: Callable[[int], int | None]) -> Keyed:
    """Return the positions that have a key."""
    keyed = Keyed()
    for position in positions:
        key = key_of(position)
        if key is not None:
            keyed.positions.append(position)
            keyed.keys.append(key)
    return keyed


def meet(left: Keyed, right: Keyed) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the positions of each key that both have, on the left and on the right, each rising."""
    rights = _group(right)
    other = next(rights, None)
    for key, positions in _group(left):
        while other is not None and other[0] < key:
            other = next(rights, None)
        if other is None:
            return
        if other[0] == key:
            yield positions, other[1]


def meet_once(left: Keyed, right: Keyed) -> Iterator[tuple[int, int]]:
    """Yield the pairs of positions whose key stands once on either side."""
    for lefts, rights in meet(left, right):
        if len(lefts) == len(rights) == 1:
            yield lefts[0], rights[0]


def _group(keyed: Keyed) -> Iterator[tuple[int, list[int]]]:
    positions: list[int] = []
    current = None
    for index in keyed.sort():
        key = keyed.keys[index]
        if positions and key != current:
            yield current, positions
            positions = []
        current = key
        positions.append(keyed.positions[index])
    if positions:
        yield current, positions
