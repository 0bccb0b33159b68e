"""Reads. Each takes the user: what is unknown and what is forbidden look the same, an empty result or DoesNotExist."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import Organization
from apps.accounts.selectors import visible_organizations
from apps.uploads.models import (
    Conversation,
    EventKind,
    Job,
    JobEvent,
    JobStatus,
    Message,
    Participant,
    Upload,
)
from apps.uploads.models.job import UNFINISHED
from chatanalysis import pipeline

MAX_PAGE = 200
DEFAULT_PAGE = 50


def list_uploads(user, *, organization: Organization | None = None) -> QuerySet[Upload]:
    uploads = Upload.objects.filter(organization__in=visible_organizations(user))
    if organization is not None:
        uploads = uploads.filter(organization=organization)
    return uploads.select_related("job", "duplicate_of__job", "organization", "uploaded_by").order_by(
        "-created_at"
    )


def list_jobs(user, *, status: str = "", organization: Organization | None = None) -> QuerySet[Job]:
    jobs = Job.objects.filter(organization__in=visible_organizations(user))
    if organization is not None:
        jobs = jobs.filter(organization=organization)
    if status:
        jobs = jobs.filter(status=status)
    return jobs.select_related("upload", "organization").order_by("-created_at")


def get_job(user, job_id) -> Job:
    """Raises Job.DoesNotExist for unknown and foreign jobs alike."""
    return list_jobs(user).get(pk=job_id)


def count_jobs_by_status(user, organization: Organization) -> dict[str, int]:
    """Return the number of jobs per status, in the order of JobStatus, zeros included."""
    counted = list_jobs(user, organization=organization).order_by().values_list("status")
    found = dict(counted.annotate(Count("pk")))
    return {status: found.get(status, 0) for status in JobStatus.values}


def list_log(job: Job, *, before: int | None = None, after: int | None = None) -> QuerySet[JobEvent]:
    """Return what happened to a job the caller may see, newest first, without mere progress."""
    events = job.events.exclude(kind=EventKind.PROGRESS)
    if before is not None:
        events = events.filter(number__lt=before)
    if after is not None:
        events = events.filter(number__gt=after)
    return events.order_by("-number")


def list_conversations(user, *, organization: Organization | None = None) -> QuerySet[Conversation]:
    conversations = Conversation.objects.filter(organization__in=visible_organizations(user))
    if organization is not None:
        conversations = conversations.filter(organization=organization)
    latest_first = F("last_sent_at").desc(nulls_last=True)
    return conversations.select_related("upload", "organization").order_by(latest_first, "-id")


def get_conversation(user, conversation_id: int) -> Conversation:
    """Raises Conversation.DoesNotExist for unknown and foreign conversations alike."""
    return list_conversations(user).get(pk=conversation_id)


def list_senders(user, *, organization: Organization, prefix: str = "", limit: int = 20) -> list[str]:
    """Return names of people in an organization's chats, alphabetically, for suggestions."""
    people = Participant.objects.filter(
        organization=organization, organization__in=visible_organizations(user), name__istartswith=prefix
    )
    return list(people.order_by("name").values_list("name", flat=True).distinct()[:limit])


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Consecutive messages of a conversation, by rising sequence."""

    messages: list[Message]
    has_before: bool
    has_after: bool


def get_message_page(
    conversation: Conversation,
    *,
    around: int | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = DEFAULT_PAGE,
) -> MessagePage:
    """Return the messages around a message id, or before or after a sequence; the end of the chat by default.

    Raises Message.DoesNotExist if `around` is not in the conversation.
    """
    limit = max(1, min(limit, MAX_PAGE))
    if around is not None:
        first = conversation.messages.get(pk=around).sequence - limit // 2
        return _page(conversation, max(0, min(first, conversation.item_count - limit)), limit)
    if after is not None:
        return _page(conversation, after + 1, limit)
    end = conversation.item_count if before is None else before
    return _page(conversation, max(0, end - limit), limit, end=end)


def _page(conversation: Conversation, first: int, limit: int, *, end: int | None = None) -> MessagePage:
    # Sequences have no gaps, so a page is a range of the unique index however long the chat is.
    stop = first + limit if end is None else end
    rows = (
        conversation.messages.filter(sequence__gte=first, sequence__lt=stop)
        .select_related("participant")
        .order_by("sequence")
    )
    return MessagePage(messages=list(rows), has_before=first > 0, has_after=stop < conversation.item_count)


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many jobs are at a queue's stage: waiting for a worker, in work, failed there, or past it."""

    queue: str
    stage: str
    waiting: int
    running: int
    failed: int
    done: int


def list_queues(user) -> list[QueueState]:
    jobs = Job.objects.filter(organization__in=visible_organizations(user))
    return [_describe_queue(jobs, position, stage) for position, stage in enumerate(pipeline.STAGES)]


def _describe_queue(jobs: QuerySet[Job], position: int, stage: pipeline.Stage) -> QueueState:
    later = [following.name for following in pipeline.STAGES[position + 1 :]]
    here = jobs.filter(stage=stage.name)
    unfinished = here.filter(status__in=UNFINISHED)
    running = unfinished.filter(lease_until__gt=timezone.now()).count()
    return QueueState(
        queue=stage.queue,
        stage=stage.name,
        waiting=unfinished.count() - running,
        running=running,
        failed=here.filter(status=JobStatus.FAILED).count(),
        done=jobs.filter(Q(stage__in=later) | Q(stage=stage.name, status=JobStatus.SUCCEEDED)).count(),
    )


@dataclass(frozen=True, slots=True)
class OrganizationCounts:
    conversations: int
    messages: int
    participants: int


def count_organization(user, organization: Organization) -> OrganizationCounts:
    conversations = list_conversations(user, organization=organization)
    people = Participant.objects.filter(conversation__in=conversations).values("name").distinct()
    return OrganizationCounts(
        conversations=conversations.count(),
        messages=sum(conversations.values_list("message_count", flat=True)),
        participants=people.count(),
    )


def list_recent_jobs(user, organization: Organization, *, days: int = 30, limit: int = 5) -> list[Job]:
    since = timezone.now() - timedelta(days=days)
    return list(list_jobs(user, organization=organization).filter(created_at__gte=since)[:limit])
