"""A quick look whether two conversations have messages in common, before all of them are compared."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from apps.uploads.models import Conversation

SAMPLE = 200
TELLING_CHARS = 12
SLACK = timedelta(hours=26)
"""Two exports of one chat may be read in zones so far apart."""

SHARED_SQL = """
    WITH mine AS MATERIALIZED (
        SELECT m.id, m.sequence, m.text, m.sent_at FROM uploads_message m
        JOIN uploads_conversation o ON o.id = %(other)s
        WHERE m.conversation_id = %(own)s AND m.kind IN ('message', 'poll') AND length(m.text) >= %(chars)s
          AND m.sent_at BETWEEN o.first_sent_at - %(reach)s AND o.last_sent_at + %(reach)s
        ORDER BY m.id %% 1009, m.id LIMIT %(sample)s)
    SELECT (SELECT count(*) FROM mine), count(DISTINCT mine.id),
        percentile_disc(0.5) WITHIN GROUP (ORDER BY ARRAY[mine.sequence, other.sequence])
    FROM mine JOIN uploads_message other ON other.text = mine.text
        AND other.sent_at BETWEEN mine.sent_at - %(slack)s AND mine.sent_at + %(slack)s
    WHERE other.conversation_id = %(other)s
"""
"""From all over the common time. A join, so that the other conversation is read once."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Of `compared` longer messages of the common time `shared` stand in both with the same words.

    `middle` are the two sequences of the middle one of these.
    """

    compared: int
    shared: int
    middle: tuple[int, int] | None

    @property
    def share(self) -> float:
        return self.shared / self.compared if self.compared else 0.0


def take_sample(own: Conversation, other: Conversation, *, reach: timedelta = SLACK) -> Sample:
    """Take messages of `own` that lie within the other's time, or so far outside."""
    names = {
        "own": own.pk,
        "other": other.pk,
        "reach": reach,
        "slack": SLACK,
        "chars": TELLING_CHARS,
        "sample": SAMPLE,
    }
    with connection.cursor() as cursor:
        cursor.execute(SHARED_SQL, names)
        compared, shared, middle = cursor.fetchone()
    return Sample(compared, shared, tuple(middle) if middle else None)
