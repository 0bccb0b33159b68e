"""The latest messages of a file, so that an answer finds the one it quotes: exports often quote words, not ids."""

from collections import OrderedDict
from collections.abc import Hashable

MAX_REMEMBERED = 10_000
MAX_QUOTE_CHARS = 80
"""Programs cut quotations; so many characters of the beginning are compared."""


class Recent:
    """Remembers where what was put under a key stands, the latest MAX_REMEMBERED of them."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, str] = OrderedDict()

    def put(self, key: Hashable, value: str) -> None:
        self._found[key] = value
        self._found.move_to_end(key)
        if len(self._found) > MAX_REMEMBERED:
            self._found.popitem(last=False)

    def get(self, key: Hashable) -> str | None:
        return self._found.get(key)


def quote_key(text: str) -> str:
    """Return the beginning of a text as quotations of it are compared: without differences of blanks."""
    return " ".join(text[: 4 * MAX_QUOTE_CHARS].split())[:MAX_QUOTE_CHARS]
