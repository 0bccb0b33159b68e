"""Reads about chats that several uploads hold messages of."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.models import F, Func, Q, QuerySet

from apps.uploads.merging.ranges import subtract, unite
from apps.uploads.models import SAID, Contribution, Conversation, Upload
from apps.uploads.selectors import list_conversations
from apps.uploads.services.merge.sample import take_sample
from apps.uploads.services.merge.twins import list_near, may_be_same

MOST_COMPARED = 20
FEWEST_SHARED = 3


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A conversation that may be the same chat: `shared` of `compared` longer messages stand in both."""

    conversation: Conversation
    shared: int
    compared: int
    share: float


def list_contributions(upload: Upload) -> QuerySet[Contribution]:
    """Return what an upload that the caller may see holds of each chat, by the chat's name."""
    return upload.contributions.select_related("conversation").order_by("conversation__name", "pk")


def list_duplicates(user, conversation: Conversation) -> list[Duplicate]:
    """Return other conversations that seem to be the same chat, the likeliest first."""
    visible = list_conversations(user, organization=conversation.organization).order_by().values("pk")
    near = list_near(conversation).filter(pk__in=visible)
    distance = Func(F("message_count") - conversation.message_count, function="ABS")
    same_program = (one for one in near.order_by(distance, "pk").iterator() if may_be_same(conversation, one))
    found = [_compare(conversation, candidate) for candidate in islice(same_program, MOST_COMPARED)]
    likely = [one for one in found if one.shared >= FEWEST_SHARED]
    return sorted(likely, key=lambda one: one.share, reverse=True)


def _compare(conversation: Conversation, candidate: Conversation) -> Duplicate:
    sample = take_sample(conversation, candidate)
    return Duplicate(candidate, sample.shared, sample.compared, sample.share)


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
