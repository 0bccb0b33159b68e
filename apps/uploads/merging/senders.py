"""Who in one export is who in the other: told by the messages they share, not by their names.

Each phone shows people as its own address book knows them, and its owner by yet another name.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from apps.uploads.identity.names import OF_ONE_EXPORT, fold_name
from apps.uploads.merging.pairing import make_keys, meet_once
from apps.uploads.merging.shifts import Shift
from apps.uploads.merging.side import EVENT, NO_TIME, NOBODY, Side

FEWEST = 2
SMALLEST_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class SenderMatch:
    """`source` and `target` are indexes into the sides' senders.

    `agreeing` of `votes` shared messages of the source's sender are the target's; 0 where an id or the name told.
    """

    source: int
    target: int
    agreeing: int
    votes: int


def infer_senders(target: Side, source: Side, shifts: Sequence[Shift]) -> dict[int, SenderMatch]:
    """Return for senders of the source, by index, who they are in the target."""
    votes = _count_votes(target, source, shifts)
    found = {}
    for index in range(len(source.senders)):
        match = _match_by_ref(target, source, index, votes[index]) or _match_by_votes(index, votes[index])
        if match is None:
            match = _match_by_name(target, source, index, votes[index])
        if match is not None:
            found[index] = match
    return found


def _count_votes(target: Side, source: Side, shifts: Sequence[Shift]) -> dict[int, Counter[int]]:
    """Count, for each sender of the source, whose messages in the target have the same minute and words."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    mine = make_keys(range(len(target)), lambda at: _key(target, at, 0))
    for shift in shifts:
        theirs = make_keys(range(len(source)), lambda at, shift=shift: _key(source, at, shift.minutes))
        for left, right in meet_once(mine, theirs):
            votes[source.sender[right]][target.sender[left]] += 1
    return votes


def _key(side: Side, at: int, minutes: int) -> int | None:
    if side.traits[at] & EVENT or side.sender[at] == NOBODY or side.second[at] == NO_TIME:
        return None
    return hash((side.minute(at) + minutes, side.text[at]))


def _match_by_ref(target: Side, source: Side, index: int, votes: Counter[int]) -> SenderMatch | None:
    ref = source.senders[index].ref
    same = next((at for at, sender in enumerate(target.senders) if ref and sender.ref == ref), None)
    return None if same is None else SenderMatch(index, same, votes[same], votes.total())


def _match_by_votes(index: int, votes: Counter[int]) -> SenderMatch | None:
    for best, count in votes.most_common(1):
        if count >= FEWEST and count >= SMALLEST_SHARE * votes.total():
            return SenderMatch(index, best, count, votes.total())
    return None


def _match_by_name(target: Side, source: Side, index: int, votes: Counter[int]) -> SenderMatch | None:
    """Of one name is one person, unless both have ids, or the name is what an export calls its owner."""
    wanted = source.senders[index]
    name = fold_name(wanted.name)
    if name in OF_ONE_EXPORT:
        return None
    for at, sender in enumerate(target.senders):
        if fold_name(sender.name) == name and not (wanted.ref and sender.ref):
            return SenderMatch(index, at, votes[at], votes.total())
    return None
