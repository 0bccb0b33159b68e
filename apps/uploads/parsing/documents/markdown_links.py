"""Links of a Markdown text: the words they show, and the addresses behind them, also those defined elsewhere in it."""

import re
from collections.abc import Iterable

LINK = re.compile(
    r"!?\[([^\[\]\n]{0,500})\]\(<?((?:https?|mailto|ftp):[^\s()<>]{1,2000})>?(?:[ \t]+\"[^\"\n]{0,200}\")?\)"
)
REFERENCE = re.compile(r"!?\[([^\[\]\n]{1,500})\](?:\[([^\[\]\n]{0,100})\])?(?![(\[:])")
DEFINITION = re.compile(
    r" {0,3}\[([^\[\]^\n][^\[\]\n]{0,100})\]:[ \t]{0,9}<?((?:https?|mailto|ftp):[^\s<>]{1,2000})>?"
)
MAX_DEFINITIONS = 10_000
MAX_LINKS = 100


def find_definitions(lines: Iterable[str]) -> dict[str, str]:
    """Return the addresses that lines such as `[name]: https://…` define, by their folded names; the first counts."""
    found: dict[str, str] = {}
    for line in lines:
        if len(found) >= MAX_DEFINITIONS:
            break
        if "]:" in line and (definition := DEFINITION.match(line)):
            found.setdefault(_fold(definition[1]), definition[2])
    return found


def show_links(text: str, definitions: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the text with the words of its links only, and their addresses."""
    links: dict[str, None] = {}

    def show(found: re.Match[str]) -> str:
        links[found[2]] = None
        return found[1] or found[2]

    def show_reference(found: re.Match[str]) -> str:
        address = definitions.get(_fold(found[2] or found[1]))
        if address is None:
            return found[0]
        links[address] = None
        return found[1]

    text = LINK.sub(show, text)
    if definitions:
        text = REFERENCE.sub(show_reference, text)
    return text, tuple(links)[:MAX_LINKS]


def _fold(name: str) -> str:
    return " ".join(name.split()).lower()
