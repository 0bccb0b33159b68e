"""What keeps hands off chats that a job works on: an import writes them, or a merge is to join them.

A merge that waits for its worker counts too: what it was asked to join stays as it was shown.
"""

from collections.abc import Collection
from uuid import UUID

from apps.uploads.models import Contribution, Conversation, Job, JobKind, Upload
from apps.uploads.models.job import UNFINISHED


class JobRunning(Exception):
    """Chats are still being worked on by `job`, which is to end first, or to be cancelled."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"{job.title} is still being worked on. Wait for the end of its job, or cancel it.")
        self.job = job


def list_holders(conversation_ids: Collection[int]) -> list[UUID]:
    """Return the ids of all uploads that hold messages of these conversations."""
    first = Conversation.objects.filter(pk__in=conversation_ids).values_list("upload_id", flat=True)
    held = Contribution.objects.filter(conversation__in=conversation_ids).values_list("upload_id", flat=True)
    return list({*first, *held})


def find_running(upload_ids: Collection[UUID]) -> Job | None:
    """Return an unfinished job that works on what these uploads hold."""
    running = Job.objects.filter(status__in=UNFINISHED).select_related("upload")
    imports = running.filter(upload__in=list(upload_ids))
    organizations = Upload.objects.filter(pk__in=list(upload_ids)).values("organization")
    merges = running.filter(kind=JobKind.MERGE, organization__in=organizations)
    touching = (job for job in merges if not set(upload_ids).isdisjoint(list_holders(list_merged(job))))
    return imports.first() or next(touching, None)


def list_merging(organization_id: int) -> list[int]:
    """Return the ids of the conversations that unfinished merges work on."""
    merges = Job.objects.filter(organization=organization_id, kind=JobKind.MERGE, status__in=UNFINISHED)
    return [pk for job in merges for pk in list_merged(job)]


def list_merged(job: Job) -> list[int]:
    """Return the ids of the conversations that a merge works on; the one that goes is gone some time."""
    return [job.subject["target"], job.subject["source"]]


def lock_idle(upload_ids: Collection[UUID]) -> None:
    """Keep anybody from taking up these uploads' jobs, or from merging their chats, before the transaction ends.

    Raises JobRunning.
    """
    jobs = Job.objects.select_for_update().filter(upload__in=list(upload_ids))
    list(jobs.order_by("pk").values_list("pk"))
    if running := find_running(upload_ids):
        raise JobRunning(running)
