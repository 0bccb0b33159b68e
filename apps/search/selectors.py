"""Reads of the search app. Light: pages and API import this."""

from uuid import UUID

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from apps.accounts.models import Organization
from apps.accounts.selectors import visible_organizations
from apps.search.models import (
    EmbeddingModel,
    IndexState,
    IndexVersion,
    SavedSearch,
    SearchEvent,
    Segment,
)
from apps.uploads.models import Conversation, Job, JobKind
from apps.uploads.models.job import UNFINISHED


def get_active_version(organization: Organization) -> IndexVersion | None:
    """Return the version that is searched and written to, or None before the organization's first message."""
    return organization.index_versions.filter(state=IndexState.ACTIVE).first()


def list_models() -> QuerySet[EmbeddingModel]:
    """Return the registry, which is the same for everybody."""
    return EmbeddingModel.objects.order_by("name")


def list_versions(user, *, organization: Organization | None = None) -> QuerySet[IndexVersion]:
    """Return index versions of the user's organizations, newest first, measured."""
    versions = IndexVersion.objects.filter(organization__in=visible_organizations(user))
    if organization is not None:
        versions = versions.filter(organization=organization)
    return measure_versions(versions)


def measure_versions(versions: QuerySet[IndexVersion]) -> QuerySet[IndexVersion]:
    """Add `message_count`, `segment_count` and `size_bytes` of what each holds, newest first.

    `wanted_count` is how many messages it is to hold.
    """
    segments = Segment.objects.filter(index_version=OuterRef("pk"))
    conversations = Conversation.objects.filter(organization=OuterRef("organization"))
    measured = versions.annotate(
        message_count=_sum(segments, "message_count"),
        size_bytes=_sum(segments, "size_bytes"),
        segment_count=_sum(segments, Value(1)),
        wanted_count=_sum(conversations, "message_count"),
    )
    related = measured.select_related("organization", "model").prefetch_related("replicas")
    return related.order_by("-created_at", "-pk")


def _sum(rows: QuerySet, column: str | Value) -> Coalesce:
    """A subquery of its own: sums over several relations in one query would multiply each other."""
    total = rows.order_by().annotate(group=Value(1)).values("group").annotate(total=Sum(column))
    return Coalesce(Subquery(total.values("total")), 0, output_field=BigIntegerField())


def get_version(user, version_id: int) -> IndexVersion:
    """Raises IndexVersion.DoesNotExist for one that is unknown or not of the user's organizations, alike."""
    return list_versions(user).get(pk=version_id)


def find_builds(user) -> dict[int, UUID]:
    """Return the unfinished jobs that work on the user's index versions, by the version's id."""
    building = Job.objects.filter(
        organization__in=visible_organizations(user), kind=JobKind.INDEX, status__in=UNFINISHED
    )
    return dict(building.values_list("subject__index_version", "pk"))


def list_search_events(user) -> QuerySet[SearchEvent]:
    """Return the user's own searches in organizations they are in, hidden ones included."""
    return SearchEvent.objects.filter(user=user.pk, organization__in=visible_organizations(user))


def get_search_event(user, event_id: UUID | str) -> SearchEvent:
    """Raises SearchEvent.DoesNotExist for an event that is unknown or another user's, alike."""
    return list_search_events(user).get(pk=event_id)


def find_search_event(user, organization: Organization, **asked) -> SearchEvent | None:
    """Return the user's latest event of a search with exactly these columns (`query`, `mode`, `sort`, `filters`)."""
    events = list_search_events(user).filter(organization=organization, **asked)
    return events.order_by("-created_at").first()


def list_history(user) -> QuerySet[SearchEvent]:
    """Return the newest search of each text the user has asked and not hidden, newest first."""
    asked = list_search_events(user).filter(is_hidden=False).exclude(query="")
    newest = asked.order_by("query", "-created_at").distinct("query").values("pk")
    return SearchEvent.objects.filter(pk__in=newest).select_related("organization").order_by("-created_at")


def list_saved_searches(user, *, organization: Organization | None = None) -> QuerySet[SavedSearch]:
    """Return the user's own saved searches, by name."""
    saved = SavedSearch.objects.filter(user=user.pk, organization__in=visible_organizations(user))
    if organization is not None:
        saved = saved.filter(organization=organization)
    return saved.select_related("organization").order_by("name")
