"""Reads of the search app. Light: pages and API import this."""

from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import Organization
from apps.accounts.selectors import visible_organizations
from apps.search.models import IndexState, IndexVersion, SavedSearch, SearchEvent


def get_active_version(organization: Organization) -> IndexVersion | None:
    """Return the version that is searched and written to, or None before the organization's first message."""
    return organization.index_versions.filter(state=IndexState.ACTIVE).first()


def list_search_events(user) -> QuerySet[SearchEvent]:
    """Return the user's own searches in organizations they are in, hidden ones included."""
    return SearchEvent.objects.filter(user=user.pk, organization__in=visible_organizations(user))


def get_search_event(user, event_id: UUID | str) -> SearchEvent:
    """Raises SearchEvent.DoesNotExist for an event that is unknown or another user's, alike."""
    return list_search_events(user).get(pk=event_id)


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
