"""Queries that may have been meant: with a name that somebody bears, or a field's right name."""

from collections.abc import Iterator

from apps.accounts.models import Organization
from apps.search.query_language.fields import find_likely_field, match_prefix
from apps.search.query_language.formatting import format_value
from apps.search.query_language.names import Found
from apps.search.query_language.parser import parse
from apps.search.query_language.tree import Both, Either, Field, Node, Sequence, Span, Without, Word
from apps.search.services.organization_names import OrganizationNames


def list_corrections(organization: Organization, text: str, *, conversation: int | None = None) -> list[str]:
    """Return whole queries, each with one slip of a sound query put right."""
    names = OrganizationNames(organization, conversation)
    return [
        text[: span.start] + instead + text[span.end :]
        for node in walk(parse(text).tree)
        for span, instead in _correct(node, text, names)
    ]


def walk(node: Node) -> Iterator[Word | Field]:
    """Words and fields in the order they were written."""
    match node:
        case Word() | Field():
            yield node
        case Without(part):
            yield from walk(part)
        case Sequence(parts) | Either(parts) | Both(parts):
            for part in parts:
                yield from walk(part)


def _correct(node: Word | Field, text: str, names: OrganizationNames) -> Iterator[tuple[Span, str]]:
    if isinstance(node, Word):
        prefix = match_prefix(text, node.span.start)
        if prefix and (field := find_likely_field(prefix[1])):
            yield Span(*prefix.span()), f"{field}:"
        return
    for value in node.values:
        found = _find(node.name, value.text.strip(), names)
        if found is not None and not found.ids:
            yield from ((value.span, format_value(name)) for name in found.similar)


def _find(field: str, name: str, names: OrganizationNames) -> Found | None:
    match field:
        case "from":
            return names.find_people(name)
        case "in":
            return names.find_conversations(name)
        case "type":
            return names.find_conversations_of_format(name)
    return None
