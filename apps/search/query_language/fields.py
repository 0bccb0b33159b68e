"""The fields of the language and what each takes. This table is what parser, compiler and suggestions go by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.search.retrieval.conditions import Feature


class Kind(StrEnum):
    """What a field's values are, which is also what suggestions for them are called."""

    PERSON = "person"
    CONVERSATION = "conversation"
    FEATURE = "feature"
    DATE = "date"
    FORMAT = "format"
    LANGUAGE = "language"
    YES_OR_NO = "yes_or_no"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """`wanted` says what stands behind the colon, `example` is one such query, `label` explains it in a list."""

    kind: Kind
    wanted: str
    example: str
    label: str


FIELDS: Mapping[str, FieldRule] = {
    "from": FieldRule(Kind.PERSON, "a name", "from:anna", "Written by"),
    "in": FieldRule(Kind.CONVERSATION, "a conversation's name", 'in:"Lisbon trip"', "In a conversation"),
    "mentions": FieldRule(Kind.PERSON, "a name", "mentions:anna", "Addresses somebody"),
    "has": FieldRule(
        Kind.FEATURE, "one of link, file, image, reaction, question", "has:link", "Holds a link, file …"
    ),
    "before": FieldRule(Kind.DATE, "a date", "before:2026-05-14", "Earlier than"),
    "after": FieldRule(Kind.DATE, "a date", "after:2026-05", "On that date or later"),
    "during": FieldRule(Kind.DATE, "a date", "during:2026-05", "Within a day, month, year …"),
    "type": FieldRule(Kind.FORMAT, "a kind of export", "type:whatsapp", "From one kind of export"),
    "lang": FieldRule(Kind.LANGUAGE, "a language", "lang:de", "In one language"),
    "edited": FieldRule(Kind.YES_OR_NO, "true or false", "edited:true", "Was changed later"),
    "reply": FieldRule(Kind.YES_OR_NO, "true or false", "reply:true", "Answers a message"),
}

FEATURES = tuple(
    feature.value
    for feature in (Feature.LINK, Feature.FILE, Feature.IMAGE, Feature.REACTION, Feature.QUESTION)
)
YES_OR_NO = ("true", "false")

_OTHER_NAMES = {
    "sender": "from", "author": "from", "by": "from", "channel": "in", "chat": "in", "conversation": "in",
    "mention": "mentions", "since": "after", "until": "before", "format": "type", "language": "lang",
}  # fmt: skip
_PREFIX = re.compile(r"([^\W\d_]+):")


def match_prefix(text: str, position: int) -> re.Match[str] | None:
    """`word:` at that place, whether it is a field's name or not."""
    return _PREFIX.match(text, position)


def find_likely_field(word: str) -> str | None:
    """The field that somebody who wrote `word:` may have meant; None if it is a word like any other."""
    word = word.lower()
    if word in _OTHER_NAMES:
        return _OTHER_NAMES[word]
    return next((name for name in FIELDS if _is_slip(word, name)), None)


def _is_slip(word: str, name: str) -> bool:
    """One letter too many, too few or wrong, or two swapped. Names of two or three letters are too near to words."""
    if len(name) < 4 or abs(len(word) - len(name)) > 1 or word == name:
        return False
    start = next((n for n, pair in enumerate(zip(word, name, strict=False)) if pair[0] != pair[1]), len(name))
    mine, other = word[start:], name[start:]
    is_swapped = mine[:2] == other[1::-1] and len(other) > 1 and mine[2:] == other[2:]
    return is_swapped or mine[1:] == other[1:] or mine[1:] == other or mine == other[1:]
