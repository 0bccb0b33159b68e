"""A record with named fields as a message."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from apps.uploads.parsing.base import DELETED, MESSAGE, SYSTEM, ParsedMessage, ParseReport
from apps.uploads.parsing.names import MAX_NAME_CHARS, clean_name, words
from apps.uploads.parsing.structured import fields
from apps.uploads.parsing.structured.attributes import (
    AttributeFields,
    find_attribute_fields,
    read_attributes,
)
from apps.uploads.parsing.structured.moments import MomentReader

MAX_TEXT_CHARS = 256 * 1024
MAX_REMEMBERED = 5_000
"""Sets of field names, and people's names, that are remembered; those beyond are worked out each time."""
PERSON_FIELDS = words(
    "displayname realname fullname name username nickname nick login screenname handle email id"
)
SYSTEM_TYPES = frozenset(words("service system event notification"))
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Roles(NamedTuple):
    """Which field of a record plays which part; None where none does."""

    sender: str | None
    time: str | None
    text: str | None
    identity: str | None
    conversation: str | None

    @property
    def is_message(self) -> bool:
        return self.text is not None or (self.sender is not None and self.time is not None)


def find_roles(names: Iterator[str] | list[str]) -> Roles:
    """Return the roles that field names suggest; no field plays two."""
    known = {fields.normalise(name): name for name in reversed(list(names))}
    found = []
    for synonyms in (fields.TEXT, fields.TIME, fields.IDENTITY, fields.CONVERSATION, fields.SENDER):
        name = fields.find_field(known, synonyms)
        found.append(name)
        known = {key: original for key, original in known.items() if original != name}
    text, moment, identity, conversation, sender = found
    return Roles(sender, moment, text, identity, conversation)


class RecordReader:
    """Turns records into messages, remembering the roles of each set of field names."""

    def __init__(self, moments: MomentReader, report: ParseReport) -> None:
        self._moments, self._report = moments, report
        self._roles: dict[tuple[str, ...], Roles] = {}
        self._attributes: dict[tuple[str, ...], AttributeFields] = {}
        self._names: dict[str, str | None] = {}

    def roles_of(self, record: dict[str, Any]) -> Roles:
        shape = tuple(record)
        roles = self._roles.get(shape)
        if roles is None:
            roles = find_roles(list(shape))
            if len(self._roles) < MAX_REMEMBERED:
                self._roles[shape] = roles
        return roles

    def read(self, record: dict[str, Any], position: int, conversation: str) -> ParsedMessage | None:
        """Return the message of a record, or None, with a skip, if it holds none."""
        roles = self.roles_of(record)
        if not roles.is_message:
            self._report.skip(
                position, "No text was found in this record.", ", ".join(map(str, record))[:200]
            )
            return None
        inner = record.get(roles.text)
        if isinstance(inner, dict) and self.roles_of(inner).text is not None:
            return self.read({**_without(record, roles.text), **inner}, position, conversation)
        return self._build(record, roles, position, conversation)

    def _build(self, record: dict[str, Any], roles: Roles, position: int, conversation: str) -> ParsedMessage:
        text = self._text(record.get(roles.text), position)
        moment = self._moments.read(record.get(roles.time), position)
        named = self._name(record.get(roles.conversation)) if roles.conversation else None
        identity = record.get(roles.identity) if roles.identity else None
        attributes = read_attributes(record, self._attribute_fields(record, roles))
        return ParsedMessage(
            conversation=named or conversation,
            sender=self._name(record.get(roles.sender)) if roles.sender else None,
            sent_at=moment.sent_at,
            text=text,
            kind=_kind(record),
            local_time=moment.local_time,
            source_ref=str(identity)[:100] if isinstance(identity, str | int) else f"item {position}",
            is_edited=attributes.is_edited,
            reply_to_ref=attributes.reply_to_ref,
            attachments=attributes.attachments,
            reactions=attributes.reactions,
        )

    def _attribute_fields(self, record: dict[str, Any], roles: Roles) -> AttributeFields:
        shape = tuple(record)
        found = self._attributes.get(shape)
        if found is None:
            found = find_attribute_fields(list(shape), frozenset(roles))
            if len(self._attributes) < MAX_REMEMBERED:
                self._attributes[shape] = found
        return found

    def _name(self, value: Any) -> str | None:
        if not isinstance(value, str) or len(value) > MAX_NAME_CHARS:
            return name_in(value)
        name = self._names.get(value)
        if name is None:
            name = name_in(value)
            if len(self._names) < MAX_REMEMBERED:
                self._names[value] = name
        return name

    def _text(self, value: Any, position: int) -> str:
        text = clean_text(text_in(value))
        if len(text) > MAX_TEXT_CHARS:
            self._report.skip(
                position, "The message is longer than 256 KB; the rest of it was left out.", text
            )
            text = text[:MAX_TEXT_CHARS]
        return text


def text_in(value: Any) -> str:
    """Return the words of a text field: a string, or a list of strings and objects with a text of their own."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(text_in, value))
    if isinstance(value, dict):
        for key in ("text", "value", "body", "content", "parts", "data"):
            if key in value:
                return text_in(value[key])
        return ""
    return "" if value is None or isinstance(value, bool) else str(value)


def name_in(value: Any) -> str | None:
    """Return a person's or channel's name: the value itself, or the best name inside it."""
    if isinstance(value, dict):
        known = {fields.normalise(key): key for key in value}
        found = fields.find_field(known, PERSON_FIELDS)
        if found is None:
            inner = next((item for item in value.values() if isinstance(item, dict)), None)
            return name_in(inner)
        return name_in(value[found])
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        return clean_name(clean_text(str(value)[:1000])) or None
    return None


def clean_text(text: str) -> str:
    """Return the text without what a database refuses: NULs and halves of surrogate pairs."""
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii():
        text = LONE_SURROGATE.sub("\ufffd", text)
    return text.strip()


def _kind(record: dict[str, Any]) -> str:
    kind = record.get("type")
    if isinstance(kind, str) and kind.lower() in SYSTEM_TYPES:
        return SYSTEM
    if record.get("deleted") is True or record.get("is_deleted") is True or record.get("is_unsent") is True:
        return DELETED
    return MESSAGE


def _without(record: dict[str, Any], key: str | None) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != key}
