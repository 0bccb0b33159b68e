"""Tree to what the indexes are asked: one condition with ids in place of names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from apps.search.indexing.analysis import get_analyzer
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
    compiler = _Compiler(FieldCompiler(names, now))
    # Words of their own only rank.
    condition = compiler.demand_all(part for part in tree.parts if not isinstance(part, Word))
    return Compiled(condition, tuple(dict.fromkeys(compiler.notes)))


class _Compiler:
    def __init__(self, fields: FieldCompiler) -> None:
        self._fields = fields
        self.notes = fields.notes

    def demand_all(self, parts: Iterable[Node]) -> Condition | None:
        return _join(AllOf, self._list_demands(parts))

    def _demand(self, node: Node) -> Condition | None:
        """None of what cannot be looked up: it neither excludes nor demands anything."""
        match node:
            case Word(text) | Phrase(text):
                return self._demand_words(text)
            case Field():
                return self._fields.compile(node)
            case Without(part):
                condition = self._demand(part)
                return condition and Not(condition)
            case Either(parts):
                return _join(AnyOf, self._list_demands(parts))
            case Both(parts) | Sequence(parts):
                return self.demand_all(parts)

    def _list_demands(self, parts: Iterable[Node]) -> list[Condition]:
        return [condition for part in parts if (condition := self._demand(part)) is not None]

    def _demand_words(self, text: str) -> Condition | None:
        if get_analyzer("english").terms(text):
            return Says(text)
        self.notes.append(
            f"“{text}” is too common, or no word, and cannot be looked up: it excludes nothing."
        )
        return None


def _join(kind: type[AllOf] | type[AnyOf], conditions: list[Condition]) -> Condition | None:
    if len(conditions) <= 1:
        return conditions[0] if conditions else None
    return kind(tuple(conditions))
