"""Text to tree, by recursive descent.

    sequence    = conjunction*
    conjunction = alternative ("AND" alternative)*
    alternative = part ("OR" part)*
    part        = "-"? ( "(" sequence ")" | quotation | field ":" value ("," value)* | word )

OR binds its direct neighbours, as in every search box. What looks like an operator and cannot be one is a word.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .errors import QueryError
from .fields import FIELDS, find_likely_field, match_prefix
from .scanner import MINUS, Scanner
from .tree import (
    Field,
    Node,
    Sequence,
    Span,
    Value,
    Without,
    Word,
    join_both,
    join_either,
    join_sequence,
    unwrap,
)

MAX_LENGTH = 2_000
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Parsed:
    """`notes` are sentences about what looks like a slip, yet is searched as it stands."""

    tree: Sequence
    notes: tuple[str, ...] = ()


def parse(text: str) -> Parsed:
    """Raises QueryError, for a text that is too long as well."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"Use at most {MAX_LENGTH:,} characters.", MAX_LENGTH, len(text))
    parser = _Parser(text)
    return Parsed(parser.read_sequence(), tuple(dict.fromkeys(parser.notes)))


class _Parser:
    def __init__(self, text: str) -> None:
        self.notes: list[str] = []
        self._scanner = Scanner(text)

    def read_sequence(self) -> Sequence:
        """Up to the end of the text, or of the group."""
        parts: list[Node] = []
        self._scanner.skip_blanks()
        while not self._scanner.at_end_of_group():
            parts.append(self._read_leading_operator() or self._read_conjunction())
            self._scanner.skip_blanks()
        return join_sequence(parts)

    def _read_leading_operator(self) -> Word | None:
        """OR and AND with nothing before them. In lower case, so that they never become operators when written anew."""
        if not (self._scanner.sees("OR") or self._scanner.sees("AND")):
            return None
        word = self._scanner.take_word()
        return Word(word.text.lower(), word.span)

    def _read_conjunction(self) -> Node:
        return join_both(self._read_joined("AND", self._read_alternative))

    def _read_alternative(self) -> Node:
        return join_either(self._read_joined("OR", self._read_part))

    def _read_joined(self, operator: str, read: Callable[[], Node]) -> list[Node]:
        parts, scanner = [read()], self._scanner
        scanner.skip_blanks()
        while scanner.sees(operator):
            start = scanner.position
            scanner.position += len(operator)
            scanner.skip_blanks()
            if scanner.at_end_of_group() or scanner.sees("OR") or scanner.sees("AND"):
                raise QueryError(
                    f"{operator} needs something to its right. To search for the word, write it small.",
                    start,
                    start + len(operator),
                    operator.lower(),
                )
            parts.append(read())
            scanner.skip_blanks()
        return parts

    def _read_part(self) -> Node:
        scanner = self._scanner
        if odd := scanner.take_odd_word():
            return odd
        if MINUS.match(scanner.text, scanner.position):
            scanner.position += 1
            return Without(self._read_atom())
        return self._read_atom()

    def _read_atom(self) -> Node:
        if self._scanner.next == "(":
            return self._read_group()
        return self._scanner.take_quotation() or self._read_field() or self._scanner.take_word()

    def _read_group(self) -> Node:
        scanner, start = self._scanner, self._scanner.position
        if scanner.depth == MAX_DEPTH:
            raise QueryError(f"Nest at most {MAX_DEPTH} parentheses.", start, start + 1)
        scanner.position += 1
        scanner.depth += 1
        group = self.read_sequence()
        if not scanner.next:
            raise QueryError(
                "This parenthesis is never closed: put a ) behind what belongs together.", start, start + 1
            )
        scanner.position += 1
        scanner.depth -= 1
        return unwrap(group)

    def _read_field(self) -> Field | None:
        scanner, start = self._scanner, self._scanner.position
        prefix = match_prefix(scanner.text, start)
        if prefix is None:
            return None
        name = prefix[1].lower()
        if name not in FIELDS:
            self._note_likely_field(prefix[1])
            return None
        scanner.position = prefix.end()
        values = tuple(self._read_values(name, start))
        return Field(name, values, Span(start, scanner.position))

    def _read_values(self, name: str, start: int) -> list[Value]:
        scanner, values = self._scanner, []
        while True:
            value = scanner.take_value()
            if not value.text:
                raise _missing_value(name, start, scanner.position, is_first=not values)
            values.append(value)
            if scanner.next != ",":
                return values
            scanner.position += 1

    def _note_likely_field(self, written: str) -> None:
        likely = find_likely_field(written)
        if likely:
            self.notes.append(f"“{written}:” is searched as a word. Did you mean {likely}: ?")


def _missing_value(name: str, start: int, end: int, *, is_first: bool) -> QueryError:
    rule = FIELDS[name]
    if is_first:
        return QueryError(
            f"{name}: needs {rule.wanted} right behind the colon, as in {rule.example}.",
            start,
            end,
            rule.example,
        )
    return QueryError(
        "A value is missing after the comma. Write values without blanks between them, or in quotes.",
        end - 1,
        end,
        "",
    )
