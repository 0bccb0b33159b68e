"""One document of `rocketchat_message` as a message."""

import re
from datetime import UTC, datetime
from typing import Any

from apps.uploads.parsing.base import DELETED, MESSAGE, Attachment, ParsedMessage, ParseReport, Reaction
from apps.uploads.parsing.clock import is_plausible
from apps.uploads.parsing.emoji_names import emoji_of, show_emoji
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.rocketchat.events import ENCRYPTED, describe_event, kind_of
from apps.uploads.parsing.rocketchat.rooms import Directory
from apps.uploads.parsing.values import (
    dict_of,
    dicts_of,
    list_of,
    moment_of,
    name_of,
    ref_of,
    size_of,
    text_of,
)

QUOTED = re.compile(r"\[ ?\]\(https?://[^()\s]{1,500}[?&]msg=([A-Za-z0-9_-]{1,100})\)\s*")
FILE_KINDS = (("image_url", "image"), ("audio_url", "audio"), ("video_url", "video"))
ALL = frozenset(("all", "here"))


class RecordReader:
    def __init__(self, directory: Directory, fallback_name: str, report: ParseReport) -> None:
        self._directory, self._fallback_name, self._report = directory, fallback_name, report
        self.earlier_versions = 0

    def read(self, record: dict[str, Any], position: int) -> ParsedMessage | None:
        """Return the message of a document; None for an earlier version of one."""
        if record.get("_hidden") is True and record.get("parent"):
            self.earlier_versions += 1
            return None
        kind, user, own_ref = kind_of(record), dict_of(record.get("u")), _id_of(record.get("_id"))
        sender = self._directory.people.get(_id_of(user.get("_id"))) or name_of(user.get("name"))
        sender = sender or name_of(user.get("username")) or name_of(record.get("alias")) or None
        text, quoted = self._text_of(record, kind, sender)
        room, thread = _id_of(record.get("rid")), _id_of(record.get("tmid"))
        edited_at = read_date(record.get("editedAt"))
        return ParsedMessage(
            conversation=self._directory.rooms.get(room) or room or self._fallback_name,
            conversation_ref=room,
            sender=sender,
            sender_ref=_id_of(user.get("_id")),
            sent_at=self._moment(record, position),
            text=text,
            kind=kind,
            source_ref=own_ref or f"item {position}",
            is_edited=edited_at is not None and kind != DELETED,
            edited_at=edited_at if kind != DELETED else None,
            reply_to_ref=quoted or thread,
            thread_ref=thread or (own_ref if record.get("tcount") else ""),
            attachments=() if kind == DELETED else tuple(read_files(record)),
            reactions=self._reactions(record.get("reactions")),
            mentions=tuple(self._mentions(record)),
        )

    def _text_of(self, record: dict[str, Any], kind: str, sender: str | None) -> tuple[str, str]:
        """Return the words, and the message quoted before them."""
        if kind == DELETED:
            return "", ""
        if record.get("t") == ENCRYPTED:
            self._report.warn(
                "Encrypted messages are kept without their words, which the export cannot show."
            )
            return "", ""
        if kind != MESSAGE:
            return describe_event(record, sender), ""
        text, quoted = text_of(record.get("msg")), ""
        if found := QUOTED.match(text):
            text, quoted = text[found.end() :], found[1]
        captions = (text_of(one.get("description")) for one in dicts_of(record.get("attachments")))
        parts = [text, *captions]
        if not any(parts):
            parts = [_attached_text(one) for one in dicts_of(record.get("attachments"))]
        return show_emoji("\n".join(filter(None, parts))), quoted

    def _moment(self, record: dict[str, Any], position: int) -> datetime | None:
        sent_at = read_date(record.get("ts"))
        if sent_at is None:
            shown = str(record.get("ts"))[:80]
            self._report.skip(position, "The time cannot be read; the message was kept without it.", shown)
        return sent_at

    def _reactions(self, value: Any) -> tuple[Reaction, ...]:
        found = []
        for name, reaction in list(dict_of(value).items())[:100]:
            usernames = [
                name_of(one).removeprefix("@") for one in list_of(dict_of(reaction).get("usernames"))
            ]
            people = tuple(self._directory.name_user(one) for one in usernames if one)
            found.append(Reaction(emoji_of(name_of(name) or "?"), max(len(people), 1), people))
        return tuple(found)

    def _mentions(self, record: dict[str, Any]) -> dict[str, None]:
        names: dict[str, None] = {}
        for one in dicts_of(record.get("mentions")):
            username = name_of(one.get("username"))
            if username and username not in ALL:
                names[self._directory.usernames.get(username) or name_of(one.get("name")) or username] = None
        return names


def read_date(value: Any) -> datetime | None:
    """Return UTC of a date in BSON or in either form of MongoDB's JSON; None for anything else."""
    if isinstance(value, dict):
        value = value.get("$date")
    if isinstance(value, dict):
        value = value.get("$numberLong")
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo and is_plausible(value) else None
    return moment_of(value)


def read_files(record: dict[str, Any]) -> list[Attachment]:
    """Return the files; their names stand in `files` (newer) or `file`, else in the attachments."""
    files = [*dicts_of(record.get("files")), *dicts_of([record.get("file")])]
    found: dict[str, Attachment] = {}
    for file in files:
        name = name_of(file.get("name"))[:255]
        if name and not name.startswith("thumb-"):
            found[name] = Attachment(
                name, guess_type(name, name_of(file.get("type"))), size_of(file.get("size"))
            )
    for attached in () if found else dicts_of(record.get("attachments")):
        kind = next((kind for key, kind in FILE_KINDS if attached.get(key)), "")
        name = name_of(attached.get("title"))[:255]
        if name and (kind or attached.get("type") == "file"):
            found[name] = Attachment(name, kind or guess_type(name))
    return list(found.values())


def _attached_text(attached: dict[str, Any]) -> str:
    """Return what an integration wrote into an attachment; a quoted message is somebody else's."""
    if attached.get("message_link"):
        return ""
    is_file = attached.get("type") == "file" or any(attached.get(key) for key, _ in FILE_KINDS)
    return "\n".join(
        filter(None, (text_of(attached.get(key)) for key in (() if is_file else ("title", "text"))))
    )


def _id_of(value: Any) -> str:
    """Return an id: a string, or MongoDB's own ObjectId."""
    if isinstance(value, dict):
        value = value.get("$oid")
    return ref_of(value) if isinstance(value, str | int) or value is None else str(value)[:100]
