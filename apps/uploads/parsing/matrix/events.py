"""The events of a file, wherever in it they stand."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.json_items import Item, iter_items
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.values import dict_of, list_of

TIMELINES = (
    "messages.item",
    "chunk.item",
    "events.item",
    "item",
    "events_before.item",
    "event",
    "events_after.item",
)
STATES = ("state.item",)
ROOMS = ("rooms.join", "rooms.leave")
BACKWARDS = re.compile(r'"(?:chunk|events_before|events_after)"\s*:')
"""Keys of answers whose events are not in the order of time."""


class Found(NamedTuple):
    """An event, its place in the file, the room that a `/sync` puts it in, and whether it is in the timeline.

    `head` is what the document says beside the events, all of it only when the file has been read to its end.
    """

    event: dict[str, Any]
    position: int
    room: str
    is_timeline: bool
    head: dict[str, Any]


def iter_events(source: BinaryIO, report: ParseReport) -> Iterator[Found]:
    for item in iter_items(source, report, *TIMELINES, *STATES, *ROOMS):
        if item.path in ROOMS:
            yield from _iter_rooms(item)
        else:
            yield Found(item.value, item.position, "", item.path not in STATES, item.head)


def is_backwards(source: BinaryIO) -> bool:
    """Return whether events may stand newest first."""
    source.seek(0)
    return BACKWARDS.search(decode_sample(source.read(SAMPLE_BYTES))) is not None


def _iter_rooms(item: Item) -> Iterator[Found]:
    for room_id, room in item.value.items():
        room = dict_of(room)
        for place in ("state", "timeline"):
            events, is_timeline = dict_of(room.get(place)).get("events"), place == "timeline"
            for event in _all_dicts(events):
                yield Found(event, item.position, room_id, is_timeline, {})


def _all_dicts(value: Any) -> Iterator[dict[str, Any]]:
    return (one for one in list_of(value) if isinstance(one, dict))
