"""One message of a thread's JSON, of the main download or of the one for encrypted chats."""

import re
from collections.abc import Iterator
from typing import Any

from apps.uploads.parsing.base import (
    CALL,
    DELETED,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseReport,
    Reaction,
)
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.mojibake import Mender
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.unknown_kinds import UnknownKinds
from apps.uploads.parsing.values import dict_of, dicts_of, int_of, list_of, moment_of, name_of, text_of

FILES = (
    ("photos", "image"),
    ("videos", "video"),
    ("audio_files", "audio"),
    ("gifs", "gif"),
    ("files", ""),
    ("media", ""),
)
KNOWN_TYPES = frozenset(
    ("", "generic", "share", "text", "media", "link", "sticker", "placeholder", "payment")
)
EVENTS = frozenset(("subscribe", "unsubscribe"))
ABOUT_REACTION = re.compile(r"(?:Liked a message|Reacted .{1,20} to your message) ?")
MAX_KNOWN_NAMES = 5_000


class MessageReader:
    def __init__(self, report: ParseReport) -> None:
        self._mend, self._report = Mender(report), report
        self._names: dict[str, str] = {}
        self.unknown = UnknownKinds()

    def read(self, record: dict[str, Any], place: str, position: int) -> ParsedMessage | None:
        """Return the message of a record, or None, with a skip, if it is none. Its conversation is still empty."""
        sender = self.name(record.get("sender_name", record.get("senderName")))
        sent_at = moment_of(record.get("timestamp_ms", record.get("timestamp")))
        kind = self._kind_of(record)
        text = "" if kind == DELETED else self._text_of(record, kind)
        attachments = () if kind == DELETED else tuple(self._files_of(record))
        if not (sender or sent_at or text or attachments):
            self._report.skip(
                position, "This is no message: it has no sender, time or text.", ", ".join(record)[:200]
            )
            return None
        if kind == MESSAGE and is_about_reaction(text):
            kind = SYSTEM
        return ParsedMessage(
            conversation="",
            sender=sender or None,
            sent_at=sent_at,
            text=text,
            kind=kind,
            source_ref=place,
            attachments=attachments,
            reactions=self._reactions_of(record),
            links=self._links_of(record, text),
            forwarded_from=self._owner_of(record["share"]) if "share" in record else "",
        )

    def name(self, value: Any) -> str:
        """Return a person's or thread's name, mended once for all its messages."""
        if not isinstance(value, str):
            return name_of(value)
        name = self._names.get(value)
        if name is None:
            name = name_of(self._mend(value))
            if len(self._names) < MAX_KNOWN_NAMES:
                self._names[value] = name
        return name

    def _text(self, value: Any) -> str:
        """Mended before anything is stripped: a no-break space may be the last byte of a letter."""
        return text_of(self._mend(value)) if isinstance(value, str) else text_of(value)

    def _kind_of(self, record: dict[str, Any]) -> str:
        if record.get("is_unsent") is True or record.get("isUnsent") is True:
            return DELETED
        stated = text_of(record.get("type")).lower()
        if stated == "call" or "call_duration" in record:
            return CALL
        if stated in EVENTS:
            return SYSTEM
        if stated not in KNOWN_TYPES:
            self.unknown.add(stated)
        return MESSAGE

    def _text_of(self, record: dict[str, Any], kind: str) -> str:
        text = self._text(record.get("content", record.get("text")))
        if kind == CALL:
            return text or _describe_call(record)
        shared = self._text(dict_of(record.get("share")).get("share_text"))
        return f"{text}\n{shared}".strip() if shared and shared not in text else text

    def _links_of(self, record: dict[str, Any], text: str) -> tuple[str, ...]:
        link = self._text(dict_of(record.get("share")).get("link"))
        return (link,) if link and link not in text else ()

    def _owner_of(self, share: Any) -> str:
        """Return whose post was passed on."""
        return self.name(dict_of(share).get("original_content_owner"))

    def _files_of(self, record: dict[str, Any]) -> Iterator[Attachment]:
        for key, kind in FILES:
            for item in dicts_of(record.get(key)):
                name = self._file_name(item)
                yield Attachment(name, guess_type(name, kind))
        if isinstance(sticker := record.get("sticker"), dict):
            yield Attachment(self._file_name(sticker), "sticker")

    def _file_name(self, item: dict[str, Any]) -> str:
        """Return the last part of a path; of an address on the net, which some files have, without its query."""
        path = self._text(item.get("uri"))
        path = path.partition("?")[0] if "://" in path else path
        return path.rpartition("/")[2][:255]

    def _reactions_of(self, record: dict[str, Any]) -> tuple[Reaction, ...]:
        given = record.get("reactions")
        if not list_of(given):
            return ()
        return gather_reactions(
            (self._text(item.get("reaction")), self.name(item.get("actor"))) for item in dicts_of(given)
        )


def is_about_reaction(text: str) -> bool:
    """Return whether a message only says that somebody reacted, which Instagram notes beside the reaction itself."""
    return ABOUT_REACTION.fullmatch(text) is not None


def _describe_call(record: dict[str, Any]) -> str:
    duration_s = int_of(record.get("call_duration")) or 0
    if record.get("missed") is True or duration_s <= 0:
        return "Missed call"
    minutes, seconds = divmod(duration_s, 60)
    return f"Call of {minutes} min {seconds} s" if minutes else f"Call of {seconds} s"
