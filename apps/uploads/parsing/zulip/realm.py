"""An organisation's people, channels and recipients, and what is told of messages apart from them."""

from typing import NamedTuple

from apps.uploads.parsing.base import Attachment, ParseReport, Reaction, UnreadableExport
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.tree import OpenFiles
from apps.uploads.parsing.values import int_of, list_of, name_of, ref_of, size_of, text_of

PEOPLE = ("zerver_userprofile", "zerver_userprofile_crossrealm", "zerver_userprofile_mirrordummy")
OTHERS = ("zerver_realm", "zerver_stream", "zerver_recipient", "zerver_subscription", "zerver_reaction")
DIRECT, CHANNEL, GROUP = 1, 2, 3
PAIR = 2
"""Newer servers have a group for every two people who write to each other."""
BOTS = {
    "notification-bot@zulip.com": "Notification Bot",
    "welcome-bot@zulip.com": "Welcome Bot",
    "emailgateway@zulip.com": "Email Gateway",
}
"""They belong to no organisation, so that exports give their addresses only."""
MAX_NAMED = 10
"""People whose names make up that of a group's conversation."""


class Place(NamedTuple):
    """A conversation's name and stable id."""

    name: str
    ref: str


class Realm:
    def __init__(self) -> None:
        self._people: dict[int, str] = {}
        self._addresses: dict[int, str] = {}
        self._key = ""
        self._streams: dict[int, str] = {}
        self._recipients: dict[int, tuple[int, int]] = {}
        self._members: dict[int, list[int]] = {}
        self._reactions: dict[int, list[tuple[str, int]]] = {}
        self._files: dict[int, list[Attachment]] = {}

    def read(self, files: OpenFiles, path: str, attachments: str) -> None:
        """Take in the organisation's own files, as far as they are there."""
        paths = [f"{name}.item" for name in (*PEOPLE, *OTHERS)]
        if path in files.tree.files:
            for item in _iter_file(files, path, *paths):
                self._see(item.path.removesuffix(".item"), item.value)
        if attachments in files.tree.files:
            for item in _iter_file(files, attachments, "zerver_attachment.item"):
                self._see_file(item.value)

    def person(self, identity: int | None) -> str:
        return self._people.get(identity, f"User {identity}") if identity is not None else ""

    def address(self, identity: int | None) -> str:
        """Return somebody's e-mail address, the only id that other organisations do not give to others."""
        return self._addresses.get(identity, "") if identity is not None else ""

    def place(self, recipient: int | None, sender: int | None) -> Place | None:
        """Return where a message to a recipient stands; None if nothing is known of it."""
        kind, target = self._recipients.get(recipient, (0, 0))
        if kind == CHANNEL:
            return Place(self._streams.get(target) or f"Channel {target}", self._ref("channel", target))
        if kind == DIRECT:
            both = sorted({target, sender if sender is not None else target})
            return Place(", ".join(map(self.person, both)), self._ref("direct", *both))
        if kind == GROUP:
            members = sorted(set(self._members.get(recipient, ())))
            names = ", ".join(map(self.person, members[:MAX_NAMED]))
            if len(members) == PAIR:
                return Place(names, self._ref("direct", *members))
            return Place(names or f"Group {target}", self._ref("group", target))
        return None

    def is_channel(self, recipient: int | None) -> bool:
        return self._recipients.get(recipient, (0, 0))[0] in (0, CHANNEL)

    def reactions_to(self, message: int | None) -> tuple[Reaction, ...]:
        return gather_reactions((emoji, self.person(who)) for emoji, who in self._reactions.get(message, ()))

    def files_of(self, message: int | None) -> tuple[Attachment, ...]:
        return tuple(self._files.get(message, ()))

    def _ref(self, kind: str, *numbers: int) -> str:
        """Return an id with the organisation's before it: numbers are given in each of them alike."""
        return f"{self._key}/{kind}:{'-'.join(map(str, numbers))}" if self._key else ""

    def _see(self, table: str, row: dict) -> None:
        identity = int_of(row.get("id"))
        if table == "zerver_reaction":
            message, who = int_of(row.get("message")), int_of(row.get("user_profile"))
            if message is not None and who is not None:
                self._reactions.setdefault(message, []).append((emoji_of(row), who))
        elif table == "zerver_subscription":
            recipient, who = int_of(row.get("recipient")), int_of(row.get("user_profile"))
            if recipient is not None and who is not None:
                self._members.setdefault(recipient, []).append(who)
        elif table == "zerver_realm":
            self._key = ref_of(row.get("uuid")) or ref_of(row.get("string_id"))
        elif identity is not None and table in PEOPLE:
            address = ref_of(row.get("delivery_email")) or ref_of(row.get("email"))
            name = name_of(row.get("full_name")) or BOTS.get(address) or name_of(address)
            self._people[identity] = name or f"User {identity}"
            self._addresses[identity] = address.lower()
        elif identity is not None and table == "zerver_stream":
            self._streams[identity] = name_of(row.get("name"))
        elif identity is not None:
            self._recipients[identity] = (int_of(row.get("type")) or 0, int_of(row.get("type_id")) or 0)

    def _see_file(self, row: dict) -> None:
        name = name_of(row.get("file_name"))
        file = Attachment(name, guess_type(name, text_of(row.get("content_type"))), size_of(row.get("size")))
        for message in map(int_of, list_of(row.get("messages"))[:1000]):
            if message is not None and name:
                self._files.setdefault(message, []).append(file)


def emoji_of(reaction: dict) -> str:
    """Return the emoji itself where its code is known, else its name between colons."""
    name, code = name_of(reaction.get("emoji_name")), text_of(reaction.get("emoji_code"))
    if reaction.get("reaction_type", "unicode_emoji") == "unicode_emoji" and code:
        try:
            return "".join(chr(int(part, 16)) for part in code[:40].split("-")).encode().decode()
        except (ValueError, OverflowError):
            return f":{name}:"
    return f":{name}:" if name else ""


def _iter_file(files: OpenFiles, path: str, *paths: str):
    """Yield the items of a helping file; what is wrong with it only makes names missing."""
    try:
        yield from iter_items(files.open(path), ParseReport(), *paths)
    except UnreadableExport:
        return
