"""Meeting the messages of two sides that have the same key, in little memory: two sorted lists, no table."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

SORTED_AT_ONCE = 100_000
"""Sorting a million numbers in one piece takes 70 MB."""
Groups = Iterator[tuple[int, list[int]]]
"""Keys, rising, with their positions."""


@dataclass(slots=True)
class Keyed:
    """Positions with their keys, both int64, by rising position."""

    positions: array = field(default_factory=lambda: array("q"))
    keys: array = field(default_factory=lambda: array("q"))

    def sort(self, part: int, parts: int) -> list[int]:
        """Return indexes by rising key, of equal keys by rising position: those of one of so many parts."""
        chosen = (index for index, key in enumerate(self.keys) if key % parts == part)
        return sorted(chosen, key=self.keys.__getitem__)


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
    parts = 1 + max(len(left.keys), len(right.keys)) // SORTED_AT_ONCE
    for part in range(parts):
        yield from _meet_sorted(_group(left, part, parts), _group(right, part, parts))


def _meet_sorted(lefts: Groups, rights: Groups) -> Iterator[tuple[list[int], list[int]]]:
    other = next(rights, None)
    for key, positions in lefts:
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


def _group(keyed: Keyed, part: int, parts: int) -> Groups:
    positions: list[int] = []
    current = None
    for index in keyed.sort(part, parts):
        key = keyed.keys[index]
        if positions and key != current:
            yield current, positions
            positions = []
        current = key
        positions.append(keyed.positions[index])
    if positions:
        yield current, positions
