"""Which of an organization's messages an index version covers. Light: pages and API import this."""

from django.db import connection
from django.db.models import QuerySet

from apps.search.models import IndexVersion, Segment
from apps.search.selectors import get_active_version
from apps.uploads.models import Conversation

END = 2**62
"""Behind every sequence."""

STRETCHES_SQL = """
    WITH mine AS (
        SELECT conversation_id, first_sequence, last_sequence, lag(last_sequence, 1, -1::bigint) OVER (
            PARTITION BY conversation_id ORDER BY first_sequence) AS previous
        FROM search_segment
        WHERE index_version_id = %(version)s AND (%(only)s::bigint IS NULL OR conversation_id = %(only)s)),
    stretches AS (
        SELECT conversation_id, previous + 1 AS first, first_sequence - 1 AS last FROM mine
        WHERE first_sequence > previous + 1
        UNION ALL
        SELECT c.id, COALESCE(ends.last, -1) + 1, %(end)s::bigint FROM uploads_conversation c
        LEFT JOIN (SELECT conversation_id, max(last_sequence) AS last FROM mine GROUP BY 1) AS ends
            ON ends.conversation_id = c.id
        WHERE c.organization_id = %(organization)s AND (%(only)s::bigint IS NULL OR c.id = %(only)s))
"""
"""What lies before, between and behind the segments of each conversation, or of the one with the id `only`."""

HAS_MESSAGE = """EXISTS (
    SELECT 1 FROM uploads_message m
    WHERE m.conversation_id = s.conversation_id AND m.kind IN ('message', 'poll')
      AND m.sequence BETWEEN {first} AND {last})"""
IN_STRETCH = HAS_MESSAGE.format(first="s.first", last="s.last")
IN_BOTH = HAS_MESSAGE.format(
    first="greatest(s.first, t.first_sequence)", last="least(s.last, t.last_sequence)"
)
LIST_SQL = f"{STRETCHES_SQL} SELECT s.first, s.last FROM stretches s WHERE {IN_STRETCH} ORDER BY s.first"  # noqa: S608
UNCOVERED_SQL = f"{STRETCHES_SQL} SELECT EXISTS (SELECT 1 FROM stretches s WHERE {IN_STRETCH})"  # noqa: S608
BEHIND_SQL = f"""{STRETCHES_SQL}
    SELECT EXISTS (
        SELECT 1 FROM stretches s JOIN search_segment t ON t.conversation_id = s.conversation_id
            AND t.index_version_id = %(than)s AND t.first_sequence <= s.last AND t.last_sequence >= s.first
        WHERE {IN_BOTH})"""  # noqa: S608


def list_gaps(version: IndexVersion, conversation: Conversation) -> list[tuple[int, int]]:
    """Return the stretches of a conversation, first and last sequence, that hold messages no segment covers."""
    with connection.cursor() as cursor:
        cursor.execute(LIST_SQL, _name(version) | {"only": conversation.pk})
        return cursor.fetchall()


def has_uncovered(version: IndexVersion, *, than: IndexVersion | None = None) -> bool:
    """Return whether there are messages that the version does not cover, or that `than` covers and it does not."""
    with connection.cursor() as cursor:
        if than is None:
            cursor.execute(UNCOVERED_SQL, _name(version))
        else:
            cursor.execute(BEHIND_SQL, _name(version) | {"than": than.pk})
        return cursor.fetchone()[0]


def _name(version: IndexVersion) -> dict[str, int | None]:
    return {"version": version.pk, "organization": version.organization_id, "only": None, "end": END}


def is_behind(version: IndexVersion) -> bool:
    """Return whether the version lacks messages that the active one covers; without one, whether it lacks any."""
    active = get_active_version(version.organization)
    return active != version and has_uncovered(version, than=active)


def find_covering(
    version_id: int, conversation_id: int, first_sequence: int, last_sequence: int
) -> QuerySet[Segment]:
    """Return the segments that share a sequence with a stretch of a conversation."""
    return Segment.objects.filter(
        index_version=version_id,
        conversation=conversation_id,
        first_sequence__lte=last_sequence,
        last_sequence__gte=first_sequence,
    )


def is_free(segment: Segment) -> bool:
    """Return whether a new segment's messages stand where they were read, and no other one covers any of them.

    To be asked under the lock of its version: whoever moves messages holds it too.
    """
    conversation = segment.conversation
    stands = Conversation.objects.filter(pk=conversation.pk, revision=conversation.revision)
    covering = find_covering(
        segment.index_version_id, conversation.pk, segment.first_sequence, segment.last_sequence
    )
    return stands.exists() and not covering.exists()
