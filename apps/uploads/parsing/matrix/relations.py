"""What later events say about earlier ones: edits, reactions, redactions; and the names of people and the room."""

from typing import Any, NamedTuple

from apps.uploads.parsing.base import ParseReport, Reaction
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.values import dict_of, int_of, name_of, ref_of

MAX_EDITS = 200_000
"""Texts of edits held while a file is read; those beyond are left out, and told of."""

Event = dict[str, Any]


class Edit(NamedTuple):
    event_id: str
    at_ms: int
    content: dict[str, Any]


class Relations:
    """Collected in a first reading of the events."""

    def __init__(self) -> None:
        self.edits: dict[str, Edit] = {}
        self.redacted: set[str] = set()
        self.names: dict[str, str] = {}
        self.room_name = self.room_alias = self.room_id = ""
        self._reactions: dict[str, list[tuple[str, str, str]]] = {}
        self._left_out = 0

    def see(self, event: Event) -> None:
        kind, content = event.get("type"), dict_of(event.get("content"))
        self.room_id = self.room_id or ref_of(event.get("room_id"))
        if kind == "m.reaction":
            self._see_reaction(event, dict_of(content.get("m.relates_to")))
        elif kind == "m.room.redaction":
            self.redacted.add(ref_of(event.get("redacts")) or ref_of(content.get("redacts")))
        elif kind == "m.room.member":
            self._see_name(ref_of(event.get("state_key")), content)
        elif kind == "m.room.name":
            self.room_name = name_of(content.get("name")) or self.room_name
        elif kind == "m.room.canonical_alias":
            self.room_alias = name_of(content.get("alias")) or self.room_alias
        elif target := edited_by(event):
            self._see_edit(target, event, content)
        elif bundled := _bundled_edit(event):
            self._see_edit(ref_of(event.get("event_id")), bundled, dict_of(bundled.get("content")))

    def reactions_to(self, event_id: str) -> tuple[Reaction, ...]:
        chosen = self._reactions.get(event_id, ())
        return gather_reactions(
            (key, self.name(sender)) for key, sender, own_id in chosen if own_id not in self.redacted
        )

    def name(self, user_id: str) -> str:
        return self.names.get(user_id) or name_of(user_id)

    def tell(self, report: ParseReport) -> None:
        if self._left_out:
            report.warn(f"There are very many edits; so many of them were not applied: {self._left_out}.")

    def _see_reaction(self, event: Event, relation: dict[str, Any]) -> None:
        target, key = ref_of(relation.get("event_id")), name_of(relation.get("key"))
        if target and key and not is_redacted(event):
            chosen = (key, ref_of(event.get("sender")), ref_of(event.get("event_id")))
            self._reactions.setdefault(target, []).append(chosen)

    def _see_name(self, user_id: str, content: dict[str, Any]) -> None:
        name = name_of(content.get("displayname"))
        if user_id and name:
            self.names[user_id] = name

    def _see_edit(self, target: str, event: Event, content: dict[str, Any]) -> None:
        at_ms = int_of(event.get("origin_server_ts")) or 0
        earlier = self.edits.get(target)
        if earlier is None and len(self.edits) >= MAX_EDITS:
            self._left_out += 1
        elif not is_redacted(event) and (earlier is None or at_ms >= earlier.at_ms):
            self.edits[target] = Edit(
                ref_of(event.get("event_id")), at_ms, dict_of(content.get("m.new_content"))
            )


def edited_by(event: Event) -> str:
    """Return the id of the message that the event edits; empty if it is no edit."""
    relation = dict_of(dict_of(event.get("content")).get("m.relates_to"))
    return ref_of(relation.get("event_id")) if relation.get("rel_type") == "m.replace" else ""


def _bundled_edit(event: Event) -> Event:
    """Return the latest edit as servers send it along with the message."""
    return dict_of(dict_of(dict_of(event.get("unsigned")).get("m.relations")).get("m.replace"))


def is_redacted(event: Event) -> bool:
    unsigned = dict_of(event.get("unsigned"))
    return bool(unsigned.get("redacted_because") or event.get("redacted_because"))
