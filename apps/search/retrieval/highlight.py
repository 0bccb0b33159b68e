"""Which words of a message match the query, as character offsets. Web code imports this: no index, no numpy."""

from apps.search.retrieval.words import STOP_WORDS, WORD, fold, stem

MAX_TEXT = 20_000
"""Characters looked at; matches further in are not marked."""


def find_highlights(query: str, text: str, language: str = "english") -> list[tuple[int, int]]:
    """Return [start, end) of every word of the text that shares a stem with a word of the query, in order.

    Stop words are marked only when the query has nothing else.
    """
    words = [match.group() for match in WORD.finditer(query)]
    telling = [word for word in words if fold(word) not in STOP_WORDS] or words
    stems = {stem(word, language) for word in telling}
    return [
        match.span() for match in WORD.finditer(text, 0, MAX_TEXT) if stem(match.group(), language) in stems
    ]
