"""The open parts of a JSON document while it streams: what surrounds the records, and the record being read."""

from typing import Any

from apps.uploads.parsing.structured import fields

MAX_RECORD_NODES = 20_000
NAMES = (
    "name",
    "title",
    "channel",
    "conversation",
    "room",
    "chat",
    "threadname",
    "roomname",
    "chatname",
    "subject",
    "displayname",
    "conversationid",
    "dialogueid",
    "matchid",
)


class Frame:
    """An open object or array that is not itself a record. `name` is that of the conversation it stands for."""

    __slots__ = ("is_list", "is_record_list", "key", "name", "rank")

    def __init__(self, name: str, *, is_list: bool, is_record_list: bool = False) -> None:
        self.name, self.is_list, self.is_record_list = name, is_list, is_record_list
        self.key, self.rank = "", len(NAMES)

    def see_name(self, key: str, value: Any) -> None:
        """Keep a string as the name if its key tells more than that of the name so far."""
        normalised = fields.normalise(key)
        if (
            normalised in NAMES
            and (rank := NAMES.index(normalised)) < self.rank
            and isinstance(value, str)
            and value
        ):
            self.name, self.rank = value[:1000], rank


class RecordBuilder:
    """The record being read, container by container."""

    def __init__(self) -> None:
        self._open: list[Any] = []
        self._keys: list[str] = []
        self._nodes = 0

    @property
    def depth(self) -> int:
        return len(self._open)

    @property
    def root(self) -> Any:
        return self._open[0]

    @property
    def key(self) -> str:
        return self._keys[-1]

    def set_key(self, key: str) -> None:
        self._keys[-1] = key

    def push(self, container: list[Any] | dict[str, Any]) -> None:
        if self._open:
            self.add(container)
        self._open.append(container)
        self._keys.append("")

    def add(self, value: Any) -> None:
        self._nodes += 1
        if self._nodes > MAX_RECORD_NODES:
            return
        holder = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
        else:
            holder[self._keys[-1]] = value

    def pop(self) -> Any:
        self._keys.pop()
        return self._open.pop()

    def clear(self) -> int:
        """Forget the record; return how many values it had."""
        nodes, self._nodes = self._nodes, 0
        self._open.clear()
        self._keys.clear()
        return nodes
