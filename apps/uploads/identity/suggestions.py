"""Who may be the same person, and what speaks for it. Nobody is ever merged by this: people decide.

| kind | speaks for it | strength |
|---|---|---|
| `email` `phone` | the same address or number, as a name or an id | 0.95; 0.8 for numbers without their country |
| `alias` | merging chats showed it | as told by whoever found it |
| `name` | the same name in different programs | 0.7 for a whole name, 0.5 for a single word |
| `namesake` | the same whole name in one program, under two ids | 0.4 |
| `spelling` | the same words in another order or with other signs between | 0.6, 0.3 for a single word |
| `initials` | `Anna B.` and the only one whose name begins so | 0.4 |

Two who wrote in one conversation are taken for two, whatever their names; a shared address counts all the same.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from apps.uploads.identity.known import Alias, Evidence, KnownPerson, Suggestion
from apps.uploads.identity.names import list_words

MAX_TOGETHER = 20
"""A key that more people share tells nothing of any of them."""


Found = tuple[Sequence[KnownPerson], Evidence]


def suggest_merges(
    people: Sequence[KnownPerson], told: Iterable[tuple[int, int, Evidence]] = ()
) -> list[Suggestion]:
    """Return who may be one, the surest first; `told` is what was found elsewhere about two of them."""
    by_id = {person.id: person for person in people}
    found: defaultdict[tuple[int, ...], dict[Evidence, None]] = defaultdict(dict)
    for together, evidence in _find_all(people):
        found[tuple(sorted(person.id for person in together))][evidence] = None
    for first, second, evidence in told:
        if first != second and first in by_id and second in by_id:
            found[min(first, second), max(first, second)][evidence] = None
    return _order(found)


def part_suggestions(
    suggestions: Iterable[Suggestion], distinct: Collection[tuple[int, int]]
) -> list[Suggestion]:
    """Return suggestions in which no two are of a pair of `distinct`, ascending ids of people who are two.

    Of several people each is suggested with those who may be one with them still.
    """
    if not distinct:
        return list(suggestions)
    found: defaultdict[tuple[int, ...], dict[Evidence, None]] = defaultdict(dict)
    for one in suggestions:
        for together in {_keep_together(first, one.people, distinct) for first in one.people}:
            if len(together) > 1:
                found[together] |= dict.fromkeys(one.evidence)
    return _order(found)


def _keep_together(
    first: int, people: Iterable[int], distinct: Collection[tuple[int, int]]
) -> tuple[int, ...]:
    """Return `first` with the others, ascending, none of whom is another than one before."""
    together = [first]
    for person in people:
        pairs = {(min(person, other), max(person, other)) for other in together}
        if person != first and pairs.isdisjoint(distinct):
            together.append(person)
    return tuple(sorted(together))


def _order(found: Mapping[tuple[int, ...], Iterable[Evidence]]) -> list[Suggestion]:
    """Return suggestions by people and evidence, the surest first."""
    suggestions = [
        Suggestion(ids, tuple(sorted(evidence, key=lambda one: -one.strength)))
        for ids, evidence in found.items()
    ]
    return sorted(suggestions, key=lambda one: (-one.strength, one.people))


def _find_all(people: Sequence[KnownPerson]) -> Iterator[Found]:
    yield from _find_addresses(people)
    yield from _find_numbers(people)
    yield from _find_names(people)
    yield from _find_spellings(people)
    yield from _find_initials(people)


def _find_addresses(people: Sequence[KnownPerson]) -> Iterator[Found]:
    for address, sharing in _group(people, lambda alias: alias.email):
        yield sharing, Evidence("email", f"All write from {address}.", 0.95)


def _find_numbers(people: Sequence[KnownPerson]) -> Iterator[Found]:
    for digits, ending_so in _group(people, lambda alias: alias.phone):
        for sharing in _tell_countries_apart(ending_so, digits):
            written = [_find_number(person, digits) for person in sharing]
            spelt = " and ".join(dict.fromkeys(written))
            strength = 0.95 if all(map(_read_whole_number, written)) else 0.8
            yield sharing, Evidence("phone", f"The same telephone number: {spelt}.", strength)


def _tell_countries_apart(people: Sequence[KnownPerson], digits: str) -> list[Sequence[KnownPerson]]:
    """Whole numbers that only end alike are different ones; of which a number without its country is, nobody knows."""
    by_number: defaultdict[str, list[KnownPerson]] = defaultdict(list)
    for person in people:
        by_number[_read_whole_number(_find_number(person, digits))].append(person)
    if len(by_number.keys() - {""}) < 2:
        return [people]
    return [sharing for number, sharing in by_number.items() if number and len(sharing) > 1]


def _read_whole_number(written: str) -> str:
    """Return the digits of a number that begins with its country; nothing of another."""
    return "".join(filter(str.isdigit, written)) if written.lstrip("~ ").startswith("+") else ""


def _find_number(person: KnownPerson, digits: str) -> str:
    return next(alias.number for alias in person.aliases if alias.phone == digits).removeprefix("tel:")


def _find_names(people: Sequence[KnownPerson]) -> Iterator[Found]:
    """Of several in one program nobody knows which is meant; but two of one whole name may be an old and a new id."""
    for told, sharing in _group(people, lambda alias: alias.told):
        is_whole = len(list_words(told)) > 1
        by_family: defaultdict[str, list[KnownPerson]] = defaultdict(list)
        for person in sharing:
            for family in {alias.family for alias in person.aliases if alias.told == told}:
                by_family[family].append(person)
        shown = next(alias.name for alias in sharing[0].aliases if alias.told == told)
        alone = {found[0].id: found[0] for found in by_family.values() if len(found) == 1}
        apart = _leave_out_neighbours(alone.values())
        if len(apart) > 1:
            yield apart, Evidence("name", f"All are called {shown}.", 0.7 if is_whole else 0.5)
        for family, found in by_family.items():
            if is_whole and len(found) == 2 and len(_leave_out_neighbours(found)) == 2:
                yield (
                    found,
                    Evidence("namesake", f"Two are called {shown} in the same program ({family}).", 0.4),
                )


def _find_spellings(people: Sequence[KnownPerson]) -> Iterator[Found]:
    for key, sharing in _group(people, lambda alias: " ".join(sorted(alias.words))):
        words = key.split()
        spellings = {
            alias.told for person in sharing for alias in person.aliases if sorted(alias.words) == words
        }
        apart = _leave_out_neighbours(sharing)
        if len(spellings) > 1 and len(apart) > 1:
            names = " and ".join(dict.fromkeys(_find_spelling(person, words) for person in apart))
            yield apart, Evidence("spelling", f"{names} are the same words.", 0.6 if " " in key else 0.3)


def _find_initials(people: Sequence[KnownPerson]) -> Iterator[Found]:
    """Only where one whole name alone can be meant by a shortened one."""
    whole: defaultdict[tuple[str, str], dict[int, tuple[KnownPerson, str]]] = defaultdict(dict)
    short: list[tuple[KnownPerson, str, tuple[str, str]]] = []
    for person in people:
        for alias in person.aliases:
            words = alias.words
            if len(words) == 2 and 1 in map(len, words):
                short.append((person, alias.name, (words[0], words[1])))
            elif len(words) > 1 and min(map(len, words)) > 1:
                for key in ((words[0], words[-1][0]), (words[0][0], words[-1])):
                    whole[key][person.id] = person, alias.name
    for person, name, key in short:
        meant = list(whole[key].values()) if key in whole else []
        if len(meant) == 1 and meant[0][0] is not person and not _share_a_chat(person, meant[0][0]):
            yield (
                [person, meant[0][0]],
                Evidence("initials", f"{name} may be short for {meant[0][1]}.", 0.4),
            )


def _group(
    people: Sequence[KnownPerson], key_of: Callable[[Alias], str]
) -> Iterator[tuple[str, list[KnownPerson]]]:
    """Yield each key that two or more people have, with them; no key is none."""
    groups: defaultdict[str, dict[int, KnownPerson]] = defaultdict(dict)
    for person in people:
        for alias in person.aliases:
            if key := key_of(alias):
                groups[key][person.id] = person
    for key, sharing in groups.items():
        if 1 < len(sharing) <= MAX_TOGETHER:
            yield key, list(sharing.values())


def _find_spelling(person: KnownPerson, words: list[str]) -> str:
    return next(alias.name for alias in person.aliases if sorted(alias.words) == words)


def _leave_out_neighbours(people: Iterable[KnownPerson]) -> list[KnownPerson]:
    """Return those of whom no two wrote in one conversation, the first ones."""
    apart: list[KnownPerson] = []
    for person in people:
        if not any(_share_a_chat(person, other) for other in apart):
            apart.append(person)
    return apart


def _share_a_chat(one: KnownPerson, other: KnownPerson) -> bool:
    return not one.conversations.isdisjoint(other.conversations)
