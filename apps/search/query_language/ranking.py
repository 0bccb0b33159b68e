"""What of a query is ranked by: its words, without operators, fields, and what is to be left out."""

from collections.abc import Iterator

from .tree import Both, Either, Node, Phrase, Sequence, Word


def make_ranking_text(tree: Sequence) -> str:
    """Words in the order they were written; "" if the query only has conditions."""
    # A quote within a word, as in 5", would look like the beginning of a phrase to the words' index.
    words = (word.replace('"', " ").strip() for word in _list_words(tree))
    return " ".join(filter(None, words))


def _list_words(node: Node) -> Iterator[str]:
    match node:
        case Word(text) | Phrase(text):
            yield text
        case Sequence(parts) | Either(parts) | Both(parts):
            for part in parts:
                yield from _list_words(part)
