"""A part of two large chats, enough to see in a second whether they are one, who is whom and how their clocks stand."""

from datetime import datetime

from django.db.models import Max, Min

from apps.uploads.models import Conversation, Message
from apps.uploads.services.merge.load_side import Place, load_side
from apps.uploads.services.merge.sample import SLACK
from apps.uploads.services.merge.twins import Comparison, compare_sides

WHOLE = 100_000
"""So many messages and events of both together are compared whole: about 1.5 s."""
EXCERPT = 20_000
DENSER = 3
"""So many times as many are taken of the target: it may have others between those that both have."""
NOWHERE: Place = (0, -1)


def compare_around(target: Conversation, source: Conversation, middle: tuple[int, int]) -> Comparison:
    """Compare what stands around a message that both have, at these sequences of the source and the target."""
    in_source, in_target = middle
    mine = load_side(target, _surround(in_target, DENSER * EXCERPT))
    theirs = load_side(source, _surround(in_source, EXCERPT))
    return compare_sides(target, source, mine, theirs)


def compare_common_time(target: Conversation, source: Conversation) -> Comparison:
    """Compare the beginning of the time that both cover. Where they cover none nothing is compared: none is shared."""
    start = max(filter(None, (target.first_sent_at, source.first_sent_at)), default=None)
    end = min(filter(None, (target.last_sent_at, source.last_sent_at)), default=None)
    mine = load_side(target, _begin(target, start, end, DENSER * EXCERPT))
    theirs = load_side(source, _begin(source, start, end, EXCERPT))
    return compare_sides(target, source, mine, theirs)


def _begin(conversation: Conversation, start: datetime | None, end: datetime | None, size: int) -> Place:
    """Return at most so many sequences from the first in that time on."""
    within = Message.objects.filter(conversation=conversation)
    if start is not None and end is not None:
        within = within.filter(sent_at__range=(start - SLACK, end + SLACK))
    found = within.aggregate(first=Min("sequence"), last=Max("sequence"))
    return (
        NOWHERE if found["first"] is None else (found["first"], min(found["last"], found["first"] + size - 1))
    )


def _surround(sequence: int, size: int) -> Place:
    return sequence - size // 2, sequence + size // 2 - 1
