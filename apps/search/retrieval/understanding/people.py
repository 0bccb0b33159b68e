"""Participants whom a question names."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from apps.search.indexing.analysis import Analyzer
from apps.search.indexing.speakers import SpeakerIndex
from apps.search.retrieval.query import OtherName

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class NamedPeople:
    """Everybody who bears the name that stands at `start` to `end` in the text."""

    participants: frozenset[int]
    start: int
    end: int


def find_people(
    text: str,
    speakers: SpeakerIndex,
    analyzer: Analyzer,
    count_messages_with: Callable[[str], int],
    other_names: Iterable[OtherName] = (),
) -> list[NamedPeople]:
    """Names in text order. Words side by side that one participant bears together are one name ("Ann Smith").

    `count_messages_with` tells in how many messages a word stands: one that everybody writes is no name.
    """
    further = [(one.name, one.participants) for one in other_names]
    bearers = {
        word: participants
        for word, participants in speakers.find_named(text, further).items()
        if speakers.is_name(participants, count_messages_with(word))
    }
    people: list[NamedPeople] = []
    for start, end, word in analyzer.spans(text) if bearers else ():
        if word in bearers:
            _add(people, NamedPeople(bearers[word], start, end), text)
    return people


def _add(people: list[NamedPeople], named: NamedPeople, text: str) -> None:
    previous = people[-1] if people and _SPACE.fullmatch(text[people[-1].end : named.start]) else None
    if previous and (both := previous.participants & named.participants):
        people[-1] = replace(previous, participants=both, end=named.end)
    else:
        people.append(named)
