"""Messages as lines of a chat: which of them opens a day, and which continues what its sender was saying."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from apps.search.services.search_query import ContextMessage
from apps.search.views.excerpt import Excerpt, take_excerpt
from apps.search.views.line_details import NO_DETAILS, LineDetails, Quote, describe_details
from apps.search.views.moments import Moment, describe_moment
from apps.search.views.rich_text import Range
from apps.uploads.models import Message
from apps.uploads.parsing.base import EVENTS

TURN_GAP = timedelta(minutes=10)
"""After a longer silence a sender's name is shown again."""
SHOWN_CHARACTERS = 2_000
"""Of one message; the rest is a click away, so that a pasted log does not weigh down the page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message as shown. `opens_day` is the day to announce above it, if any.

    `person` is whom the sender is shown as elsewhere, where that is another name.
    """

    message_id: int
    sender: str
    kind: str
    moment: Moment | None
    excerpt: Excerpt
    is_target: bool = False
    opens_day: date | None = None
    opens_turn: bool = True
    person: str = ""
    details: LineDetails = NO_DETAILS

    @property
    def is_event(self) -> bool:
        return self.kind in EVENTS

    @property
    def actor(self) -> str:
        """Whom to name before an event's text; nobody where the text begins with the name itself."""
        return "" if self.excerpt.text.startswith(self.sender) else self.sender


def describe_message(
    message: Message,
    *,
    zone: str,
    target: int | None = None,
    highlights: Iterable[Range] = (),
    quotes: dict[str, Quote] | None = None,
) -> Line:
    """Return the line of a stored message; `highlights` are marked if it is the target."""
    is_target = message.pk == target
    return Line(
        message_id=message.pk,
        sender=message.participant.name if message.participant else "",
        kind=message.kind,
        moment=describe_moment(message.sent_at, message.local_time, zone),
        excerpt=take_excerpt(message.text, list(highlights) if is_target else [], limit=SHOWN_CHARACTERS),
        is_target=is_target,
        details=describe_details(message, quotes or {}),
    )


def describe_context(message: ContextMessage, *, zone: str, limit: int) -> Line:
    """Return the line of a hit or one of its neighbours, `limit` characters of it."""
    return Line(
        message_id=message.message_id,
        sender=message.sender or "",
        kind=message.kind,
        moment=describe_moment(message.sent_at, message.local_time, zone),
        excerpt=take_excerpt(message.text, message.highlights, limit=limit),
        is_target=message.is_hit,
        person=message.person or "",
    )


def lay_out(lines: Iterable[Line], before: Sequence[Line] = (), *, day: date | None = None) -> list[Line]:
    """Return the lines with days and turns opened.

    `before` are some of the messages before the first one, `day` the one that is announced already. A message
    without a time belongs to the day it stands in.
    """
    laid_out = []
    previous = before[-1] if before else None
    day = _find_day(before) or day
    for line in lines:
        opens_day = line.moment.day if line.moment and line.moment.day != day else None
        opens_turn = opens_day is not None or _is_new_turn(line, previous)
        laid_out.append(replace(line, opens_day=opens_day, opens_turn=opens_turn))
        previous, day = line, opens_day or day
    return laid_out


def _find_day(lines: Sequence[Line]) -> date | None:
    """Return the last day that is known in the lines."""
    return next((line.moment.day for line in reversed(lines) if line.moment), None)


def _is_new_turn(line: Line, previous: Line | None) -> bool:
    if previous is None or previous.is_event or (previous.sender, previous.kind) != (line.sender, line.kind):
        return True
    if line.moment is None or previous.moment is None:
        return False
    return abs(line.moment.clock - previous.moment.clock) > TURN_GAP
