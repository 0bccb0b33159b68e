"""How the language learns which people, conversations and formats there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for: `ids` of rows, and the full names they are shown by; `aliases` are all they go by.

    Without ids nothing is called so; `similar` are then names that may have been meant.
    """

    ids: frozenset[int]
    names: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Names(Protocol):
    """Only ever knows what the one who asks may see."""

    def find_people(self, name: str) -> Found:
        """`ids` are of participants: all whom the people so called wrote as."""
        ...

    def find_conversations(self, name: str) -> Found: ...

    def find_conversations_of_format(self, name: str) -> Found:
        """`similar` are all the formats there are."""
        ...


def describe_unknown(field: str, name: str, found: Found) -> str:
    """A sentence for the user on a name that nobody bears."""
    what = {"from": "Nobody", "in": "No conversation", "type": "No conversation's kind"}[field]
    sentence = f"{what} is called “{name}”."
    return f"{sentence} Did you mean {join_or(found.similar)}?" if found.similar else sentence


def describe_several(field: str, name: str, found: Found, shown: int = 3) -> str:
    more = len(found.names) - shown
    names = [*found.names[:shown], *([f"{more} more"] if more > 0 else [])]
    return f"{field}:{name} stands for {', '.join(names[:-1])} and {names[-1]}."


def join_or(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
