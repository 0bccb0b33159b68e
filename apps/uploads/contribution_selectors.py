"""Reads about chats that several uploads hold messages of."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F, Func, Q, QuerySet

from apps.uploads.merging.ranges import subtract, unite
from apps.uploads.models import SAID, Contribution, Conversation, Upload
from apps.uploads.selectors import list_conversations
from apps.uploads.services.merge.twins import list_near, may_be_same

SAMPLE = 200
TELLING_CHARS = 12
MOST_COMPARED = 20
FEWEST_SHARED = 3
SLACK = timedelta(hours=26)

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
class Duplicate:
    """A conversation that may be the same chat: `shared` of `compared` longer messages stand in both."""

    conversation: Conversation
    shared: int
    compared: int

    @property
    def share(self) -> float:
        return self.shared / self.compared


def list_contributions(upload: Upload) -> QuerySet[Contribution]:
    """Return what an upload that the caller may see holds of each chat, by the chat's name."""
    return upload.contributions.select_related("conversation").order_by("conversation__name", "pk")


def list_duplicates(user, conversation: Conversation) -> list[Duplicate]:
    """Return other conversations that seem to be the same chat, the likeliest first."""
    visible = list_conversations(user, organization=conversation.organization).order_by().values("pk")
    near = list_near(conversation).filter(pk__in=visible)
    distance = Func(F("message_count") - conversation.message_count, function="ABS")
    candidates = [one for one in near.order_by(distance, "pk") if may_be_same(conversation, one)]
    found = [_compare(conversation, candidate) for candidate in candidates[:MOST_COMPARED]]
    likely = [one for one in found if one.shared >= FEWEST_SHARED]
    return sorted(likely, key=lambda one: one.share, reverse=True)


def _compare(conversation: Conversation, candidate: Conversation) -> Duplicate:
    names = {
        "own": conversation.pk,
        "other": candidate.pk,
        "slack": SLACK,
        "chars": TELLING_CHARS,
        "sample": SAMPLE,
    }
    with connection.cursor() as cursor:
        cursor.execute(SHARED_SQL, names)
        compared, shared = cursor.fetchone()
    return Duplicate(candidate, shared, compared)


@dataclass(frozen=True, slots=True)
class Loss:
    """What goes with an upload: `conversations` as a whole, `messages` of all, `shared` chats that stay."""

    conversations: int
    messages: int
    shared: int


def count_loss(upload: Upload) -> Loss:
    """Return what deleting an upload would take along."""
    others: dict[int, list] = defaultdict(list)
    held = Conversation.objects.filter(Q(upload=upload) | Q(contributions__upload=upload)).distinct()
    for one in Contribution.objects.filter(conversation__in=held).exclude(upload=upload):
        others[one.conversation_id].append(one.ranges)
    counts = dict(held.values_list("pk", "message_count"))
    mine = dict(upload.contributions.filter(conversation__in=others).values_list("conversation", "ranges"))
    own = {pk: subtract(mine.get(pk, []), unite(*ranges)) for pk, ranges in others.items()}
    whole = [count for pk, count in counts.items() if pk not in others]
    return Loss(len(whole), sum(whole) + sum(_count_said(pk, own[pk]) for pk in own), len(others))


def _count_said(conversation_id: int, ranges: list[list[int]]) -> int:
    sql = """
        SELECT count(*) FROM unnest(%s::bigint[], %s::bigint[]) AS r (first, last) JOIN uploads_message m
        ON m.conversation_id = %s AND m.sequence BETWEEN r.first AND r.last AND m.kind = ANY(%s)
    """
    columns = [first for first, _ in ranges], [last for _, last in ranges]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*columns, conversation_id, [str(kind) for kind in SAID]])
        return cursor.fetchone()[0]
