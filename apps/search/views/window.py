"""Which part of a conversation to show. Deleted messages leave gaps in the sequence, so parts are counted in rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial

from apps.search.views.line_details import find_quotes
from apps.search.views.rich_text import Range
from apps.search.views.timeline import Line, describe_message, lay_out
from apps.uploads.models import Conversation, Message
from apps.uploads.selectors import get_message_page
from apps.uploads.zones import get_zone

WINDOW = 60
"""Messages loaded at once."""
LOOK_BACK = 8
"""Messages read before a window, to know whose turn and which day it is; events often carry no time."""


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive messages of a conversation, within sequences `first` to `last`, and what lies around."""

    lines: list[Line]
    first: int
    last: int
    has_before: bool
    has_after: bool


def load_window(
    conversation: Conversation,
    first: int,
    *,
    end: int | None = None,
    target: int | None = None,
    highlights: list[Range] | None = None,
) -> Window:
    """Return WINDOW messages from sequence `first` on, none from `end` on; one query, two if some answer others.

    `target` is the id of the message to point out, `highlights` what to mark in it.
    """
    first = max(0, first)
    start = max(0, first - LOOK_BACK)
    page = get_message_page(conversation, after=start - 1, limit=WINDOW + first - start)
    within = [message for message in page.messages if end is None or message.sequence < end]
    before = [message for message in within if message.sequence < first]
    shown = within[len(before) : len(before) + WINDOW]
    describe = partial(
        describe_message,
        zone=conversation.upload.zone,
        target=target,
        highlights=highlights or (),
        quotes=find_quotes(conversation, shown),
    )
    return Window(
        lines=lay_out([describe(message) for message in shown], [describe(message) for message in before]),
        first=first,
        last=shown[-1].sequence if shown else first - 1,
        has_before=bool(before) or start > 0,
        has_after=page.has_after or len(before) + len(shown) < len(page.messages),
    )


def step_back(conversation: Conversation, end: int, count: int = WINDOW) -> int:
    """Return the sequence from which on there are `count` messages before `end`; 0 if there are fewer."""
    earlier = conversation.messages.filter(sequence__lt=end).order_by("-sequence")
    return next(iter(earlier.values_list("sequence", flat=True)[count - 1 : count]), 0)


def first_around(conversation: Conversation, sequence: int) -> int:
    """Return where a window starts that has a message in its middle, or as near to it as the chat's ends allow."""
    return min(step_back(conversation, sequence, WINDOW // 2), first_at_end(conversation))


def first_at_end(conversation: Conversation) -> int:
    return step_back(conversation, conversation.item_count)


def find_day(conversation: Conversation, day: date) -> Message | None:
    """Return the first message, in the order of the export, sent on that day or later; None if there is none.

    The day begins at midnight in the time zone in which its times were read, and are shown.
    """
    zone = get_zone(conversation.upload.zone)
    try:
        midnight = datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return conversation.messages.order_by("sequence").first()
    return conversation.messages.filter(sent_at__gte=midnight).order_by("sequence").first()
