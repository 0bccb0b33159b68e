"""Which senders of exports are the same person, as far as the exports themselves leave no doubt.

1. The same id in formats of one family: the same person, whatever the names.
2. Else the same name in one family, unless something speaks against it: another id, or both wrote in one conversation.
   Of several who could be meant the only one without an id is taken, else none.
3. Else a person of their own.

What is joined here cannot be taken apart again, so doubt decides for two people: putting together is for those who know
them (`suggestions.py`). On IRC the nick, whatever its case, is the id: the servers see to it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.uploads.identity.names import OF_NOBODY, OF_ONE_EXPORT

NICKS_ARE_IDS = frozenset(["irc"])


@dataclass(frozen=True, slots=True)
class Sender:
    """A participant. `family` is the program they wrote in, `folded` the name as names are compared."""

    family: str
    ref: str
    folded: str
    conversation: int
    upload: object

    @property
    def id(self) -> str:
        """What tells them apart in their program beyond doubt; empty if only the name does."""
        return self.ref or (self.folded if self.family in NICKS_ARE_IDS else "")


@dataclass(slots=True, eq=False)
class Identity:
    """A person, and what is known of them. `key` is the caller's; None for one who was not known before."""

    key: object = None
    ids: set[tuple[str, str]] = field(default_factory=set)
    conversations: set[int] = field(default_factory=set)
    uploads: set[object] = field(default_factory=set)

    def has_id_in(self, family: str) -> bool:
        return any(known == family for known, _ in self.ids)


class Directory:
    """People by what they are told by."""

    def __init__(self) -> None:
        self._by_id: dict[tuple[str, str], Identity] = {}
        self._by_name: defaultdict[tuple[str, str], list[Identity]] = defaultdict(list)

    def learn(self, identity: Identity, sender: Sender) -> None:
        """Note that a sender is this person."""
        if sender.id:
            identity.ids.add((sender.family, sender.id))
            self._by_id.setdefault((sender.family, sender.id), identity)
        identity.conversations.add(sender.conversation)
        identity.uploads.add(sender.upload)
        namesakes = self._by_name[sender.family, sender.folded]
        if identity not in namesakes:
            namesakes.append(identity)

    def assign(self, sender: Sender) -> Identity:
        """Return who the sender is, a new person if nobody known."""
        identity = self._by_id.get((sender.family, sender.id)) if sender.id else None
        identity = identity or self._find_namesake(sender) or Identity()
        self.learn(identity, sender)
        return identity

    def _find_namesake(self, sender: Sender) -> Identity | None:
        if not sender.folded or sender.folded in OF_NOBODY:
            return None
        possible = list(self._list_possible(sender))
        if len(possible) > 1:
            possible = [one for one in possible if not one.has_id_in(sender.family)]
        return possible[0] if len(possible) == 1 else None

    def _list_possible(self, sender: Sender) -> Iterable[Identity]:
        for identity in self._by_name[sender.family, sender.folded]:
            has_other_id = bool(sender.id) and identity.has_id_in(sender.family)
            is_other_export = sender.folded in OF_ONE_EXPORT and sender.upload not in identity.uploads
            wrote_beside = sender.conversation in identity.conversations
            if not (has_other_id or is_other_export or wrote_beside):
                yield identity
