"""Tree to what the indexes are asked: one condition with ids in place of names."""

from dataclasses import dataclass
from datetime import datetime

from apps.search.retrieval.conditions import AllOf, AnyOf, Condition, Not, Says

from .field_conditions import FieldCompiler
from .names import Names
from .tree import Both, Either, Field, Node, Phrase, Sequence, Without, Word


@dataclass(frozen=True, slots=True)
class Compiled:
    """`condition` None demands nothing; `notes` are sentences for the user."""

    condition: Condition | None
    notes: tuple[str, ...]


def compile_tree(tree: Sequence, names: Names, now: datetime) -> Compiled:
    """Raises QueryError on a value that its field does not know. `now` is aware."""
    fields = FieldCompiler(names, now)
    demanded = [part for part in tree.parts if not isinstance(part, Word)]
    conditions = [_demand(part, fields) for part in demanded]
    return Compiled(join_all(conditions) if conditions else None, tuple(dict.fromkeys(fields.notes)))


def _demand(node: Node, fields: FieldCompiler) -> Condition:
    match node:
        case Word(text) | Phrase(text):
            return Says(text)
        case Field():
            return fields.compile(node)
        case Without(part):
            return Not(_demand(part, fields))
        case Either(parts):
            return AnyOf(tuple(_demand(part, fields) for part in parts))
        case Both(parts) | Sequence(parts):
            return join_all([_demand(part, fields) for part in parts])


def join_all(conditions: list[Condition]) -> Condition:
    return conditions[0] if len(conditions) == 1 else AllOf(tuple(conditions))
