"""Reactions that an export lists one by one, gathered by their emoji."""

from collections.abc import Iterable

from apps.uploads.parsing.base import Reaction

MAX_EMOJI_CHARS = 64
MAX_REACTIONS = 100


def gather_reactions(given: Iterable[tuple[str, str]]) -> tuple[Reaction, ...]:
    """Return each emoji once, with who chose it, from pairs of emoji and name; the name may be empty."""
    counts: dict[str, int] = {}
    senders: dict[str, list[str]] = {}
    for emoji, name in given:
        emoji = emoji[:MAX_EMOJI_CHARS]
        if not emoji or (emoji not in counts and len(counts) >= MAX_REACTIONS):
            continue
        counts[emoji] = counts.get(emoji, 0) + 1
        if name:
            senders.setdefault(emoji, []).append(name)
    return tuple(Reaction(emoji, count, tuple(senders.get(emoji, ()))) for emoji, count in counts.items())
