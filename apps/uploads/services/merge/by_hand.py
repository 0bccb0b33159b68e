"""Two conversations that somebody says are one chat, such as two people's exports of it: shown first, then joined."""

from dataclasses import dataclass

from django.db import transaction

from apps.uploads.merging.side import EVENT
from apps.uploads.models import Conversation, Job, JobStatus
from apps.uploads.parsing.registry import family_of
from apps.uploads.services.control_job import continue_job
from apps.uploads.services.merge.join import Joined, join
from apps.uploads.services.merge.senders import describe_match
from apps.uploads.services.merge.settle import lock_conversations, lock_merging
from apps.uploads.services.merge.twins import Comparison, compare
from apps.uploads.services.people.forget import forget_empty_people
from apps.uploads.services.people.locks import lock_people
from apps.uploads.services.remove import list_holders, lock_idle
from chatanalysis import pipeline


class CannotMerge(Exception):
    """The two are not one chat; `code` is stable, the sentence says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


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
    """What joining would do. Counts are of messages, events left out; `share` is of the time that both cover."""

    target: Conversation
    source: Conversation
    shared: int
    share: float
    only_target: int
    only_source: int
    clocks: list[ClockPlan]
    senders: list[SenderPlan]


def plan_merge(target: Conversation, source: Conversation) -> MergePlan:
    """Return what joining the source with the target would do, with the evidence. Raises CannotMerge."""
    check_kinds(target, source)
    found = compare(target, source)
    shared = found.overlap.shared
    return MergePlan(
        target=target,
        source=source,
        shared=shared,
        share=found.overlap.share,
        only_target=_count(found.target_side.traits) - shared,
        only_source=_count(found.source_side.traits) - shared,
        clocks=[ClockPlan(shift.minutes, shift.count) for shift in found.alignment.shifts],
        senders=[_plan_sender(found, index) for index in range(len(found.source_side.senders))],
    )


def merge_conversations(target: Conversation, source: Conversation) -> Joined:
    """Join the source with the target, where both are embedded anew as far as they change; the source's id goes.

    Raises CannotMerge, and JobRunning while any of their uploads is worked on.
    """
    check_kinds(target, source)
    with transaction.atomic():
        lock_merging(target.organization)
        lock_idle(list_holders([target.pk, source.pk]))
        lock_people(target.organization)
        rows = lock_conversations(target.pk, source.pk)
        if len(rows) < 2:
            raise CannotMerge("gone", "One of the conversations was deleted or merged meanwhile.")
        found = compare(rows[target.pk], rows[source.pk])
        if not found.overlap.shared:
            raise CannotMerge("nothing_shared", "The conversations share no message: they are two chats.")
        joined = join(found, keeps_words=True)
        forget_empty_people(target.organization)
        _embed_again(joined.conversation)
    return joined


def check_kinds(target: Conversation, source: Conversation) -> None:
    """Raises CannotMerge."""
    if target.pk == source.pk:
        raise CannotMerge("same_conversation", "Choose another conversation to merge with this one.")
    if target.organization_id != source.organization_id:
        raise CannotMerge("other_organization", "The conversations belong to two organizations.")
    if family_of(target.format) != family_of(source.format):
        raise CannotMerge("other_program", "The conversations come from two programs: they are two chats.")


def _embed_again(conversation: Conversation) -> None:
    """Let a job of the chat bring what changed into the index; one that waits for its uploader goes on waiting."""
    jobs = Job.objects.filter(upload__in=list_holders([conversation.pk])).order_by("-created_at")
    job = jobs.filter(status=JobStatus.SUCCEEDED).first()
    job = job or jobs.exclude(status=JobStatus.NEEDS_INPUT).first()
    if job is not None:
        continue_job(job, pipeline.EMBED.name)


def _plan_sender(found: Comparison, index: int) -> SenderPlan:
    name = found.source_side.senders[index].name
    match = found.alignment.senders.get(index)
    if match is None:
        return SenderPlan(name, None, 0, 0, "Wrote none of the messages that both have.")
    target = found.target_side.senders[match.target].name
    evidence = describe_match(found, match) if match.votes else "Of the same name or id."
    return SenderPlan(name, target, match.agreeing, match.votes, evidence)


def _count(traits) -> int:
    return sum(not each & EVENT for each in traits)
