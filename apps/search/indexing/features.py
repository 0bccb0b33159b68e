"""What a message has besides its words, and whom it addresses. Imports no numpy.

A file is anything attached, pictures too; an image is a picture, a sticker or a GIF. A question is a sentence that
ends in a question mark: one inside an address (`/find?q=1`) asks nothing.
"""

import re
from collections.abc import Iterator
from itertools import islice

from apps.search.retrieval.conditions import Feature

from .analysis import fold
from .base import MessageRow

FEATURE_BITS = {
    Feature.LINK: 1,
    Feature.FILE: 2,
    Feature.IMAGE: 4,
    Feature.REACTION: 8,
    Feature.QUESTION: 16,
    Feature.EDITED: 32,
    Feature.REPLY: 64,
}
"""Stored in replicas: a number keeps its meaning."""

LINK = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,15}://[^\s<>\"]+|www\.[^\s<>\"]+\.[^\s<>\"]+)", re.IGNORECASE)
_QUESTION = re.compile(r"\w[^\w?？؟]{0,3}[?？؟]+(?:[!)\]\"'”’»*_~.…]*(?:\s|$)|(?<=？))")
_PICTURES = frozenset({"image", "photo", "picture", "sticker", "gif"})
_AT_NAME = re.compile(r"(?<![\w@.])@((?:\w[\w.-]*)(?: \w[\w.-]*){0,2})")
_ADDRESSEE = re.compile(r"\s*([^\s:,@]{1,40})[:,](?=\s)")
_MAX_ADDRESSEES, _MAX_MENTIONS = 4, 100
_ISOLATES = str.maketrans(dict.fromkeys("\u2066\u2067\u2068\u2069\u200e\u200f"))
"""Invisible marks of direction, which WhatsApp puts around a mentioned name."""


def find_features(row: MessageRow) -> int:
    """Return the features of a message as the sum of their FEATURE_BITS."""
    return sum(FEATURE_BITS[feature] for feature in _list_features(row))


def unpack_features(bits: int) -> list[Feature]:
    return [feature for feature, bit in FEATURE_BITS.items() if bits & bit]


def _list_features(row: MessageRow) -> Iterator[Feature]:
    has_link = ("://" in row.text or "www." in row.text.lower()) and LINK.search(row.text)
    if has_link:
        yield Feature.LINK
    if _asks(LINK.sub(" ", row.text) if has_link else row.text):
        yield Feature.QUESTION
    if row.attachment_types:
        yield Feature.FILE
    if not _PICTURES.isdisjoint(row.attachment_types):
        yield Feature.IMAGE
    if row.has_reactions:
        yield Feature.REACTION
    if row.is_edited:
        yield Feature.EDITED
    if row.is_reply:
        yield Feature.REPLY


def _asks(text: str) -> bool:
    return ("?" in text or "？" in text or "؟" in text) and _QUESTION.search(text) is not None


def find_mentions(text: str) -> list[str]:
    """Return the names that a message addresses, as `normalise_name` writes them, each once.

    After an @ up to three words are taken, since nobody knows where the name ends: "@Ann Lee hi" mentions `ann`,
    `ann lee` and `ann lee hi`. At the beginning, as on IRC, "nick: " and "nick, ", also several.
    """
    found: dict[str, None] = {}
    text = text.translate(_ISOLATES) if not text.isascii() else text
    if "@" in text:
        for match in islice(_AT_NAME.finditer(text), _MAX_MENTIONS):
            words = match[1].split(" ")
            found.update((normalise_name(" ".join(words[:end])), None) for end in range(1, len(words) + 1))
    position = 0
    for _ in range(_MAX_ADDRESSEES):
        match = _ADDRESSEE.match(text, position)
        if match is None:
            break
        found[normalise_name(match[1])] = None
        position = match.end()
    found.pop("", None)
    return list(found)


def normalise_name(name: str) -> str:
    """Return a name as it is compared: folded, spaces single, without @ before and dots after."""
    return " ".join(fold(name.translate(_ISOLATES)).split()).strip("@~.- ")
