"""Which senders of exports are the same person, as far as the exports themselves leave no doubt.

1. The same id in formats of one family: the same person, whatever the names.
2. Else the same name in one family, unless something speaks against it: another id, or both wrote in one conversation.
   Of several who could be meant the only one without an id is taken, else none.
3. Else a person of their own.

Doubt decides for two people: putting together is for those who know them (`suggestions.py`), taking apart is an
exception. Who was parted from somebody by a member is found first where they were parted, by id or name in a chat of
that name, when it comes again; elsewhere the id or name means who is left, as long as there is anybody.
On IRC the nick, whatever its case, is the id: the servers see to it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.uploads.identity.names import OF_NOBODY, OF_ONE_EXPORT

NICKS_ARE_IDS = frozenset(["irc"])


@dataclass(frozen=True, slots=True)
class Sender:
    """A participant. `family` is the program they wrote in, `folded` the name as names are compared.

    `chat` is what the conversation is known by when it comes again, its id or folded name; empty if it has none.
    """

    family: str
    ref: str
    folded: str
    conversation: int
    upload: object
    chat: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """The sender of the conversation, whichever upload it came in."""
        return self.family, self.chat, self.id or self.folded

    @property
    def id(self) -> str:
        """What tells them apart in their program beyond doubt; empty if only the name does."""
        return self.ref or (self.folded if self.family in NICKS_ARE_IDS else "")


@dataclass(slots=True, eq=False)
class Identity:
    """A person, and what is known of them. `key` is the caller's; None for one who was not known before.

    `is_parted`: a member said that they are not whom the exports take them for.
    """

    key: object = None
    is_parted: bool = False
    ids: set[tuple[str, str]] = field(default_factory=set)
    conversations: set[int] = field(default_factory=set)
    uploads: set[object] = field(default_factory=set)

    def has_id_in(self, family: str) -> bool:
        return any(known == family for known, _ in self.ids)


class Directory:
    """People by what they are told by. Who was parted is to be learned after all others."""

    def __init__(self) -> None:
        self._remembered: dict[tuple[object, str, str, str], Identity] = {}
        self._by_place: defaultdict[tuple[str, str, str], list[Identity]] = defaultdict(list)
        self._by_id: dict[tuple[str, str], Identity] = {}
        self._by_name: defaultdict[tuple[str, str], list[Identity]] = defaultdict(list)

    def remember(self, upload: object, place: tuple[str, str, str], identity: Identity) -> None:
        """Note who the sender in that place of an upload was when it was read before."""
        self._remembered[upload, *place] = identity

    def learn(self, identity: Identity, sender: Sender) -> None:
        """Note that a sender is this person."""
        if sender.id:
            identity.ids.add((sender.family, sender.id))
            self._by_id.setdefault((sender.family, sender.id), identity)
        identity.conversations.add(sender.conversation)
        identity.uploads.add(sender.upload)
        found_by = [self._by_name[sender.family, sender.folded]]
        if sender.chat:
            found_by.append(self._by_place[sender.place])
        for known in found_by:
            if identity not in known:
                known.append(identity)

    def assign(self, sender: Sender) -> Identity:
        """Return who the sender is, a new person if nobody known."""
        identity = self._remembered.get((sender.upload, *sender.place)) or self._find_parted(sender)
        if identity is None and sender.id:
            identity = self._by_id.get((sender.family, sender.id))
        identity = identity or self._find_namesake(sender) or Identity()
        self.learn(identity, sender)
        return identity

    def _find_parted(self, sender: Sender) -> Identity | None:
        """Return who was parted where the sender writes now, unless two could be meant."""
        known = self._by_place.get(sender.place, ()) if sender.chat else ()
        if len(known) != 1 or not known[0].is_parted:
            return None
        wrote_beside = not sender.id and sender.conversation in known[0].conversations
        return None if wrote_beside else known[0]

    def _find_namesake(self, sender: Sender) -> Identity | None:
        if not sender.folded or sender.folded in OF_NOBODY:
            return None
        possible = list(self._list_possible(sender))
        if len(possible) > 1:
            possible = [one for one in possible if not one.has_id_in(sender.family)]
        return possible[0] if len(possible) == 1 else None

    def _list_possible(self, sender: Sender) -> Iterable[Identity]:
        namesakes = self._by_name[sender.family, sender.folded]
        left = [identity for identity in namesakes if not identity.is_parted]
        for identity in left or namesakes:
            has_other_id = bool(sender.id) and identity.has_id_in(sender.family)
            is_other_export = sender.folded in OF_ONE_EXPORT and sender.upload not in identity.uploads
            wrote_beside = sender.conversation in identity.conversations
            if not (has_other_id or is_other_export or wrote_beside):
                yield identity
