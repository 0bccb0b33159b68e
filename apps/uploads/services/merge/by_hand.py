"""Two conversations that somebody says are one chat, such as two people's exports of it: a job joins them.

Joining is one fenced transaction of the job's first stage. What it changed is embedded and indexed by the same job,
which so ends when all of the chat can be found again.
"""

from django.db import transaction

from apps.uploads.jobs.announce import announce_on_commit
from apps.uploads.jobs.exceptions import JobFailed
from apps.uploads.jobs.runner import Work, run_slice
from apps.uploads.models import Conversation, Job, JobKind
from apps.uploads.parsing.registry import family_of
from apps.uploads.services.idle import JobRunning, list_holders, list_merged, lock_idle
from apps.uploads.services.merge.join import Joined, join
from apps.uploads.services.merge.load_side import load_side
from apps.uploads.services.merge.settle import is_same_state, lock_conversations, lock_merging
from apps.uploads.services.merge.twins import Comparison, compare_sides
from apps.uploads.services.people.forget import forget_empty_people
from apps.uploads.services.people.locks import lock_people
from chatanalysis import pipeline


class CannotMerge(Exception):
    """The two are not one chat; `code` is stable, the sentence says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def queue_merge(target: Conversation, source: Conversation) -> Job:
    """Return the job that joins the source with the target: a new one, or the one that is about to do so already.

    Raises CannotMerge, and JobRunning while another job works on either.
    """
    check_kinds(target, source)
    ids = [target.pk, source.pk]
    with transaction.atomic():
        try:
            lock_idle(list_holders(ids))
        except JobRunning as running:
            if running.job.kind == JobKind.MERGE and list_merged(running.job) == ids:
                return running.job
            raise
        _find_both(*ids)
        job = Job.objects.create(
            organization_id=target.organization_id,
            kind=JobKind.MERGE,
            stage=pipeline.MERGE.name,
            subject={
                "title": f"Merge {source.name} into {target.name}",
                "target": target.pk,
                "source": source.pk,
            },
        )
        announce_on_commit(job)
    return job


def check_kinds(target: Conversation, source: Conversation) -> None:
    """Raises CannotMerge."""
    if target.pk == source.pk:
        raise CannotMerge("same_conversation", "Choose another conversation to merge with this one.")
    if target.organization_id != source.organization_id:
        raise CannotMerge("other_organization", "The conversations belong to two organizations.")
    if family_of(target.format) != family_of(source.format):
        raise CannotMerge("other_program", "The conversations come from two programs: they are two chats.")


def merge_conversations(job_id: str) -> None:
    """Run the merge stage."""
    run_slice(job_id, pipeline.MERGE.name, _merge)


def _merge(work: Work) -> bool:
    if "added" in work.job.counts:
        return True  # its worker died between joining and handing on
    try:
        joined = None
        while joined is None:
            joined = _join_fenced(work, _compare(work))
    except CannotMerge as refused:
        raise JobFailed(refused.code, refused.message) from refused
    work.log(
        f"One conversation now: {joined.added:,} added, {joined.updated:,} updated, {joined.known:,} here already."
    )
    return True


def _compare(work: Work) -> Comparison:
    """Compare them as they are now, before anything is locked: nobody waits for it."""
    both = _find_both(*list_merged(Job.objects.get(pk=work.job.pk)))
    sides = []
    for each in both:
        sides.append(load_side(each))
        with work.commit() as row:
            row.stage_total = sum(one.item_count for one in both)
            row.stage_done = sum(len(side) for side in sides)
    found = compare_sides(*both, *sides)
    if not found.overlap.shared:
        raise CannotMerge("nothing_shared", "The conversations share no message: they are two chats.")
    return found


def _join_fenced(work: Work, found: Comparison) -> Joined | None:
    """Return None if they have changed since they were compared.

    The job's row is locked at the end only: its lease goes on being renewed while large chats are joined.
    """
    organization = work.job.organization
    with transaction.atomic():
        lock_merging(organization)
        lock_people(organization)
        rows = lock_conversations(found.target.pk, found.source.pk)
        if not all(
            each.pk in rows and is_same_state(rows[each.pk], each) for each in (found.target, found.source)
        ):
            return None
        joined = join(found, keeps_words=True)
        forget_empty_people(organization)
        with work.commit() as row:
            messages = Conversation.objects.values_list("message_count", flat=True).get(pk=found.target.pk)
            more = {"added": joined.added, "updated": joined.updated, "known": joined.known}
            row.counts = {**row.counts, **more, "messages": messages}
    return joined


def _find_both(target: int, source: int) -> tuple[Conversation, Conversation]:
    """Return them as they are now. Raises CannotMerge if there are not two that were read to their end."""
    rows = Conversation.objects.select_related("upload", "organization").in_bulk([target, source])
    if len(rows) < 2:
        raise CannotMerge("gone", "One of the conversations was deleted or merged meanwhile.")
    if not all(row.is_settled for row in rows.values()):
        raise CannotMerge("not_read", "One of the conversations has not been read to its end yet.")
    return rows[target], rows[source]
