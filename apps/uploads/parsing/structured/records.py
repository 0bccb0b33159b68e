"""A record with named fields as a message."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from apps.uploads.parsing.base import DELETED, KINDS, MESSAGE, SYSTEM, ParsedMessage, ParseReport
from apps.uploads.parsing.names import MAX_NAME_CHARS, clean_name, words
from apps.uploads.parsing.structured import fields
from apps.uploads.parsing.structured.attributes import (
    NONE,
    AttributeFields,
    find_attribute_fields,
    read_attributes,
)
from apps.uploads.parsing.structured.moments import MomentReader
from apps.uploads.parsing.structured.roles import Roles, find_roles

MAX_TEXT_CHARS = 256 * 1024
MAX_REMEMBERED = 5_000
"""Sets of field names, and people's names, that are remembered; those beyond are worked out each time."""
PERSON_FIELDS = words(
    "displayname globalname realname fullname name title username nickname nick login screenname handle email id"
)
NAME_PARTS = words("firstname lastname")
MAX_REF_CHARS = 100
MIN_UNIQUE_CHARS, MIN_UNIQUE_DIGITS = 16, 10
DELETED_FLAGS = frozenset(("deleted", "is_deleted", "is_unsent"))
SENDER_IDS = frozenset(words("from senderid fromid userid authorid"))
SYSTEM_FLAGS = frozenset(("system", "is_system", "isSystem"))
SYSTEM_TYPES = frozenset(words("service system event notification"))
CLOCK_BEGINS = re.compile(r"[^\d]{0,12}\d{1,2}[:.h時时点]|[^\d]{0,12}\d{1,2} ?[AaPp]\.?[Mm]|\d{3,6}$")
"""A time of day, which a field named `time` beside a date holds, unless it is the moment itself or a duration."""
MIN_MOMENT_DIGITS = 8
MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0{1,9})?)?$")
"""What programs write behind a day without time."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Plan(NamedTuple):
    """How records of one shape are read."""

    roles: Roles
    attributes: AttributeFields
    deleted: tuple[str, ...]
    """Fields that say whether a message was taken back."""
    system: tuple[str, ...] = ()
    """Fields that say whether the program itself wrote it."""
    sender_ids: tuple[str, ...] = ()
    """Fields that tell who wrote it where the name is empty."""


class RecordReader:
    """Turns records into messages, remembering how those of each set of field names are read."""

    def __init__(
        self, moments: MomentReader, report: ParseReport, columns: Mapping[str, str] | None = None
    ) -> None:
        """`columns` are the fields of roles that are known otherwise than by their names."""
        self._moments, self._report = moments, report
        self._columns = columns or {}
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._names: dict[str, str | None] = {}
        self._ids: dict[str, str] = {}

    def roles_of(self, record: dict[str, Any]) -> Roles:
        return self._plan_of(record).roles

    def read(self, record: dict[str, Any], position: int, conversation: str) -> ParsedMessage | None:
        """Return the message of a record, or None, with a skip, if it holds none."""
        plan = self._plan_of(record)
        roles = plan.roles
        if not roles.is_message:
            self._report.skip(
                position, "No text was found in this record.", ", ".join(map(str, record))[:200]
            )
            return None
        inner = record.get(roles.text)
        if isinstance(inner, dict) and self.roles_of(inner).text is not None:
            return self.read({**_without(record, roles.text), **inner}, position, conversation)
        return self._build(record, plan, position, conversation)

    def _plan_of(self, record: dict[str, Any]) -> Plan:
        shape = tuple(record)
        plan = self._plans.get(shape)
        if plan is None:
            roles = find_roles(shape, self._columns)
            flags = tuple(name for name in shape if name in DELETED_FLAGS)
            system = tuple(name for name in shape if name in SYSTEM_FLAGS)
            ids = tuple(
                name for name in shape if fields.normalise(name) in SENDER_IDS and name != roles.sender
            )
            plan = Plan(roles, find_attribute_fields(list(shape), roles), flags, system, ids)
            if len(self._plans) < MAX_REMEMBERED:
                self._plans[shape] = plan
        return plan

    def _build(self, record: dict[str, Any], plan: Plan, position: int, conversation: str) -> ParsedMessage:
        roles = plan.roles
        sender = record.get(roles.sender) if roles.sender else None
        named = record.get(roles.conversation) if roles.conversation else None
        moment = self._moments.read(time_of(record, roles), position)
        identity = record.get(roles.id) if roles.id else None
        name = self._name(sender) if sender is not None else None
        if name is None and roles.sender is not None and plan.sender_ids:
            name = next(filter(None, map(self._name, map(record.get, plan.sender_ids))), None)
        sender_ref = _ref_in(sender, record, roles.sender_id)
        if sender_ref and not is_unique(sender_ref):
            name, sender_ref = self._tell_apart(name, sender_ref), ""
        conversation_ref = _ref_in(named, record, roles.conversation_id)
        text = self._text(record.get(roles.text), position)
        attributes = NONE if plan.attributes.are_none else read_attributes(record, plan.attributes, text)
        return ParsedMessage(
            conversation=(self._name(named) if named is not None else None) or conversation,
            sender=name,
            sent_at=moment.sent_at,
            text=text,
            kind=_kind(record, plan),
            local_time=moment.local_time,
            source_ref=_ref_of(identity) or f"item {position}",
            is_edited=attributes.is_edited,
            edited_at=attributes.edited_at,
            reply_to_ref=attributes.reply_to_ref,
            attachments=attributes.attachments,
            reactions=attributes.reactions,
            mentions=attributes.mentions,
            links=attributes.links,
            forwarded_from=attributes.forwarded_from,
            conversation_ref=conversation_ref if is_unique(conversation_ref) else "",
            sender_ref=sender_ref,
            precision=moment.precision,
            thread_ref=_ref_of(record.get(roles.thread)) if roles.thread else "",
        )

    def _name(self, value: Any) -> str | None:
        if not isinstance(value, str) or len(value) > MAX_NAME_CHARS:
            return name_in(value)
        name = self._names.get(value)
        if name is None:
            name = name_in(value)
            if len(self._names) < MAX_REMEMBERED:
                self._names[value] = name
        return name

    def _tell_apart(self, name: str | None, sender_ref: str) -> str | None:
        """Return the name, with the id behind it where somebody else of the file has the same name."""
        if not name:
            return name
        first = self._ids.get(name)
        if first is None and len(self._ids) < MAX_REMEMBERED:
            first = self._ids[name] = sender_ref
        return name if first == sender_ref or first is None else f"{name} ({sender_ref})"

    def _text(self, value: Any, position: int) -> str:
        text = clean_text(value if isinstance(value, str) else text_in(value))
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
        if whole := _whole_name(value, known):
            return whole
        found = fields.find_field(known, PERSON_FIELDS)
        if found is None:
            inner = next((item for item in value.values() if isinstance(item, dict)), None)
            return name_in(inner)
        return name_in(value[found])
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        return clean_name(clean_text(str(value)[:1000])) or None
    return None


def _whole_name(value: dict[str, Any], known: dict[str, str]) -> str | None:
    """Return a name that stands in two parts, which tell more than the name of an account."""
    parts = (name_in(value[known[part]]) for part in NAME_PARTS if part in known)
    return clean_name(" ".join(filter(None, parts))) or None


def clean_text(text: str) -> str:
    """Return the text without what a database refuses: NULs and halves of surrogate pairs."""
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii():
        text = LONE_SURROGATE.sub("\ufffd", text)
    return text.strip()


def _kind(record: dict[str, Any], plan: Plan) -> str:
    kind = record.get(plan.roles.kind) if plan.roles.kind else None
    if isinstance(kind, str):
        word = kind.strip().lower()
        if word in SYSTEM_TYPES:
            return SYSTEM
        if word in KINDS:
            return word
    if plan.deleted and any(record[flag] is True for flag in plan.deleted):
        return DELETED
    return SYSTEM if plan.system and any(record[flag] is True for flag in plan.system) else MESSAGE


def time_of(record: dict[str, Any], roles: Roles) -> Any:
    """Return the time, joined to its day where that stands in a field of its own."""
    value = record.get(roles.time) if roles.time else None
    if roles.date is None:
        return value
    day = MIDNIGHT.sub("", str(record.get(roles.date) or ""))
    if value and not (isinstance(value, str) and CLOCK_BEGINS.match(value)):
        return value if sum(map(str.isdigit, str(value))) >= MIN_MOMENT_DIGITS else record.get(roles.date)
    return f"{day} {value or ''}".strip()


def _ref_of(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("$oid")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return clean_text(str(value)[:MAX_REF_CHARS])


def is_unique(ref: str) -> bool:
    """Return whether an id can be told from those of any other program's export: `7` and `general` cannot."""
    return "@" in ref or len(ref) >= MIN_UNIQUE_CHARS or (len(ref) >= MIN_UNIQUE_DIGITS and ref.isdecimal())


def _ref_in(value: Any, record: dict[str, Any], field: str | None) -> str:
    """Return a stable id: that of a field of its own, or the one inside an object such as `{"id": 7, "name": …}`."""
    if field is not None:
        return _ref_of(record.get(field))
    return _ref_of(value.get("id")) if isinstance(value, dict) else ""


def _without(record: dict[str, Any], key: str | None) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != key}
