"""What a first reading of a file tells of its rooms."""

from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParseOptions, ParseReport
from apps.uploads.parsing.matrix.events import iter_events
from apps.uploads.parsing.matrix.relations import Relations, edited_by
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.values import name_of, ref_of

NAME_KEYS, ID_KEYS = ("room_name", "name"), ("room_id", "roomId")
SPOKEN = frozenset(("m.room.message", "m.sticker"))


class Rooms:
    """The relations of each room, from the first reading; all but `/sync` have one room, named ""."""

    def __init__(self, source: BinaryIO, options: ParseOptions) -> None:
        self._relations: dict[str, Relations] = {}
        self._head: dict[str, Any] = {}
        self._file_name = conversation_name(options.filename)
        self._ids: set[int] = set()
        for found in iter_events(source, ParseReport()):
            self._head = self._head or found.head
            self.of(found.room).see(found.event)
            if found.is_timeline and ref_of(found.event.get("type")) in SPOKEN and not edited_by(found.event):
                self._ids.add(hash(ref_of(found.event.get("event_id"))))

    def holds(self, event_id: str) -> bool:
        """Return whether the message of this id is in the file."""
        return hash(event_id) in self._ids

    def of(self, room: str) -> Relations:
        return self._relations.setdefault(room, Relations())

    def name(self, room: str) -> str:
        found = self.of(room)
        stated = (name_of(self._head.get(key)) for key in NAME_KEYS)
        names = (next(filter(None, stated), ""), found.room_name, found.room_alias, room and name_of(room))
        return next(filter(None, names), "") or self._file_name

    def identity(self, room: str) -> str:
        stated = (ref_of(self._head.get(key)) for key in ID_KEYS)
        return room or self.of(room).room_id or next(filter(None, stated), "")
