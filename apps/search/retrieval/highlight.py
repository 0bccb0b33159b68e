"""Which words of a message match the query, as character offsets. Web code imports this: no index, no numpy."""

from apps.search.indexing.analysis import get_analyzer

MAX_TEXT = 20_000
"""Characters looked at; matches further in are not marked."""


def find_highlights(query: str, text: str, language: str = "english") -> list[tuple[int, int]]:
    """Return [start, end) of every word of the text that the keyword search takes for one of the query's, in order.

    Stop words are not marked, since they find nothing.
    """
    analyzer = get_analyzer(language)
    wanted = set(analyzer.terms(query))
    found: list[tuple[int, int]] = []
    for start, end, term in analyzer.spans(text[:MAX_TEXT]) if wanted else ():
        if term not in wanted:
            continue
        if found and start < found[-1][1]:
            # Unspaced scripts give overlapping pairs of characters.
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
