"""Which files are parts of one channel."""

import re
from datetime import UTC, datetime

from apps.uploads.parsing.base import Unit
from apps.uploads.parsing.text import decode_sample
from apps.uploads.parsing.tree import Tree, TreeFile
from apps.uploads.parsing.values import moment_of

HEAD_BYTES = 32 * 1024
CHANNEL = re.compile(
    r'\s*\{\s*"guild"\s*:\s*\{[^{}]{1,4000}\}\s*,\s*"channel"\s*:\s*\{\s*"id"\s*:\s*"(\d{1,25})"'
)
FIRST_TIME = re.compile(r'"messages"\s*:\s*\[\s*\{[^{}\[\]]{0,400}?"timestamp"\s*:\s*"([^"]{10,40})"')
NUMBERS = re.compile(r"(\d{1,30})")
LAST = datetime.max.replace(tzinfo=UTC)


def claim_parts(tree: Tree, format_name: str) -> list[Unit]:
    """Return a unit per channel that several files hold, in order of their first message."""
    channels: dict[str, list[tuple[datetime, list, TreeFile]]] = {}
    for file in tree.readable():
        if file.name.lower().endswith(".json") and (found := _look(file)):
            channel, first = found
            channels.setdefault(channel, []).append((first, _natural(file.path), file))
    units = []
    for parts in channels.values():
        if len(parts) > 1:
            paths = tuple(file.path for _, _, file in sorted(parts, key=lambda part: part[:2]))
            units.append(Unit(paths[0], paths, format_name))
    return units


def _look(file: TreeFile) -> tuple[str, datetime] | None:
    """Return the channel's id and the time of the first message; None if the file is no such export."""
    with file.file.open("rb") as source:
        head = decode_sample(source.read(HEAD_BYTES))
    channel = CHANNEL.match(head)
    if channel is None:
        return None
    first = FIRST_TIME.search(head)
    return channel[1], (moment_of(first[1]) if first else None) or LAST


def _natural(path: str) -> list[tuple[int, str]]:
    """Return a sort key by which `part 10` comes after `part 9`."""
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in NUMBERS.split(path)]
