"""Who a query names."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Set

from .analysis import Analyzer

_SHORTEST_NAME = 3
_USES_PER_MESSAGE = 4
"""A word written more often than this for each message of its bearer is a word and no name: a nick like "ubuntu"."""


class SpeakerIndex:
    """Names of the participants seen, and how much each has said."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._bearers: defaultdict[str, set[int]] = defaultdict(set)
        self._names: dict[int, str] = {}
        self._messages: Counter[int] = Counter()

    def add(self, participant: int, name: str, messages: int = 1) -> None:
        if participant not in self._names:
            self._names[participant] = name
            for word in self._words(name):
                self._bearers[word].add(participant)
        self._messages[participant] += messages

    def find_named(
        self, query: str, further: Iterable[tuple[str, Set[int]]] = ()
    ) -> dict[str, frozenset[int]]:
        """Participants by the word of the query that is their name or a part of it.

        `further` are names that participants go by without being indexed so.
        """
        words = set(self._words(query))
        found = {word: frozenset(self._bearers[word]) for word in words if word in self._bearers}
        for name, participants in further:
            for word in words.intersection(self._words(name)):
                found[word] = found.get(word, frozenset()) | participants
        return found

    def is_name(self, participants: frozenset[int], uses: int) -> bool:
        """Whether a word that stands in `uses` messages, and is part of these names, is meant as a name."""
        said = sum(self._messages[participant] for participant in participants)
        return uses <= _USES_PER_MESSAGE * said

    def dump(self) -> list[tuple[int, str, int]]:
        return [(participant, name, self._messages[participant]) for participant, name in self._names.items()]

    def _words(self, text: str) -> list[str]:
        return [term for term in self._analyzer.terms(text) if len(term) >= _SHORTEST_NAME]
