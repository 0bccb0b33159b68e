"""One at a time decides who is who in an organization."""

from django.db import connection

from apps.accounts.models import Organization

PEOPLE_LOCK = 0x70_65_6F
"""Space of PostgreSQL advisory locks, by organization."""


def lock_people(organization: Organization) -> None:
    """Keep everybody else from joining or parting people of the organization until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PEOPLE_LOCK, organization.pk % 2**31])
