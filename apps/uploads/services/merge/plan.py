"""What joining two conversations would do, and what speaks for it, before anybody says so."""

from dataclasses import dataclass

from apps.uploads.merging.side import EVENT, Side
from apps.uploads.models import Conversation
from apps.uploads.services.merge.by_hand import check_kinds
from apps.uploads.services.merge.excerpt import WHOLE, compare_around, compare_common_time
from apps.uploads.services.merge.sample import take_sample
from apps.uploads.services.merge.senders import describe_match
from apps.uploads.services.merge.twins import ENOUGH_TO_JUDGE, Comparison, compare


@dataclass(frozen=True, slots=True)
class SenderPlan:
    """Who a sender of the source is in the target: None if nobody, who is added then. `evidence` is a sentence."""

    source: str
    target: str | None
    agreeing: int
    votes: int
    evidence: str


@dataclass(frozen=True, slots=True)
class ClockPlan:
    """Minutes to be added to the source's times; `count` messages that stand once in both say so."""

    minutes: int
    count: int


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What joining would do. Counts are of messages, events left out; `share` is of the time that both cover.

    Of large chats a part is compared: `shared` and `share` tell of the `compared` messages of the source then, and how
    many only one of them has is not known. Joining compares all.
    """

    target: Conversation
    source: Conversation
    compared: int
    shared: int
    share: float
    only_target: int | None = None
    only_source: int | None = None
    clocks: tuple[ClockPlan, ...] = ()
    senders: tuple[SenderPlan, ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.only_source is not None


def plan_merge(target: Conversation, source: Conversation) -> MergePlan:
    """Return what joining the source with the target would do, with the evidence. Raises CannotMerge."""
    check_kinds(target, source)
    if target.item_count + source.item_count <= WHOLE:
        return _plan(compare(target, source), is_whole=True)
    sample = take_sample(source, target)
    if sample.compared < ENOUGH_TO_JUDGE:
        return _plan(compare_common_time(target, source), is_whole=False)
    if sample.middle is None:
        return MergePlan(target, source, compared=sample.compared, shared=0, share=0.0)
    return _plan(compare_around(target, source, sample.middle), is_whole=False)


def _plan(found: Comparison, *, is_whole: bool) -> MergePlan:
    shared, compared = found.overlap.shared, _count(found.source_side)
    return MergePlan(
        target=found.target,
        source=found.source,
        compared=compared,
        shared=shared,
        share=found.overlap.share,
        only_target=_count(found.target_side) - shared if is_whole else None,
        only_source=compared - shared if is_whole else None,
        clocks=tuple(ClockPlan(shift.minutes, shift.count) for shift in found.alignment.shifts),
        senders=tuple(_plan_sender(found, index) for index in range(len(found.source_side.senders))),
    )


def _plan_sender(found: Comparison, index: int) -> SenderPlan:
    name = found.source_side.senders[index].name
    match = found.alignment.senders.get(index)
    if match is None:
        return SenderPlan(name, None, 0, 0, "Wrote none of the messages that both have.")
    target = found.target_side.senders[match.target].name
    evidence = describe_match(found, match) if match.votes else "Of the same name or id."
    return SenderPlan(name, target, match.agreeing, match.votes, evidence)


def _count(side: Side) -> int:
    return sum(not each & EVENT for each in side.traits)
