"""Messages with what was said around them, read in one query: the ORM would take longer over it than the database.

Each neighbour is looked up by its place: a range makes PostgreSQL read whole conversations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

AROUND_SQL = """
    SELECT hit.id, near.id, near.conversation_id, near.sequence, sender.name, person.name, near.sent_at,
           near.local_time, near.text, near.kind, near.starts_session
    FROM uploads_message hit
    JOIN uploads_conversation conversation ON conversation.id = hit.conversation_id
    CROSS JOIN generate_series(-%(reach)s, %(reach)s) AS step
    JOIN uploads_message near ON near.conversation_id = hit.conversation_id AND near.sequence = hit.sequence + step
    LEFT JOIN uploads_participant sender ON sender.id = near.participant_id
    LEFT JOIN uploads_person person
        ON person.id = sender.person_id AND person.has_aliases AND person.name <> sender.name
    WHERE hit.id = ANY(%(ids)s)
        AND (%(organization)s::bigint IS NULL OR conversation.organization_id = %(organization)s)
    ORDER BY hit.id, near.sequence
"""


@dataclass(frozen=True, slots=True)
class NearMessage:
    """A message as it is shown: `sender` is None where nobody is known to have sent it.

    `person` is what the sender is shown as elsewhere; None where that is the same name.
    """

    pk: int
    conversation_id: int
    sequence: int
    sender: str | None
    person: str | None
    sent_at: datetime | None
    local_time: str
    text: str
    kind: str
    starts_session: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A message, and all around it in order, itself included."""

    message: NearMessage
    around: tuple[NearMessage, ...]


def load_surroundings(
    message_ids: Sequence[int], *, reach: int, organization_id: int | None
) -> dict[int, Surroundings]:
    """Return each message with up to `reach` others on either side; one that is gone, or another's, is left out.

    Without an organization for callers inside a worker alone, whose ids come from one organization's index.
    """
    if not message_ids:
        return {}
    with connection.cursor() as cursor:
        values = {"reach": reach, "ids": list(message_ids), "organization": organization_id}
        cursor.execute(AROUND_SQL, values)
        rows = cursor.fetchall()
    around: dict[int, list[NearMessage]] = {}
    for hit, *values in rows:
        around.setdefault(hit, []).append(NearMessage(*values))
    return {
        hit: Surroundings(next(near for near in found if near.pk == hit), tuple(found))
        for hit, found in around.items()
    }
