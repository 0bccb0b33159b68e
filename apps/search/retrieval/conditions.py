"""What a message must be like to be found at all: a tree of conditions with ids in place of names.

Web code imports this: no numpy here, nor anything heavier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Feature(StrEnum):
    """What a message has or is, besides its words."""

    LINK = "link"
    FILE = "file"
    IMAGE = "image"
    REACTION = "reaction"
    QUESTION = "question"
    EDITED = "edited"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class InConversations:
    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class SentBy:
    """`ids` of participants."""

    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class SentWithin:
    """`after <= sent_at < before`, aware datetimes, None for no bound; a message without a time fails."""

    after: datetime | None
    before: datetime | None


@dataclass(frozen=True, slots=True)
class Has:
    feature: Feature


@dataclass(frozen=True, slots=True)
class InLanguage:
    """`code` of ISO 639-1."""

    code: str


@dataclass(frozen=True, slots=True)
class Says:
    """The message's own text holds these words in a row, compared as the keyword search does."""

    words: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """The message addresses somebody by one of these names: "@name" or, at its beginning, "name:"."""

    names: tuple[str, ...]


Condition = AllOf | AnyOf | Not | InConversations | SentBy | SentWithin | Has | InLanguage | Says | Mentions


def has_words(text: str) -> bool:
    """Whether there is anything to rank by."""
    return any(character.isalnum() for character in text)


def is_impossible(condition: Condition) -> bool:
    """Whether it is plain, without looking at messages, that none meets it: a name that nobody bears, say."""
    match condition:
        case InConversations(ids) | SentBy(ids):
            return not ids
        case SentWithin(after, before):
            return after is not None and before is not None and after >= before
        case AllOf(parts):
            return any(map(is_impossible, parts))
        case AnyOf(parts):
            return all(map(is_impossible, parts))
    return False


def to_payload(condition: Condition) -> list[Any]:
    """JSON types only: the kind's name, then its values."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            values: list[Any] = [to_payload(part) for part in parts]
        case Not(part):
            values = [to_payload(part)]
        case InConversations(ids) | SentBy(ids):
            values = sorted(ids)
        case SentWithin(after, before):
            values = [after and after.isoformat(), before and before.isoformat()]
        case Mentions(names):
            values = list(names)
        case Has(value) | InLanguage(value) | Says(value):
            values = [str(value)]
    return [type(condition).__name__, *values]


def from_payload(payload: list[Any]) -> Condition:
    """The inverse of `to_payload`. Raises KeyError or ValueError on anything else."""
    kind, *values = payload
    return _READERS[kind](values)


def _read_moment(value: str | None) -> datetime | None:
    return value and datetime.fromisoformat(value)


_READERS: Mapping[str, Any] = {
    "AllOf": lambda values: AllOf(tuple(map(from_payload, values))),
    "AnyOf": lambda values: AnyOf(tuple(map(from_payload, values))),
    "Not": lambda values: Not(from_payload(values[0])),
    "InConversations": lambda values: InConversations(frozenset(values)),
    "SentBy": lambda values: SentBy(frozenset(values)),
    "SentWithin": lambda values: SentWithin(*map(_read_moment, values)),
    "Mentions": lambda values: Mentions(tuple(values)),
    "Has": lambda values: Has(Feature(values[0])),
    "InLanguage": lambda values: InLanguage(values[0]),
    "Says": lambda values: Says(values[0]),
}
