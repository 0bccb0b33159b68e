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
    SELECT count(*), count(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM uploads_message other
        WHERE other.conversation_id = %(other)s AND other.text = mine.text
          AND other.sent_at BETWEEN mine.sent_at - %(slack)s AND mine.sent_at + %(slack)s))
    FROM (
        SELECT m.text, m.sent_at FROM uploads_message m
        JOIN uploads_conversation o ON o.id = %(other)s
        WHERE m.conversation_id = %(own)s AND m.kind IN ('message', 'poll') AND length(m.text) >= %(chars)s
          AND m.sent_at BETWEEN o.first_sent_at - %(slack)s AND o.last_sent_at + %(slack)s
        ORDER BY m.sequence DESC LIMIT %(sample)s) AS mine
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """Of `compared` longer messages, the latest of the common time, `shared` stand in both with the same words."""

    compared: int
    shared: int

    @property
    def share(self) -> float:
        return self.shared / self.compared if self.compared else 0.0


def take_sample(own: Conversation, other: Conversation) -> Sample:
    names = {
        "own": own.pk,
        "other": other.pk,
        "slack": SLACK,
        "chars": TELLING_CHARS,
        "sample": SAMPLE,
    }
    with connection.cursor() as cursor:
        cursor.execute(SHARED_SQL, names)
        return Sample(*cursor.fetchone())
