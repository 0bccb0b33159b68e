"""What the socket and the log say about a job."""

import logging
from typing import TypedDict

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.db.models import F

from apps.uploads.models import EventKind, Job, JobEvent

logger = logging.getLogger(__name__)


class JobError(TypedDict):
    code: str
    message: str


class JobState(TypedDict):
    """A job as API, pages and socket show it; times are ISO 8601 in UTC, rates per second."""

    id: str
    kind: str
    title: str
    status: str
    stage: str
    progress: float
    stage_done: int
    stage_total: int
    rate: float | None
    seconds_left: float | None
    counts: dict[str, int]
    asks: bool
    error: JobError | None
    attempt: int
    stalled: bool
    silent_s: float
    created_at: str
    started_at: str | None
    finished_at: str | None
    updated_at: str


class JobMessage(TypedDict):
    """One message on the socket: `state` first on connecting, then `event`s whose numbers have no gap."""

    type: str
    number: int
    kind: str
    text: str
    job: JobState


def group_name(job_id: object) -> str:
    return f"job.{job_id}"


@transaction.atomic(savepoint=False)
def record_event(job: Job, kind: EventKind, text: str = "") -> None:
    """Write the job's next event and publish it once the transaction commits."""
    from apps.uploads.jobs.state import describe_job

    Job.objects.filter(pk=job.pk).update(event_number=F("event_number") + 1)
    job.refresh_from_db()
    state = describe_job(job)
    JobEvent.objects.create(
        job=job, number=job.event_number, kind=kind, text=text, payload={"progress": state["progress"]}
    )
    message = JobMessage(type="event", number=job.event_number, kind=kind, text=text, job=state)
    transaction.on_commit(lambda: publish(message), robust=True)


def publish(message: JobMessage) -> None:
    """Send to whoever watches. Losing it is harmless: the page sees the gap and asks again."""
    layer = get_channel_layer()
    try:
        async_to_sync(layer.group_send)(
            group_name(message["job"]["id"]), {"type": "job.event", "message": message}
        )
    except Exception:  # the channel layer's own errors differ by backend; news must never stop work
        logger.warning("Could not publish event %s of job %s", message["number"], message["job"]["id"])
