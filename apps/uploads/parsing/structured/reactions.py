"""The reactions that a field of a record holds, in the forms exports have for it."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from apps.uploads.parsing.base import Reaction
from apps.uploads.parsing.names import words
from apps.uploads.parsing.structured import fields
from apps.uploads.parsing.structured.addressees import read_names

MAX_REACTIONS = 100
MAX_EMOJI_CHARS = 64
EMOJI = words("emoji reaction name emote code content key text type")
COUNT = words("count total number amount")
USERS = words("users actors senders recent by userids")
USER = words("user author sender actor from username")
WRITTEN = re.compile(r"\s*(?P<emoji>[^\s,;()]+)(?:\s*\(?[x×]?(?P<count>\d{1,6})\)?)?\s*(?:[,;]|$)")
"""As a table has it: "👍 (3), ❤️ (1)"."""


def read_reactions(value: Any) -> list[Reaction]:
    """Return each emoji once, with how many chose it and who, as far as it is told."""
    counts: Counter[str] = Counter()
    senders: dict[str, dict[str, None]] = {}
    for emoji, count, people in islice(_read(value), 10 * MAX_REACTIONS):
        counts[emoji[:MAX_EMOJI_CHARS]] += count
        senders.setdefault(emoji[:MAX_EMOJI_CHARS], {}).update(dict.fromkeys(people))
    found = [Reaction(emoji, count, tuple(senders[emoji])) for emoji, count in counts.items() if emoji]
    return found[:MAX_REACTIONS]


def _read(value: Any) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    if isinstance(value, list):
        for item in value:
            yield from _read(item)
    elif isinstance(value, str):
        for match in WRITTEN.finditer(value):
            yield match["emoji"], int(match["count"] or 1) or 1, ()
    elif isinstance(value, dict):
        known = {fields.normalise(key): key for key in value}
        if emoji := _emoji_of(value, known):
            yield emoji, _count_of(value, known), _senders_of(value, known)
        else:
            # `{"👍": 2}` or `{"👍": ["Ann", "Bob"]}`
            yield from ((key, _size(item), _people(item)) for key, item in value.items() if _size(item))


def _senders_of(value: dict[str, Any], known: dict[str, str]) -> tuple[str, ...]:
    found = (_people(value[known[key]]) for key in (*USERS, *USER) if key in known)
    return next(filter(None, found), ())


def _people(value: Any) -> tuple[str, ...]:
    return read_names(value) if isinstance(value, list | str | dict) else ()


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
