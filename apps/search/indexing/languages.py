"""Languages by their codes of ISO 639-1, and how each one's words become terms. Imports no numpy."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from .analysis import Analyzer, fold, get_analyzer

ENGLISH = "en"
STEMMERS: Mapping[str, str] = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""The Snowball stemmer of each language that has one."""
_SAME = {"nb": "no"}
"""Messages in Bokmål are told to be in Norwegian."""
_LETTERS = 26
_TELLING_WORDS = 2


def pack_language(code: str) -> int:
    """Return the two letters of a code as a number from 1; 0 for no language."""
    code = _SAME.get(code, code)
    return 1 + _LETTERS * (ord(code[0]) - ord("a")) + ord(code[1]) - ord("a") if code else 0


def unpack_language(number: int) -> str:
    """The inverse of `pack_language`."""
    if not number:
        return ""
    first, second = divmod(number - 1, _LETTERS)
    return chr(ord("a") + first) + chr(ord("a") + second)


def is_code(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha() and text.islower()


def get_language_analyzer(code: str) -> Analyzer:
    """Return the language's analyzer; the English one, which leaves other scripts alone, where none knows better."""
    return get_analyzer(STEMMERS.get(code, STEMMERS[ENGLISH]))


def guess_languages(text: str) -> tuple[str, ...]:
    """Return the language whose stop words a text holds most of, if any, and English: enough for marking words."""
    codes = _codes_by_stop_word()
    counts = Counter(code for word in {fold(word) for word in text.split()} for code in codes.get(word, ()))
    found = counts.most_common(1)
    guessed = [code for code, times in found if times >= _TELLING_WORDS]
    return tuple(dict.fromkeys([*guessed, ENGLISH]))


@cache
def _codes_by_stop_word() -> Mapping[str, list[str]]:
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for code in STEMMERS:
        for word in get_language_analyzer(code).stop_words:
            if len(word) > 1:
                codes[word].append(code)
    return codes


class WordsOfLanguages:
    """The terms of a query in each of several languages, the first being the query's own as far as one can tell.

    A word that says nothing in the query's own language ("die" in a German question) is not looked for in the others.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        self._analyzers = list(dict.fromkeys(map(get_language_analyzer, codes)))

    def terms(self, text: str) -> list[str]:
        """Terms of all languages, each once."""
        return list(dict.fromkeys(term for terms in self.variants(text) for term in terms))

    def variants(self, text: str) -> list[list[str]]:
        """The terms in text order, as each language makes them; alike ones once, empty ones left out."""
        own, *others = self._analyzers
        found = [own.terms(text)]
        if others:
            telling = own.without_stop_words(text)
            found += [analyzer.terms(telling) for analyzer in others]
        return _distinct(found)

    def find(self, text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
        """[start, end) of the text's words that are one of the wanted terms in some language, in text order."""
        return sorted({place for analyzer in self._analyzers for place in analyzer.find(text, wanted)})


def _distinct(variants: Sequence[list[str]]) -> list[list[str]]:
    return [list(terms) for terms in dict.fromkeys(tuple(terms) for terms in variants) if terms]
