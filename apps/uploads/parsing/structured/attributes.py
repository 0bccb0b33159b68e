"""What a record tells of a message besides sender, time and text: edits, the message answered, files, reactions, people
mentioned, links, forwards.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from apps.uploads.parsing.base import Attachment, Reaction
from apps.uploads.parsing.clock import from_epoch, is_plausible
from apps.uploads.parsing.names import words
from apps.uploads.parsing.structured import fields
from apps.uploads.parsing.structured.addressees import (
    FORWARDS,
    LINKS,
    MENTIONS,
    read_links,
    read_name,
    read_names,
)
from apps.uploads.parsing.structured.files import read_files
from apps.uploads.parsing.structured.moments import DIGITS
from apps.uploads.parsing.structured.reactions import read_reactions
from apps.uploads.parsing.structured.roles import Roles

EDITED = frozenset(
    words(
        "isedited edited wasedited editedat edittimestamp editedtimestamp timestampedited lastedited editdate"
    )
)
REPLY = frozenset(
    words(
        "replyto replytoid replytomessageid replytomessage inreplyto inreplytoid replytomsgid replymessageid "
        "inresponsetotweetid inreplytostatusid reference "
        "parentid parentmessageid parentmessage quotedmessageid quotedmessage quote mrelatesto"
    )
)
THREAD, THREAD_OWN = "threadts", "ts"
"""Slack names the first message of the thread, in itself too."""
IDENTITIES = frozenset(words("id messageid msgid eventid guid uuid minreplyto"))
FILES = {
    "attachments": "", "attachment": "", "files": "", "file": "", "media": "", "documents": "", "document": "",
    "photos": "image", "photo": "image", "images": "image", "image": "image", "videos": "video", "video": "video",
    "audios": "audio", "audiofiles": "audio", "audio": "audio", "voice": "audio", "voicemessage": "audio",
    "sticker": "sticker", "stickers": "sticker", "gifs": "gif",
}  # fmt: skip
"""Fields that hold files, and the type that the field itself tells."""
REACTIONS = frozenset(words("reactions reaction"))
NO_WORDS = frozenset({"", "0", "false", "no", "none", "null", "nan", "nein", "non"})


@dataclass(frozen=True, slots=True)
class Attributes:
    is_edited: bool = False
    reply_to_ref: str = ""
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    forwarded_from: str = ""
    edited_at: datetime | None = None


NONE = Attributes()


@dataclass(frozen=True, slots=True)
class AttributeFields:
    """The fields of records of one shape that tell attributes, by their original names."""

    edited: tuple[str, ...]
    reply: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    reactions: tuple[str, ...]
    thread: tuple[str, str] | None
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    forwards: tuple[str, ...] = ()

    @property
    def are_none(self) -> bool:
        found = (
            self.edited,
            self.reply,
            self.files,
            self.reactions,
            self.mentions,
            self.links,
            self.forwards,
        )
        return not any(found) and self.thread is None


def find_attribute_fields(names: list[str], roles: Roles) -> AttributeFields:
    """Return those of the roles, and those known by their names; a field with another part is none."""
    known = [(name, fields.normalise(name)) for name in names]
    taken = frozenset(roles)
    free = [(name, key) for name, key in known if name not in taken]
    by_key = {key: name for name, key in known}
    has_thread = THREAD in by_key and THREAD_OWN in by_key
    return AttributeFields(
        edited=_known(roles.edited) or tuple(name for name, key in free if key in EDITED),
        reply=_known(roles.reply_to) or tuple(name for name, key in free if key in REPLY),
        files=((roles.attachments, ""),)
        if roles.attachments
        else tuple((name, FILES[key]) for name, key in free if key in FILES),
        reactions=_known(roles.reactions) or tuple(name for name, key in free if key in REACTIONS),
        thread=(by_key[THREAD], by_key[THREAD_OWN]) if has_thread else None,
        mentions=tuple(name for name, key in free if key in MENTIONS),
        links=tuple(name for name, key in free if key in LINKS),
        forwards=tuple(name for name, key in free if key in FORWARDS),
    )


def _known(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def read_attributes(record: dict[str, Any], found: AttributeFields, text: str = "") -> Attributes:
    """`text` is the message's own; the links that it shows are not told again."""
    return Attributes(
        edited_at=next(filter(None, (_moment_of(record.get(name)) for name in found.edited)), None),
        is_edited=any(_is_true(record.get(name)) for name in found.edited),
        reply_to_ref=_read_reply(record, found),
        attachments=tuple(
            file for name, kind in found.files for file in read_files(record.get(name), kind, record)
        ),
        reactions=tuple(
            reaction for name in found.reactions for reaction in read_reactions(record.get(name))
        ),
        mentions=tuple(person for name in found.mentions for person in read_names(record.get(name))),
        links=tuple(link for name in found.links for link in read_links(record.get(name), text)),
        forwarded_from=next(filter(None, (read_name(record.get(name)) for name in found.forwards)), ""),
    )


def _is_true(value: Any) -> bool:
    """An export says `true`, or when it was edited, or by whom."""
    return value.strip().lower() not in NO_WORDS if isinstance(value, str) else bool(value)


def _moment_of(value: Any) -> datetime | None:
    """Return the moment of an edit where an export tells it without room for doubt: Unix time, or ISO with its zone."""
    if isinstance(value, str) and not DIGITS.match(value):
        try:
            moment = datetime.fromisoformat(value.strip()[:40])
        except ValueError:
            return None
        return moment.astimezone(UTC) if moment.tzinfo and is_plausible(moment) else None
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        return from_epoch(float(value))
    except OverflowError:
        return None


def _read_reply(record: dict[str, Any], found: AttributeFields) -> str:
    for name in found.reply:
        if identity := _identify(record.get(name)):
            return identity
    if found.thread:
        root, own = (record.get(name) for name in found.thread)
        if isinstance(root, str | int) and root and root != own:
            return str(root)[:100]
    return ""


def _identify(value: Any) -> str:
    """Return the id that a field holds: by itself, or as a field of the message it quotes."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, str | int):
        text = str(value).strip()
        return "" if text.lower() in NO_WORDS else text[:100]
    if isinstance(value, dict):
        inner = (item for key, item in value.items() if fields.normalise(key) in IDENTITIES)
        return next(filter(None, map(_identify, inner)), "")
    return ""
