"""What is found out about each message while its segment is taken in: its language and its features."""

from dataclasses import dataclass

import numpy as np

from .base import SegmentRows
from .columns import Columns
from .features import find_features
from .language_detection import detect_languages
from .languages import ENGLISH, unpack_language

_SHARE_OF_MAIN_LANGUAGE = 0.01
"""A query's words are looked for in the languages that so large a part of all messages is in."""


@dataclass(frozen=True, slots=True)
class Traits:
    """`languages` are codes of the neighbours before, the messages and the neighbours after, the text of all of
    which is indexed; `features` are the sums of features.FEATURE_BITS of the messages alone.
    """

    languages: list[str]
    features: list[int]
    message_languages: list[str]


def find_traits(rows: SegmentRows) -> Traits:
    everything = [*rows.before, *rows.messages, *rows.after]
    languages = detect_languages([row.text for row in everything], [row.participant_id for row in everything])
    first = len(rows.before)
    return Traits(
        languages=languages,
        features=[find_features(row) for row in rows.messages],
        message_languages=languages[first : first + len(rows.messages)],
    )


def list_main_languages(columns: Columns) -> tuple[str, ...]:
    """Return the codes of the languages that messages are in, most frequent first, English always among them."""
    counts = np.bincount(columns.language[~columns.deleted])
    enough = np.flatnonzero(counts > _SHARE_OF_MAIN_LANGUAGE * counts.sum())
    frequent = sorted(enough.tolist(), key=lambda number: -counts[number])
    codes = [unpack_language(number) for number in frequent if number]
    return tuple(dict.fromkeys([*codes, ENGLISH]))
