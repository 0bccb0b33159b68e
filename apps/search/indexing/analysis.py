"""Text to search terms, the same for messages, queries and highlights.

Words are lower-cased, stripped of accents, and stemmed; stop words give no term. Compound tokens of the kind chats
about computers are full of (`apt-get`, `/etc/fstab`, `v2.6.1`, `user@host`) give their parts and then themselves, so
both `fstab` and the exact path find them. Runs of Chinese, Japanese and Thai, which put no space between words,
give overlapping pairs of characters. Imports no numpy, since web code highlights with it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import Stemmer

_STOP_WORD_FOLDER = Path(__file__).parent.parent / "data" / "stop_words"
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(r"\w+(?:[-./:@+&'’]\w+)*(?:\+\+|#(?!\w))?")
_PART = re.compile(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+(?:['’]\w+)?(?:\+\+|#)?")
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]")
_CACHE_SIZE = 200_000
_MAX_TERM_LENGTH = 100
"""Longer "words" are encoded data: nobody types them, and each would be a term of its own."""


_STEMMED_UNFOLDED = frozenset(
    {"arabic", "armenian", "hindi", "nepali", "persian", "russian", "serbian", "tamil", "yiddish"}
)
"""Their stemmers need the marks that folding takes away (й is a letter of its own); elsewhere people leave them out."""


class UnknownLanguage(ValueError):
    """No stemmer by that name."""


class Analyzer:
    """Use `get_analyzer`: the cache of known words is what makes it fast. Safe to share between threads."""

    def __init__(self, language: str) -> None:
        if language not in Stemmer.algorithms():
            raise UnknownLanguage(f"no stemmer for {language!r}; known are {', '.join(Stemmer.algorithms())}")
        self._language = language
        self.stop_words = _read_stop_words(language)
        self._terms_of_token: dict[str, tuple[str, ...]] = {}

    def terms(self, text: str) -> list[str]:
        """Terms in text order, with repetitions."""
        known, terms = self._terms_of_token, []
        for token in _TOKEN.findall(text):
            found = known.get(token)
            terms.extend(self._learn(token) if found is None else found)
        return terms

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, term) in characters; pairs of unspaced characters overlap."""
        for token in _TOKEN.finditer(text):
            for start, end, term in self._parts(token[0]):
                yield token.start() + start, token.start() + end, term

    def find(self, text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
        """[start, end), in characters, of the words that are one of the wanted terms; pairs of unspaced characters
        overlap.
        """
        known = self._terms_of_token
        for token in _TOKEN.finditer(text) if wanted else ():
            if wanted.isdisjoint(known.get(token[0]) or self._learn(token[0])):
                continue
            for start, end, term in self._parts(token[0]):
                if term in wanted:
                    yield token.start() + start, token.start() + end

    def is_stop_word(self, word: str) -> bool:
        return fold(word) in self.stop_words

    def without_stop_words(self, text: str) -> str:
        """The text's other words with spaces between."""
        return " ".join(token for token in _TOKEN.findall(text) if fold(token) not in self.stop_words)

    def _learn(self, token: str) -> tuple[str, ...]:
        parts = [term for _, _, term in self._parts(token)]
        whole = fold(token)
        is_compound = len(parts) > 1 and not _UNSPACED_RUN.search(token) and len(whole) <= _MAX_TERM_LENGTH
        terms = (*parts, whole) if is_compound else tuple(parts)
        if len(self._terms_of_token) >= _CACHE_SIZE:
            self._terms_of_token = {}
        self._terms_of_token[token] = terms
        return terms

    def _parts(self, token: str) -> Iterator[tuple[int, int, str]]:
        for part in _PART.finditer(token):
            if _UNSPACED_RUN.match(part[0]):
                yield from _pairs(part)
                continue
            word = fold(part[0])
            if word not in self.stop_words and len(word) <= _MAX_TERM_LENGTH:
                yield part.start(), part.end(), self._stem(part[0], word)

    def _stem(self, word: str, folded: str) -> str:
        # A stemmer keeps state while it works, so threads must not share one; making one costs about a microsecond.
        stemmer = Stemmer.Stemmer(self._language, 0)
        if self._language in _STEMMED_UNFOLDED and not word.isascii():
            return fold(stemmer.stemWord(unicodedata.normalize("NFC", word).lower()))
        return stemmer.stemWord(folded)


@cache
def get_analyzer(language: str) -> Analyzer:
    """Raises UnknownLanguage."""
    return Analyzer(language)


def fold(word: str) -> str:
    """Lower case without accents, typographic apostrophes made plain."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _pairs(run: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    text = run[0]
    for offset in range(max(1, len(text) - 1)):
        yield run.start() + offset, run.start() + min(offset + 2, len(text)), text[offset : offset + 2]


def _read_stop_words(language: str) -> frozenset[str]:
    path = _STOP_WORD_FOLDER / f"{language}.txt"
    if not path.exists():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))
