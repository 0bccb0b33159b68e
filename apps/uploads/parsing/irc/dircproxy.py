"""The sign that dircproxy leaves before what others say: `+` of those who have registered their nick, `-` of the rest.

What its own user says has none, and neither have actions; so whoever says a single thing without sign has none at all.
"""

from collections.abc import Iterable

from apps.uploads.parsing.irc.speech import read_speech
from apps.uploads.parsing.irc.styles import LogStyle

STYLE = "day first"
SIGNS = ("+", "-")
MAX_OWN = 1_000


def find_unsigned(lines: Iterable[tuple[int, str]], style: LogStyle) -> frozenset[str]:
    """Return the nicks whose words have no sign before them."""
    unsigned: set[str] = set()
    for _, line in lines:
        stamp = style.pattern.match(line)
        if stamp is None or not line.startswith("<", stamp.end()):
            continue
        said = read_speech(line[stamp.end() :])
        if said.sender and said.text and said.text[0] not in SIGNS and len(unsigned) < MAX_OWN:
            unsigned.add(said.sender)
    return frozenset(unsigned)


def without_sign(text: str) -> str:
    return text[1:] if text[:1] in SIGNS else text
