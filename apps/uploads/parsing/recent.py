"""The latest messages of a file, so that an answer finds the one it quotes: exports often quote words, not ids."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

MAX_REMEMBERED = 10_000
MAX_QUOTE_CHARS = 80
"""Programs cut quotations; so many characters of the beginning are compared."""


Found = TypeVar("Found")


class Recent(Generic[Found]):
    """Remembers what was put under a key, the latest MAX_REMEMBERED of them."""

    def __init__(self, limit: int = MAX_REMEMBERED) -> None:
        self._found: OrderedDict[Hashable, Found] = OrderedDict()
        self._limit = limit

    def put(self, key: Hashable, value: Found) -> None:
        self._found[key] = value
        self._found.move_to_end(key)
        if len(self._found) > self._limit:
            self._found.popitem(last=False)

    def get(self, key: Hashable) -> Found | None:
        return self._found.get(key)


def quote_key(text: str) -> str:
    """Return the beginning of a text as quotations of it are compared: without differences of blanks."""
    return " ".join(text[: 4 * MAX_QUOTE_CHARS].split())[:MAX_QUOTE_CHARS]
