"""How much two exports have in common, in the time that both cover."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from apps.uploads.merging.align import ALONE, Alignment
from apps.uploads.merging.side import EVENT, NO_TIME, Side


@dataclass(frozen=True, slots=True)
class Overlap:
    """Messages, events left out: `shared` by both, and how many each has in the time that both cover.

    `is_whole`: all messages of one of them are in the other.
    """

    shared: int
    target: int
    source: int
    is_whole: bool

    @property
    def share(self) -> float:
        """0 to 1, of the side that has fewer messages in the common time; 0 where there is none."""
        fewest = min(self.target, self.source)
        return min(1.0, self.shared / fewest) if fewest else 0.0


def measure_overlap(target: Side, source: Side, alignment: Alignment) -> Overlap:
    mine = array("q", _list_minutes(target))
    theirs = array("q", _list_minutes(source, alignment))
    pairs = zip(alignment.partner, source.traits, strict=True)
    shared = sum(partner != ALONE and not traits & EVENT for partner, traits in pairs)
    first, last = _find_common(mine, theirs)
    return Overlap(
        shared=shared,
        target=sum(first <= minute <= last for minute in mine),
        source=sum(first <= minute <= last for minute in theirs),
        is_whole=0 < shared == min(len(mine), len(theirs)),
    )


def _list_minutes(side: Side, alignment: Alignment | None = None) -> Iterator[int]:
    """Yield the minute of each message, NO_TIME for one without."""
    for at in range(len(side)):
        if not side.traits[at] & EVENT:
            minute = side.minute(at)
            yield minute if alignment is None or minute == NO_TIME else minute + alignment.shift[at]


def _find_common(mine: array, theirs: array) -> tuple[int, int]:
    """Return the first and last minute of the common time; chats without any time have all of it in common."""
    spans = []
    for minutes in (mine, theirs):
        timed = array("q", (minute for minute in minutes if minute != NO_TIME)) or minutes
        if not timed:
            return 1, 0
        spans.append((min(timed), max(timed)))
    return max(first for first, _ in spans), min(last for _, last in spans)
