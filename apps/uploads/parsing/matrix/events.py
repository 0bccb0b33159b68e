"""The events of a file, wherever in it they stand."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.json_decode import decode_json
from apps.uploads.parsing.json_items import Item, iter_items
from apps.uploads.parsing.json_lines import iter_json_lines
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.values import dict_of, list_of, ref_of

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
MAX_FIRST_LINE_BYTES = 1024 * 1024


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
    if is_lines(source):
        for number, event in iter_json_lines(source, report):
            yield Found(unwrap(event), number, ref_of(event.get("room_id")), True, {})
        return
    for item in iter_items(source, report, *TIMELINES, *STATES, *ROOMS):
        if item.path in ROOMS:
            yield from _iter_rooms(item)
        else:
            yield Found(unwrap(item.value), item.position, "", item.path not in STATES, item.head)


def unwrap(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event itself of one written beside what it was encrypted to, as Element's own library does."""
    return dict_of(event.get("decrypted")) if "type" not in event and "decrypted" in event else event


def is_lines(source: BinaryIO) -> bool:
    """Return whether the file is an event a line, as servers and scripts write them."""
    source.seek(0)
    first = source.readline(MAX_FIRST_LINE_BYTES).removeprefix(b"\xef\xbb\xbf")
    source.seek(0)
    try:
        event = dict_of(decode_json(first.decode()))
    except (ValueError, RecursionError):
        return False
    return "content" in event and isinstance(event.get("type"), str)


def is_backwards(source: BinaryIO) -> bool:
    """Return whether events may stand newest first."""
    if is_lines(source):
        return True
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
