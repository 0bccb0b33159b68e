"""What suggestions are made of and consist of: people with their names, evidence."""

from dataclasses import dataclass

from apps.uploads.identity.names import OF_NOBODY, OF_ONE_EXPORT, find_email, find_phone, list_words


@dataclass(frozen=True, slots=True)
class Alias:
    """A name somebody goes by in a program, and what it is compared by; empty where it tells nothing of that."""

    family: str
    name: str
    told: str
    """The folded name; empty for names that are none, addresses and numbers."""
    words: tuple[str, ...]
    """Of `told`."""
    email: str
    phone: str
    number: str
    """The telephone number as written."""


def make_alias(family: str, name: str, folded: str, ref: str = "") -> Alias:
    """`folded` is the name as names are compared, `ref` the sender's id in the program."""
    number = next((text for text in (name, ref) if find_phone(text)), "")
    email = find_email(name) or find_email(ref)
    says_nothing = folded in OF_NOBODY or folded in OF_ONE_EXPORT
    told = "" if says_nothing or find_phone(name) or find_email(name) else folded
    return Alias(family, name, told, list_words(told), email, find_phone(number), number)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    id: int
    name: str
    aliases: tuple[Alias, ...]
    conversations: frozenset[int] = frozenset()

    @property
    def families(self) -> set[str]:
        return {alias.family for alias in self.aliases}


@dataclass(frozen=True, slots=True)
class Evidence:
    kind: str
    text: str
    """A sentence."""
    strength: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`people` are ids, ascending; `evidence` the strongest first."""

    people: tuple[int, ...]
    evidence: tuple[Evidence, ...]

    @property
    def strength(self) -> float:
        return self.evidence[0].strength
