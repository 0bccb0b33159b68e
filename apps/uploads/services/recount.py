"""Counters of conversations, counted anew from their messages."""

from collections.abc import Iterable

from django.db import connection

RECOUNT_SQL = """
    UPDATE uploads_conversation c
    SET message_count = left_over.messages, first_sent_at = left_over.first, last_sent_at = left_over.last
    FROM (
        SELECT c.id, count(m.id) AS messages, min(m.sent_at) AS first, max(m.sent_at) AS last
        FROM uploads_conversation c
        LEFT JOIN uploads_message m ON m.conversation_id = c.id AND m.kind IN ('message', 'poll')
        WHERE c.id = ANY(%s) GROUP BY c.id
    ) AS left_over
    WHERE c.id = left_over.id
"""


def recount(conversation_ids: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT_SQL, [list(conversation_ids)])
