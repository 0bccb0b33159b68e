"""Which words of a message match the query, as character offsets. Web code imports this: no index, no numpy."""

from collections.abc import Sequence

from apps.search.indexing.languages import ENGLISH, WordsOfLanguages, guess_languages

MAX_TEXT = 20_000
"""Characters looked at; matches further in are not marked."""


class Highlighter:
    """Marks the words that the keyword search takes for one of the query's; stop words are not, they find nothing.

    `languages` are those in which the query's words were looked for, its own first; English if they are unknown.
    """

    def __init__(self, query: str, languages: Sequence[str] = ()) -> None:
        self._words = WordsOfLanguages(languages or (ENGLISH,))
        self._wanted = frozenset(self._words.terms(query))

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return [start, end) of every such word of a text, in order."""
        found: list[tuple[int, int]] = []
        for start, end in self._words.find(text[:MAX_TEXT], self._wanted):
            if found and start < found[-1][1]:
                # Unspaced scripts give overlapping pairs of characters.
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found


def find_highlights(query: str, text: str) -> list[tuple[int, int]]:
    """Return what is marked in one text of which nothing is known but its words."""
    return Highlighter(query, guess_languages(text)).find(text)
