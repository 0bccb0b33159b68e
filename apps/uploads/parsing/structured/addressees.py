"""Whom a field of a record names and what it links to, in the forms exports have for people and addresses."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from apps.uploads.parsing.names import MAX_NAME_CHARS, clean_name, words
from apps.uploads.parsing.structured import fields

MENTIONS = frozenset(words("mentions mentionedusers usermentions mentioned"))
LINKS = frozenset(words("links urls"))
FORWARDS = frozenset(words("forwardedfrom forwardfrom fwdfrom forwardedfromname forwardsendername"))
NAMES = words(
    "displayname globalname realname fullname name username screenname nickname nick login handle title"
)
ADDRESSES = words("expandedurl url href link")
ADDRESS = re.compile(r"(?:https?|mailto|ftp|tel):\S", re.IGNORECASE)
MAX_LISTED = 100
MAX_LINK_CHARS = 2_000


def read_names(value: Any) -> tuple[str, ...]:
    """Return the names of people in a list, an object or a cell such as `Ann; Bob`, without `@`."""
    if isinstance(value, str):
        value = value.split(";" if ";" in value else ",")
    found = (clean_name(name[: 2 * MAX_NAME_CHARS]).removeprefix("@") for name in _find(value, NAMES))
    return tuple(dict.fromkeys(filter(None, islice(found, MAX_LISTED))))


def read_name(value: Any) -> str:
    return next(iter(read_names([value])), "")


def read_links(value: Any, text: str) -> tuple[str, ...]:
    """Return the addresses that the text itself does not show."""
    if isinstance(value, str):
        value = value.split()
    found = (link[:MAX_LINK_CHARS] for link in _find(value, ADDRESSES) if ADDRESS.match(link))
    return tuple(dict.fromkeys(link for link in islice(found, MAX_LISTED) if link not in text))


def _find(value: Any, keys: tuple[str, ...]) -> Iterator[str]:
    """Yield strings, and those that objects hold under the first of the keys they have."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            known = {fields.normalise(key): inner for key, inner in item.items()}
            item = next((known[key] for key in keys if isinstance(known.get(key), str)), None)
        if isinstance(item, str):
            yield item.strip()
