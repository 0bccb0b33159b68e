"""The reactions that a field of a record holds, in the forms exports have for it."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from apps.uploads.parsing.base import Reaction
from apps.uploads.parsing.names import words
from apps.uploads.parsing.structured import fields

MAX_REACTIONS = 100
MAX_EMOJI_CHARS = 64
EMOJI = words("emoji reaction name emote code content key text type")
COUNT = words("count total number amount")
USERS = words("users actors senders recent by userids")
WRITTEN = re.compile(r"\s*(?P<emoji>[^\s,;()]+)(?:\s*\(?[x×]?(?P<count>\d{1,6})\)?)?\s*(?:[,;]|$)")
"""As a table has it: "👍 (3), ❤️ (1)"."""


def read_reactions(value: Any) -> list[Reaction]:
    """Return each emoji once, with how many chose it."""
    counts: Counter[str] = Counter()
    for emoji, count in islice(_read(value), 10 * MAX_REACTIONS):
        counts[emoji[:MAX_EMOJI_CHARS]] += count
    return [Reaction(emoji, count) for emoji, count in list(counts.items())[:MAX_REACTIONS] if emoji]


def _read(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, list):
        for item in value:
            yield from _read(item)
    elif isinstance(value, str):
        for match in WRITTEN.finditer(value):
            yield match["emoji"], int(match["count"] or 1) or 1
    elif isinstance(value, dict):
        known = {fields.normalise(key): key for key in value}
        if emoji := _emoji_of(value, known):
            yield emoji, _count_of(value, known)
        else:
            # `{"👍": 2}` or `{"👍": ["Ann", "Bob"]}`
            yield from ((key, _size(item)) for key, item in value.items() if _size(item))


def _emoji_of(value: dict[str, Any], known: dict[str, str]) -> str:
    for key in EMOJI:
        inner = value.get(known.get(key, ""))
        if isinstance(inner, dict):
            inner = _emoji_of(inner, {fields.normalise(name): name for name in inner})
        if isinstance(inner, str) and inner.strip():
            return inner.strip()
    return ""


def _count_of(value: dict[str, Any], known: dict[str, str]) -> int:
    stated = (_size(value[known[key]]) for key in (*COUNT, *USERS) if key in known)
    return next(filter(None, stated), 1)


def _size(value: Any) -> int:
    if isinstance(value, list | dict):
        return len(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
