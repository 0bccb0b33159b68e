"""Which message of one export is which of the other.

Two messages of the same minute, sender and words in one export are two: the first is the other's first, the second
its second. Ids of the program decide before words do, where both exports have the same ones: private chats of
Telegram are numbered by account, and then the minutes do not agree.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from apps.uploads.merging.pairing import make_keys, meet
from apps.uploads.merging.senders import SenderMatch, infer_senders
from apps.uploads.merging.shifts import Shift, infer_shifts
from apps.uploads.merging.side import DELETED_TRAIT, EDITED, EVENT, NO_TIME, NOBODY, Side

ALONE = -1
TRUSTED_SHARE = 0.9

Pairs = Iterator[tuple[list[int], list[int]]]


@dataclass(slots=True)
class Alignment:
    """`partner`: for each message of the source its position in the target, or ALONE. `shift`: minutes to add."""

    partner: array
    shift: array
    shifts: list[Shift]
    senders: dict[int, SenderMatch]


def align(target: Side, source: Side) -> Alignment:
    return _Aligner(target, source).align()


class _Aligner:
    def __init__(self, target: Side, source: Side) -> None:
        self.target, self.source = target, source
        self.shifts = infer_shifts(target, source)
        self.senders = infer_senders(target, source, self.shifts)
        self.partner = array("q", [ALONE]) * len(source)
        self.shift = array("q", [self.shifts[0].minutes]) * len(source)
        self._is_taken = bytearray(len(target))

    def align(self) -> Alignment:
        self._pair_by_ref()
        for shift in self.shifts:
            self._pair(self._meet(self._exact_key, shift.minutes), shift.minutes)
            self._pair(self._meet(self._line_key, shift.minutes), shift.minutes)
        for shift in self.shifts:
            self._pair(self._find_changed(shift.minutes), shift.minutes)
            self._pair(self._find_events(shift.minutes), shift.minutes)
        self._spread_shifts()
        return Alignment(self.partner, self.shift, self.shifts, self.senders)

    def _pair(self, groups: Pairs, minutes: int) -> None:
        """Pair the n-th with the n-th."""
        for mine, theirs in groups:
            for left, right in zip(mine, theirs, strict=False):
                self._is_taken[left] = True
                self.partner[right], self.shift[right] = left, minutes

    def _pair_by_ref(self) -> None:
        lefts, rights = array("q"), array("q")
        for mine, theirs in self._meet(lambda side, at, _minutes: side.ref[at] or None, 0):
            lefts.append(mine[0])
            rights.append(theirs[0])
        known = {shift.minutes for shift in self.shifts}
        agreeing = sum(self._difference(*pair) in known for pair in zip(lefts, rights, strict=True))
        if agreeing < TRUSTED_SHARE * len(lefts):
            return
        for left, right in zip(lefts, rights, strict=True):
            minutes = self._difference(left, right)
            shift = minutes if minutes in known else self.shifts[0].minutes
            self._pair(iter([([left], [right])]), shift)

    def _difference(self, left: int, right: int) -> int:
        """Return the minutes between two messages; that of the whole chat where one has no time."""
        if NO_TIME in (self.target.second[left], self.source.second[right]):
            return self.shifts[0].minutes
        return self.target.minute(left) - self.source.minute(right)

    def _meet(self, key_of: Callable[[Side, int, int], int | None], minutes: int) -> Pairs:
        """Yield groups of what is not paired yet. All keys are made first: pairing goes on meanwhile."""
        target, source = self.target, self.source
        lefts = (at for at in range(len(target)) if not self._is_taken[at])
        rights = (at for at in range(len(source)) if self.partner[at] == ALONE)
        return meet(
            make_keys(lefts, lambda at: key_of(target, at, 0)),
            make_keys(rights, lambda at: key_of(source, at, minutes)),
        )

    def _moment(self, side: Side, at: int, minutes: int) -> int:
        minute = side.minute(at)
        return minute if minute == NO_TIME else minute + minutes

    def _who(self, side: Side, at: int) -> int:
        """Return the sender as the target counts them; those it does not know by numbers of their own."""
        sender = side.sender[at]
        if side is self.target or sender == NOBODY:
            return sender
        match = self.senders.get(sender)
        return -2 - sender if match is None else match.target

    def _exact_key(self, side: Side, at: int, minutes: int) -> int:
        is_odd = side.traits[at] & (EVENT | DELETED_TRAIT)
        return hash((self._moment(side, at, minutes), side.text[at], self._who(side, at), is_odd))

    def _line_key(self, side: Side, at: int, minutes: int) -> int | None:
        """Where a name ends can be read in two ways in some logs, and a longer export may tell more of it."""
        is_odd = side.traits[at] & (EVENT | DELETED_TRAIT) or side.second[at] == NO_TIME
        return None if is_odd else hash((self._moment(side, at, minutes), side.line[at]))

    def _find_changed(self, minutes: int) -> Pairs:
        """Yield messages that were edited or taken back since: alone with the same minute and sender on both sides."""

        def key_of(side: Side, at: int, minutes: int) -> int | None:
            if side.traits[at] & EVENT or side.second[at] == NO_TIME:
                return None
            return hash((self._moment(side, at, minutes), self._who(side, at)))

        for mine, theirs in self._meet(key_of, minutes):
            if len(mine) == len(theirs):
                for left, right in zip(mine, theirs, strict=True):
                    if (self.target.traits[left] | self.source.traits[right]) & (EDITED | DELETED_TRAIT):
                        yield [left], [right]

    def _find_events(self, minutes: int) -> Pairs:
        """Yield events of one minute: each phone tells them by its own names, `You` among them."""

        def key_of(side: Side, at: int, minutes: int) -> int | None:
            is_event = side.traits[at] & EVENT and side.second[at] != NO_TIME
            return hash((self._moment(side, at, minutes), EVENT)) if is_event else None

        groups = self._meet(key_of, minutes)
        return ((mine, theirs) for mine, theirs in groups if len(mine) == len(theirs))

    def _spread_shifts(self) -> None:
        """Give a message that only the source has the shift of the one before it that both have, else after it."""
        paired = [at for at, partner in enumerate(self.partner) if partner != ALONE]
        shift = self.shift[paired[0]] if paired else self.shifts[0].minutes
        for at, partner in enumerate(self.partner):
            if partner == ALONE:
                self.shift[at] = shift
            else:
                shift = self.shift[at]
