"""Which of an organization's messages an index version covers. Light: pages and API import this."""

from django.db import connection
from django.db.models import Max

from apps.search.models import IndexVersion, Segment
from apps.search.selectors import get_active_version
from apps.uploads.models import Conversation

UNCOVERED_SQL = """
    SELECT EXISTS (
        SELECT 1 FROM uploads_conversation c
        LEFT JOIN (SELECT conversation_id, max(last_sequence) AS last FROM search_segment
                   WHERE index_version_id = %(version)s GROUP BY conversation_id) AS mine
            ON mine.conversation_id = c.id
        LEFT JOIN (SELECT conversation_id, max(last_sequence) AS last FROM search_segment
                   WHERE index_version_id = %(than)s GROUP BY conversation_id) AS theirs
            ON theirs.conversation_id = c.id
        WHERE c.organization_id = %(organization)s AND EXISTS (
            SELECT 1 FROM uploads_message m
            WHERE m.conversation_id = c.id AND m.kind IN ('message', 'poll') AND m.sequence > COALESCE(mine.last, -1)
              AND (%(than)s IS NULL OR m.sequence <= COALESCE(theirs.last, -1))))
"""
"""Segments of a conversation follow on each other from its first message, so their last end says it all."""


def find_next_sequence(version: IndexVersion, conversation: Conversation) -> int:
    """Return the first sequence that no segment covers."""
    covered = Segment.objects.filter(index_version=version, conversation=conversation)
    last = covered.aggregate(last=Max("last_sequence"))["last"]
    return 0 if last is None else last + 1


def has_uncovered(version: IndexVersion, *, than: IndexVersion | None = None) -> bool:
    """Return whether there are messages that the version does not cover, or that `than` covers and it does not."""
    names = {
        "version": version.pk,
        "than": None if than is None else than.pk,
        "organization": version.organization_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(UNCOVERED_SQL, names)
        return cursor.fetchone()[0]


def is_behind(version: IndexVersion) -> bool:
    """Return whether the version lacks messages that the active one covers; without one, whether it lacks any."""
    active = get_active_version(version.organization)
    return active != version and has_uncovered(version, than=active)
