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
"""So many times as many are taken of the target at most: it may have more in the same time."""


def compare_around(target: Conversation, source: Conversation, moment: datetime) -> Comparison:
    """Compare what the source holds around a moment of its time with what the target may hold of the same days."""
    first = _list_from(source, moment).aggregate(first=Min("sequence"))["first"] or 0
    place = (max(0, first - EXCERPT // 2), first + EXCERPT // 2 - 1)
    within = Message.objects.filter(conversation=source, sequence__range=place)
    time = within.aggregate(first=Min("sent_at"), last=Max("sent_at"))
    same_days = _list_from(target, time["first"] - SLACK).filter(sent_at__lte=time["last"] + SLACK)
    found = same_days.aggregate(first=Min("sequence"), last=Max("sequence"))
    return compare_sides(
        target, source, load_side(target, _shorten(found["first"], found["last"])), load_side(source, place)
    )


def _list_from(conversation: Conversation, moment: datetime):
    return Message.objects.filter(conversation=conversation, sent_at__gte=moment)


def _shorten(first: int, last: int) -> Place:
    """Keep the middle of what is more than enough."""
    more = max(0, last - first - DENSER * EXCERPT) // 2
    return first + more, last - more
