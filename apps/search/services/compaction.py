"""Taking deleted messages out of the files: segment files are rewritten, replicas built anew, left-over files removed.

Found by comparing what rows and files say, never by a list of things to do: a pass that breaks off at any step is
simply made again.
"""

import logging
from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.db.models.functions import Now

from apps.accounts.models import Organization
from apps.search.indexing.base import IndexDamaged
from apps.search.indexing.selection import take_messages
from apps.search.models import Deletion, Segment
from apps.search.services.ask_replicas import ask_holders_of_deleted
from apps.search.services.healing import heal_segment
from apps.search.services.prune_files import discard_abandoned, prune_files
from apps.search.services.rewrite_segment import rewrite_segment
from apps.search.services.segment_messages import list_ids
from apps.search.services.segment_store import read_segment

logger = logging.getLogger(__name__)

CHANGED_SQL = """
    SELECT s.id FROM search_segment s JOIN search_indexversion v ON v.id = s.index_version_id
    WHERE v.organization_id = %s AND s.message_count <> (
        SELECT count(*) FROM uploads_message m
        WHERE m.conversation_id = s.conversation_id AND m.kind IN ('message', 'poll')
          AND m.sequence BETWEEN s.first_sequence AND s.last_sequence)
    ORDER BY s.id
"""


@dataclass(frozen=True, slots=True)
class Compacted:
    segments: int = 0
    replicas_asked: int = 0
    replicas_removed: int = 0
    files_removed: int = 0


def compact_waiting() -> int:
    """Rewrite the segments of organizations in which something was deleted; return how many segments."""
    waiting = Deletion.objects.filter(compacted_at__isnull=True).values("organization").distinct()
    return sum(compact_segments(organization) for organization in Organization.objects.filter(pk__in=waiting))


def compact_all() -> Compacted:
    """Take whatever was deleted out of every file. Replicas are built anew by their workers, beside those in use."""
    return Compacted(
        segments=sum(compact_segments(organization) for organization in Organization.objects.all()),
        replicas_removed=discard_abandoned(),
        replicas_asked=ask_holders_of_deleted(),
        files_removed=prune_files(),
    )


def compact_segments(organization: Organization) -> int:
    """Rewrite every segment that holds messages which are gone from the database; return how many there were."""
    deletions = Deletion.objects.filter(organization=organization, compacted_at__isnull=True)
    newest = deletions.order_by("-pk").values_list("pk", flat=True).first()
    changed = find_changed_segments(organization)
    for pk in changed:
        compact_segment(pk)
    if newest is not None:
        deletions.filter(pk__lte=newest).update(compacted_at=Now())
    return len(changed)


def find_changed_segments(organization: Organization) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_SQL, [organization.pk])
        return [row[0] for row in cursor.fetchall()]


def compact_segment(pk: int) -> None:
    """Write what is left of a segment to a new file; one whose file is damaged is made from its messages instead."""
    segment = Segment.objects.select_related("index_version", "conversation").filter(pk=pk).first()
    if segment is None:
        return
    try:
        arrays = read_segment(segment)
    except IndexDamaged as damage:
        logger.warning("Segment %s: %s; it is made again from its messages", pk, damage)
        heal_segment(segment)
        return
    left = list_ids(segment.conversation_id, segment.first_sequence, segment.last_sequence)
    if np.isin(left, arrays.ids).all():
        rewrite_segment(segment, take_messages(arrays, np.isin(arrays.ids, left)))
    else:
        heal_segment(segment)
