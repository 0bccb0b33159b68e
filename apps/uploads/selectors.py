"""Reads. Each takes the user: what is unknown and what is forbidden look the same, an empty result or DoesNotExist."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet, Subquery
from django.utils import timezone

from apps.accounts.models import Organization, Role
from apps.accounts.selectors import visible_organizations
from apps.uploads.models import (
    Contribution,
    Conversation,
    EventKind,
    Job,
    JobEvent,
    JobStatus,
    Message,
    Participant,
    Person,
    Upload,
)
from apps.uploads.models.job import STAGES_BY_KIND, UNFINISHED
from chatanalysis import pipeline

MAX_PAGE = 200
DEFAULT_PAGE = 50
MEMORY = "people_before"
"""While an upload of many people is read again it is megabytes, of which no list shows anything."""
MEMORY_OF_UPLOAD = f"upload__{MEMORY}"


def list_uploads(user, *, organization: Organization | None = None) -> QuerySet[Upload]:
    uploads = Upload.objects.filter(organization__in=visible_organizations(user)).defer(
        MEMORY, f"duplicate_of__{MEMORY}"
    )
    if organization is not None:
        uploads = uploads.filter(organization=organization)
    return uploads.select_related("job", "duplicate_of__job", "organization", "uploaded_by").order_by(
        "-created_at"
    )


def list_removable_uploads(user) -> QuerySet[Upload]:
    """Return what the user may delete: what they uploaded themselves, and all of organizations they own."""
    owned = Organization.objects.filter(memberships__user=user, memberships__role=Role.OWNER)
    return list_uploads(user).filter(Q(uploaded_by=user) | Q(organization__in=owned))


def list_removable_conversations(user) -> QuerySet[Conversation]:
    """Return the conversations of which the user may delete every upload that holds messages of them."""
    removable = list_removable_uploads(user).order_by().values("pk")
    foreign = Contribution.objects.exclude(upload__in=removable).values("conversation")
    return list_conversations(user).filter(upload__in=removable).exclude(pk__in=foreign)


def get_removable_message(user, message_id: int) -> Message:
    """Raises Message.DoesNotExist for one that is unknown or not theirs to delete, alike."""
    messages = Message.objects.filter(conversation__in=list_removable_conversations(user).values("pk"))
    return messages.select_related("conversation__organization").get(pk=message_id)


def find_removable_people(user, organization: Organization, name: str) -> QuerySet[Participant]:
    """Return everybody of that name, compared without case, in conversations that the user may delete.

    Raises Participant.DoesNotExist if there is nobody.
    """
    conversations = list_removable_conversations(user).filter(organization=organization)
    people = Participant.objects.filter(
        name__iexact=name.strip(), conversation__in=conversations.values("pk")
    )
    if not people.exists():
        raise Participant.DoesNotExist(name)
    return people


def list_jobs(user, *, status: str = "", organization: Organization | None = None) -> QuerySet[Job]:
    jobs = Job.objects.filter(organization__in=visible_organizations(user))
    if organization is not None:
        jobs = jobs.filter(organization=organization)
    if status:
        jobs = jobs.filter(status=status)
    return jobs.select_related("upload", "organization").defer(MEMORY_OF_UPLOAD).order_by("-created_at")


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
    return (
        conversations.select_related("upload", "organization")
        .defer(MEMORY_OF_UPLOAD)
        .order_by(latest_first, "-id")
    )


def get_conversation(user, conversation_id: int) -> Conversation:
    """Raises Conversation.DoesNotExist for unknown and foreign conversations alike."""
    return list_conversations(user).get(pk=conversation_id)


def get_message(user, message_id: int) -> Message:
    """Return a message with its conversation. Raises Message.DoesNotExist for unknown and foreign ones alike."""
    messages = Message.objects.filter(conversation__organization__in=visible_organizations(user))
    return messages.select_related("conversation__organization", "participant").get(pk=message_id)


def list_senders(user, *, organization: Organization, prefix: str = "", limit: int = 20) -> list[str]:
    """Return names that people have in an organization's chats, or are shown by, alphabetically, for suggestions."""
    begun = {"organization": organization, "organization__in": visible_organizations(user)}
    begun["name__istartswith"] = prefix
    called = Participant.objects.filter(**begun).order_by().values_list("name", flat=True)
    shown = Person.objects.filter(**begun, has_aliases=True, participants__isnull=False).order_by()
    return list(called.union(shown.values_list("name", flat=True)).order_by("name")[:limit])


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
        return _page_around(conversation, around, limit)
    if after is not None:
        following = _list_following(conversation, after + 1, limit + 1)
        return MessagePage(following[:limit], has_before=after >= 0, has_after=len(following) > limit)
    end = conversation.item_count if before is None else before
    earlier = _list_earlier(conversation, end, limit + 1)
    return MessagePage(
        earlier[-limit:], has_before=len(earlier) > limit, has_after=end < conversation.item_count
    )


