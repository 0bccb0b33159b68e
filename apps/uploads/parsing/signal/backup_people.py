"""Who is who in Signal's export of chat history: its people, groups and chats by their ids in the file."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.uploads.parsing.values import dict_of, name_of, ref_of

OWNER = "You"
SELF_REF = "self"
NAMES = (
    ("systemGivenName", "systemFamilyName"),
    ("profileGivenName", "profileFamilyName"),
    ("systemNickname",),
    ("username",),
)
"""Keys of a contact's name; what its owner calls it comes first (see `_name_contact`)."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person or group. `ref` is the account's id, else its number; of a group a hash of its key."""

    name: str
    ref: str
    is_self: bool = False
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    name: str
    ref: str


UNKNOWN = Recipient("", "unknown")


class Directory:
    """Learns people and chats from frames; they stand before what names them."""

    def __init__(self) -> None:
        self._owner = OWNER
        self._recipients: dict[str, Recipient] = {}
        self._accounts: dict[str, str] = {}
        self._chats: dict[str, Chat] = {}

    def learn(self, frame: dict[str, Any]) -> None:
        """Take in a frame that is no message; those of other kinds say nothing of people."""
        if account := dict_of(frame.get("account")):
            self._owner = _join(account, "givenName", "familyName") or OWNER
        elif recipient := dict_of(frame.get("recipient")):
            self._recipients[ref_of(recipient.get("id"))] = self._read(recipient)
        elif chat := dict_of(frame.get("chat")):
            self._chats[ref_of(chat.get("id"))] = self._read_chat(chat)

    def person(self, number: Any) -> Recipient:
        return self._recipients.get(ref_of(number), UNKNOWN)

    def chat(self, number: Any) -> Chat:
        """Return a chat; one that was not announced is named by its id."""
        ref = ref_of(number)
        return self._chats.get(ref) or Chat(f"Signal chat {ref}".strip(), "")

    def name_account(self, aci: str) -> str:
        ref = account_id(aci)
        return self._accounts.get(ref) or ref

    def _read(self, recipient: dict[str, Any]) -> Recipient:
        if isinstance(recipient.get("self"), dict):
            return Recipient(self._owner, SELF_REF, is_self=True)
        if group := dict_of(recipient.get("group")):
            return _read_group(group)
        contact = dict_of(recipient.get("contact"))
        ref, number = account_id(ref_of(contact.get("aci"))), _number_of(contact)
        name = _name_contact(contact) or number
        if "releaseNotes" in recipient:
            name = "Signal"
        elif not name:
            name = _name_list(recipient) or "Unknown"
        if ref:
            self._accounts[ref] = name
        return Recipient(name, ref or number or f"recipient {ref_of(recipient.get('id'))}")

    def _read_chat(self, chat: dict[str, Any]) -> Chat:
        """Of a direct chat the ref would have to name both people, and the owner's account has none here."""
        recipient = self.person(chat.get("recipientId"))
        if recipient.is_self:
            return Chat("Note to Self", "")
        return Chat(recipient.name or "Signal", recipient.ref if recipient.is_group else "")


def account_id(aci: str) -> str:
    """Return an account's id as Signal shows it, from its sixteen bytes in base64; empty if it is none."""
    try:
        return str(UUID(aci)) if "-" in aci else str(UUID(bytes=base64.b64decode(aci, validate=True)))
    except (ValueError, binascii.Error):
        return ""


def _read_group(group: dict[str, Any]) -> Recipient:
    """The key opens the group's data, so that only its hash is kept."""
    title = dict_of(dict_of(group.get("snapshot")).get("title"))
    key = ref_of(group.get("masterKey"))
    ref = hashlib.sha256(key.encode()).hexdigest()[:32] if key else ""
    return Recipient(name_of(title.get("title")) or "Unnamed group", ref, is_group=True)


def _name_contact(contact: dict[str, Any]) -> str:
    given = _join(dict_of(contact.get("nickname")), "given", "family")
    return given or next(filter(None, (_join(contact, *keys) for keys in NAMES)), "")


def _name_list(recipient: dict[str, Any]) -> str:
    link = name_of(dict_of(recipient.get("callLink")).get("name"))
    stories = dict_of(dict_of(recipient.get("distributionList")).get("distributionList"))
    return link or name_of(stories.get("name")) or ("Call link" if "callLink" in recipient else "")


def _number_of(contact: dict[str, Any]) -> str:
    number = ref_of(contact.get("e164"))
    return f"+{number}" if number.strip("0").isdecimal() else number.strip("0")


def _join(holder: dict[str, Any], *keys: str) -> str:
    return " ".join(filter(None, (name_of(holder.get(key)) for key in keys)))
