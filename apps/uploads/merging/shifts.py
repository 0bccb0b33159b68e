"""By how much the clocks of two exports differ.

Exports show local time, each in the zone of its phone, and without a stated zone it is read as UTC. Zones differ by
multiples of a quarter of an hour; over a year there are two differences where one of them has summer time.
"""

from collections import Counter
from dataclasses import dataclass

from apps.uploads.merging.pairing import make_keys, meet_once
from apps.uploads.merging.side import NO_TIME, TELLING, Side

STEP_MINUTES = 15
LARGEST_MINUTES = 26 * 60
"""The earliest and the latest zone of the earth are 26 hours apart."""
FEWEST = 2
SMALLEST_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Shift:
    """Minutes to be added to the source's times; `count` telling messages that stand once on each side say so."""

    minutes: int
    count: int


def infer_shifts(target: Side, source: Side) -> list[Shift]:
    """Return the differences that have support, the strongest first; no difference where nothing tells."""
    counted: Counter[int] = Counter()
    for mine, theirs in meet_once(_key_telling(target), _key_telling(source)):
        minutes = target.minute(mine) - source.minute(theirs)
        if minutes % STEP_MINUTES == 0 and abs(minutes) <= LARGEST_MINUTES:
            counted[minutes] += 1
    least = max(FEWEST, SMALLEST_SHARE * sum(counted.values()))
    found = [Shift(minutes, count) for minutes, count in counted.most_common() if count >= least]
    return found or [Shift(0, counted[0])]


def _key_telling(side: Side):
    return make_keys(
        range(len(side)),
        lambda at: side.text[at] if side.traits[at] & TELLING and side.second[at] != NO_TIME else None,
    )
