"""Tree to text, such that the text means the same tree."""

import re

from .scanner import MINUS
from .tree import Both, Either, Field, Node, Phrase, Sequence, Without, Word

_PLAIN_VALUE = re.compile(r"[^\s\"“„«»(),\\]+")

_OF_SMILEYS = "'’^-:;="


def format_query(node: Node) -> str:
    match node:
        case Word(text):
            return text
        case Phrase(text):
            return quote(text)
        case Field(name, values):
            return f"{name}:{','.join(format_value(value.text) for value in values)}"
        case Without(part):
            return _format_without(part)
        case Either(parts):
            return " OR ".join(_format_inside(part) for part in parts)
        case Both(parts):
            return " AND ".join(format_query(part) for part in parts)
        case Sequence(parts):
            return " ".join(format_query(part) for part in parts)


def format_value(value: str) -> str:
    """In quotes only if it has to be."""
    return value if _PLAIN_VALUE.fullmatch(value) else quote(value)


def quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _format_without(part: Node) -> str:
    """With parentheses where the minus would be taken for a dash or a number's sign."""
    text = "-" + _format_inside(part)
    return text if MINUS.match(text) else f"-( {text[1:]} )"


def _format_inside(part: Node) -> str:
    """With parentheses where the operator around binds closer."""
    text = format_query(part)
    if not isinstance(part, Sequence | Both | Either):
        return text
    # A parenthesis right beside ":" would make a smiley of it.
    return f"( {text} )" if text[0] in _OF_SMILEYS or text[-1] in _OF_SMILEYS else f"({text})"
