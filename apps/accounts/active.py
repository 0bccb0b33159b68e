"""The organization a person is working in: kept in the session, checked at every use."""

from django.http import HttpRequest

from apps.accounts.models import Organization
from apps.accounts.selectors import get_default_organization, get_organization

SESSION_KEY = "active_organization"


def get_active_organization(request: HttpRequest) -> Organization:
    """Return the organization chosen in this session, else the user's default one; asked once per request.

    A choice that is not the user's any more is forgotten.

    Raises Organization.DoesNotExist for a user who is in none, and for visitors.
    """
    if not hasattr(request, "active_organization"):
        request.active_organization = _find_active_organization(request)
    return request.active_organization


def find_chosen_organization(request: HttpRequest) -> Organization | None:
    """Return the organization chosen in this session, None if none was: then the user's default one is meant."""
    return get_active_organization(request) if request.session.get(SESSION_KEY) else None


def set_active_organization(request: HttpRequest, organization: Organization) -> None:
    """Remember a choice; the caller has checked that the organization is the user's."""
    request.session[SESSION_KEY] = organization.slug
    request.active_organization = organization


def _find_active_organization(request: HttpRequest) -> Organization:
    slug = request.session.get(SESSION_KEY)
    if slug:
        try:
            return get_organization(request.user, slug)
        except Organization.DoesNotExist:
            del request.session[SESSION_KEY]
    return get_default_organization(request.user)