def _page_around(conversation: Conversation, message_id: int, limit: int) -> MessagePage:
    """Return as many messages before as after, more on one side where the other has too few."""
    place = conversation.messages.filter(pk=message_id).values("sequence")
    earlier = _list_earlier(conversation, Subquery(place), limit)
    following = _list_following(conversation, Subquery(place), limit + 1)
    if not following:
        raise Message.DoesNotExist(message_id)
    before = max(limit // 2, limit - len(following))
    chosen = earlier[-before:] if before else []
    has_before = len(earlier) > len(chosen)
    after = limit - len(chosen)
    return MessagePage([*chosen, *following[:after]], has_before, has_after=len(following) > after)


# Deleted messages leave gaps in the sequence, so pages are counted in rows; both ways along the unique index.
def _list_following(conversation: Conversation, first: int | Subquery, limit: int) -> list[Message]:
    rows = conversation.messages.filter(sequence__gte=first).select_related("participant")
    return list(rows.order_by("sequence")[:limit])


def _list_earlier(conversation: Conversation, end: int | Subquery, limit: int) -> list[Message]:
    rows = conversation.messages.filter(sequence__lt=end).select_related("participant")
    return list(rows.order_by("-sequence")[:limit])[::-1]


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many jobs are at a queue's stage: waiting for a worker or for their uploader, in work, failed, or past it."""

    queue: str
    stage: str
    waiting: int
    running: int
    needs_input: int
    failed: int
    done: int


def list_queues(user) -> list[QueueState]:
    jobs = Job.objects.filter(organization__in=visible_organizations(user))
    return [_describe_queue(jobs, stage) for stage in pipeline.ALL_STAGES]


def _describe_queue(jobs: QuerySet[Job], stage: pipeline.Stage) -> QueueState:
    kinds = [kind for kind, stages in STAGES_BY_KIND.items() if stage in stages]
    later = [following.name for following in pipeline.list_later_stages(stage.name)]
    here = jobs.filter(stage=stage.name)
    unfinished = here.filter(status__in=UNFINISHED)
    running = unfinished.filter(lease_until__gt=timezone.now()).count()
    passed = jobs.filter(kind__in=kinds)
    return QueueState(
        queue=stage.queue,
        stage=stage.name,
        waiting=unfinished.count() - running,
        running=running,
        needs_input=here.filter(status=JobStatus.NEEDS_INPUT).count(),
        failed=here.filter(status=JobStatus.FAILED).count(),
        done=passed.filter(Q(stage__in=later) | Q(stage=stage.name, status=JobStatus.SUCCEEDED)).count(),
    )


@dataclass(frozen=True, slots=True)
class OrganizationCounts:
    """`participants` are people, each counted once however many names they have."""

    conversations: int
    messages: int
    participants: int


def count_organization(user, organization: Organization) -> OrganizationCounts:
    conversations = list_conversations(user, organization=organization)
    people = Participant.objects.filter(organization=organization, conversation__in=conversations)
    return OrganizationCounts(
        conversations=conversations.count(),
        messages=sum(conversations.values_list("message_count", flat=True)),
        participants=people.order_by().values("person").distinct().count(),
    )


def list_recent_jobs(user, organization: Organization, *, days: int = 30, limit: int = 5) -> list[Job]:
    since = timezone.now() - timedelta(days=days)
    return list(list_jobs(user, organization=organization).filter(created_at__gte=since)[:limit])
