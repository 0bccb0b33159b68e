"""Short names of emoji, `:tada:`, as Slack, Mattermost and Rocket.Chat write them."""

import re
from functools import lru_cache

from emoji import emojize

CODE = re.compile(r"(?<![\w:]):([a-z0-9_+'-]{2,60}):(?!\w)", re.IGNORECASE)
SKIN_TONE = re.compile(r":{0,2}:?skin-tone-[2-6]:?$")
OWN_NAMES = {"simple_smile": "🙂"}
SHORTEST_IN_TEXT = 3
"""Two letters between colons are rather the minutes of a time or a country's code."""
THUMBS = frozenset(("+1", "-1"))
MAX_NAME_CHARS = 62


@lru_cache(maxsize=4096)
def emoji_of(name: str) -> str:
    """Return the emoji of a short name, without its skin tone; the name between colons if it has none."""
    plain = SKIN_TONE.sub("", name.strip(":")).lower()
    for candidate in (plain, plain.replace("-", "_"), plain.removeprefix("flag-")):
        found = OWN_NAMES.get(candidate) or emojize(f":{candidate}:", language="alias")
        if not found.startswith(":"):
            return found
    return f":{name.strip(':')[:MAX_NAME_CHARS]}:"


def show_emoji(text: str) -> str:
    """Return the text with the short names in it as emoji; those of nobody's knowledge stay."""
    return CODE.sub(_show, text) if ":" in text else text


def _show(match: re.Match[str]) -> str:
    name = match[1]
    if (len(name) < SHORTEST_IN_TEXT and name not in THUMBS) or name.isdecimal():
        return match[0]
    shown = emoji_of(name)
    return match[0] if shown.startswith(":") else shown
