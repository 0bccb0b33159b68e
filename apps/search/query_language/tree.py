"""What a query says, as a tree. Places in the text do not count when trees are compared."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """Characters [start, end) of the query."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text` as it stands between the quotes, escapes resolved."""

    text: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    text: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """`name` in lower case; any one of `values` is enough."""

    name: str
    values: tuple[Value, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Without:
    part: "Node"


@dataclass(frozen=True, slots=True)
class Either:
    """Two or more parts joined by OR."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Both:
    """Two or more parts joined by AND."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts side by side: the whole query, or what a pair of parentheses holds."""

    parts: tuple["Node", ...]


Node = Word | Phrase | Field | Without | Either | Both | Sequence


def join_either(parts: list[Node]) -> Node:
    """One part stays as it is; an OR within an OR adds its parts."""
    return parts[0] if len(parts) == 1 else Either(_flatten(parts, Either))


def join_both(parts: list[Node]) -> Node:
    """Like `join_either`; what stands side by side is demanded here, just as if AND stood between."""
    return parts[0] if len(parts) == 1 else Both(_flatten(parts, Both, Sequence))


def join_sequence(parts: list[Node]) -> Sequence:
    return Sequence(_flatten(parts, Sequence))


def unwrap(sequence: Sequence) -> Node:
    """Parentheses around one thing say nothing."""
    return sequence.parts[0] if len(sequence.parts) == 1 else sequence


def _flatten(parts: list[Node], *kinds: type) -> tuple[Node, ...]:
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kinds) else (part,))
    return tuple(flat)
