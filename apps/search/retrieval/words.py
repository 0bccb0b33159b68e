"""Words as the keyword index sees them. Light: web code imports this."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

WORD = re.compile(r"\w+(?:[.\-_'’+#]\w+)*[+#]*", re.UNICODE)
"""A word, or a name with inner marks such as `don't`, `eth0.10`, `c++`."""
STOP_WORDS = frozenset(
    "a an and are as at be but by did do does for from had has have he her his how i if in into is it its me my no not of "
    "on or our she so such that the their them then there these they this to was we were what when where which who why "
    "will with you your".split()
)


def fold(word: str) -> str:
    """Return a word in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language)


def stem(word: str, language: str = "english") -> str:
    return _stemmer(language).stemWord(fold(word))
