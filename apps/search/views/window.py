"""Which part of a conversation to show: every part is a range of sequences, which have no gaps."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from apps.search.views.rich_text import Range
from apps.search.views.timeline import Line, describe_message, lay_out
from apps.uploads.models import Conversation, Message
from apps.uploads.selectors import get_message_page

WINDOW = 60
"""Messages loaded at once."""
LOOK_BACK = 8
"""Messages read before a window, to know whose turn and which day it is; events often carry no time."""


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive messages of a conversation: sequences `first` to `last`, both included, and what lies around."""

    lines: list[Line]
    first: int
    last: int
    has_before: bool
    has_after: bool


def load_window(
    conversation: Conversation,
    first: int,
    *,
    count: int = WINDOW,
    target: int | None = None,
    highlights: list[Range] | None = None,
) -> Window:
    """Return up to `count` messages from sequence `first` on; one query.

    `target` is the id of the message to point out, `highlights` what to mark in it.
    """
    first = max(0, first)
    start = max(0, first - LOOK_BACK)
    page = get_message_page(conversation, after=start - 1, limit=count + first - start)
    zone = conversation.upload.timezone
    lines = [
        describe_message(message, zone=zone, target=target, highlights=highlights or ())
        for message in page.messages
    ]
    before, shown = lines[: first - start], lines[first - start :]
    return Window(
        lines=lay_out(shown, before),
        first=first,
        last=first + len(shown) - 1,
        has_before=first > 0,
        has_after=page.has_after,
    )


def first_around(conversation: Conversation, sequence: int) -> int:
    """Return where a window starts that has a message in its middle, or as near to it as the chat's ends allow."""
    return max(0, min(sequence - WINDOW // 2, first_at_end(conversation)))


def first_at_end(conversation: Conversation) -> int:
    return max(0, conversation.item_count - WINDOW)


def find_day(conversation: Conversation, day: date) -> Message | None:
    """Return the first message, in the order of the export, sent on that day or later; None if there is none.

    The day begins at midnight in the time zone the uploader stated, in UTC otherwise, as its times were read.
    """
    zone = ZoneInfo(conversation.upload.timezone) if conversation.upload.timezone else UTC
    try:
        midnight = datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return conversation.messages.order_by("sequence").first()
    return conversation.messages.filter(sent_at__gte=midnight).order_by("sequence").first()
