"""Which field of a record plays which part: as the uploader stated it, else by the field's name."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.parsing.structured import fields


class Roles(NamedTuple):
    """The field of each part by its original name; None where none plays it."""

    sender: str | None = None
    time: str | None = None
    text: str | None = None
    id: str | None = None
    conversation: str | None = None
    sender_id: str | None = None
    conversation_id: str | None = None
    thread: str | None = None
    date: str | None = None
    """The day, where `time` holds the time of day only."""
    kind: str | None = None
    reply_to: str | None = None
    edited: str | None = None
    attachments: str | None = None
    reactions: str | None = None

    @property
    def is_message(self) -> bool:
        return self.text is not None or (self.sender is not None and self.time is not None)

    @property
    def names_a_chat(self) -> bool:
        """Return whether names were found for a text, and for who wrote it or when."""
        return self.text is not None and (self.sender is not None or self.time is not None)


STATED = frozenset(Roles._fields)
SYNONYMS = (
    ("text", fields.TEXT),
    ("time", fields.TIME),
    ("id", fields.IDENTITY),
    ("conversation", fields.CONVERSATION),
    ("sender", fields.SENDER),
    ("sender_id", fields.SENDER_ID),
    ("conversation_id", fields.CONVERSATION_ID),
    ("thread", fields.THREAD),
    ("kind", fields.KIND),
)
"""In the order in which they choose. What is left are attributes, see `attributes`."""

IDS = (
    ("sender", "sender_id", frozenset(fields.SENDER_ID)),
    ("conversation", "conversation_id", frozenset(fields.CONVERSATION_ID)),
)
"""Roles that an id plays too, where nothing else names who or where."""


def find_roles(names: Iterable[str], stated: Mapping[str, str] | None = None) -> Roles:
    """Return the roles that field names suggest, the stated ones first."""
    names = list(names)
    chosen = {role: name for role, name in (stated or {}).items() if name in names}
    taken = set(chosen.values())
    known = {fields.normalise(name): name for name in reversed(names) if name not in taken}
    for role, synonyms in SYNONYMS:
        if role in chosen:
            continue
        name = fields.find_field(known, synonyms)
        if name is not None:
            chosen[role] = name
            known = {key: original for key, original in known.items() if original != name}
    for role, own_id, synonyms in IDS:
        if own_id not in chosen and fields.normalise(chosen.get(role, "")) in synonyms:
            chosen[own_id] = chosen[role]
    return _join_time_of_day(Roles(**chosen), names)


def _join_time_of_day(roles: Roles, names: list[str]) -> Roles:
    """Return the roles with the time of day that stands beside its day in a field of its own."""
    known = fields.normalise(roles.time or "")
    free = {fields.normalise(name): name for name in reversed(names) if name not in roles}
    if roles.date is not None or roles.time is None:
        return roles
    if known in fields.DATE_ONLY and (clock := fields.find_field(free, fields.TIME_OF_DAY)):
        return roles._replace(date=roles.time, time=clock)
    if known in fields.TIME_OF_DAY and (day := fields.find_field(free, fields.DATE_ONLY)):
        return roles._replace(date=day)
    return roles


def require_roles(stated: Mapping[str, str]) -> None:
    """Raise UnreadableExport at a role that does not exist."""
    unknown = next((role for role in stated if role not in STATED), None)
    if unknown is not None:
        raise UnreadableExport(
            "unknown_role",
            f"There is no role named {unknown[:60]!r} for a column. Roles are {', '.join(Roles._fields)}.",
        )
