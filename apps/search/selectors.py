"""Reads of the search app. Light: pages and API import this."""

from apps.accounts.models import Organization
from apps.search.models import IndexState, IndexVersion


def get_active_version(organization: Organization) -> IndexVersion | None:
    """Return the version that is searched and written to, or None before the organization's first message."""
    return organization.index_versions.filter(state=IndexState.ACTIVE).first()
