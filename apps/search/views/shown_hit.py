"""A hit as its card shows it: among its neighbours, with links that know the search it was found by."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from apps.search.services.search_query import Hit
from apps.search.views.moments import describe_clock
from apps.search.views.timeline import Line, describe_context, lay_out

HIT_CHARACTERS = 900
NEIGHBOUR_CHARACTERS = 260


@dataclass(frozen=True, slots=True)
class ShownHit:
    """`line` is the hit itself, `lines` the hit among its neighbours.

    `open_url` leads into its conversation and notes that it was opened, `why_url` to what ranked it.
    """

    hit: Hit
    line: Line
    lines: list[Line]
    clock: str
    open_url: str
    why_url: str


def show_hit(hit: Hit, results: str, event_id: str | None) -> ShownHit:
    """`results` are the parameters of the page it stands on, encoded; `event_id` the search's, None if it has none."""
    zone = hit.conversation.upload.zone
    plain = [
        describe_context(message, zone=zone, limit=HIT_CHARACTERS if message.is_hit else NEIGHBOUR_CHARACTERS)
        for message in hit.context
    ]
    target = next(line for line in plain if line.is_target)
    # The card's head says the day of the hit: only neighbours of another day need to say theirs.
    lines = lay_out(plain, day=target.moment and target.moment.day)
    return ShownHit(
        hit=hit,
        line=target,
        lines=lines,
        clock=describe_clock((line.moment for line in lines), zone),
        open_url=_address_opening(hit, results, event_id),
        why_url=f"{reverse('search:why', args=[hit.message_id])}?{results}",
    )


def address_message(conversation_id: int, message_id: int, results: str = "") -> str:
    """Return where a message is read in its conversation; `results` are the encoded parameters of the way back."""
    query = urlencode({"message": message_id} | ({"results": results} if results else {}))
    return f"{reverse('search:conversation', args=[conversation_id])}?{query}#m{message_id}"


def _address_opening(hit: Hit, results: str, event_id: str | None) -> str:
    if event_id is None:
        return address_message(hit.conversation.pk, hit.message_id, results)
    query = urlencode({"rank": hit.rank, "results": results})
    return f"{reverse('search:open_hit', args=[event_id, hit.message_id])}?{query}"
