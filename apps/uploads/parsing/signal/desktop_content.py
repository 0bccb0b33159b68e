"""The content of Signal Desktop's records: words with the people mentioned, files."""

from collections.abc import Iterator
from typing import Any

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.signal.data_message import MENTION
from apps.uploads.parsing.values import dict_of, dicts_of, name_of, ref_of, size_of, text_of

MENTION_KEYS = ("replacementText", "mentionAci", "mentionUuid")
LONG_TEXT = "text/x-signal-plain"
"""A long text is sent as a file besides."""


def desktop_words(record: dict[str, Any]) -> str:
    text = text_of(record.get("body"))
    for name in desktop_mentions(record) if MENTION in text else ():
        text = text.replace(MENTION, f"@{name}", 1)
    contacts = (_contact_name(one) for one in dicts_of(record.get("contact")))
    shared = "\n".join(f"Contact: {name}" for name in contacts if name)
    sticker = text_of(dict_of(record.get("sticker")).get("emoji"))
    return text or shared or sticker


def desktop_mentions(record: dict[str, Any]) -> tuple[str, ...]:
    """Return the people mentioned, in the order of the text: by name where the record has it, else by account."""
    ranges = [one for one in dicts_of(record.get("bodyRanges")) if isinstance(one.get("start"), int)]
    names = (
        next(filter(None, (name_of(one.get(key)) for key in MENTION_KEYS)), "")
        for one in sorted(ranges, key=lambda one: one["start"])
    )
    return tuple(filter(None, names))


def desktop_files(record: dict[str, Any]) -> Iterator[Attachment]:
    for one in dicts_of(record.get("attachments")):
        kind = text_of(one.get("contentType"))
        if kind != LONG_TEXT:
            name = text_of(one.get("fileName"))[:255] or ref_of(one.get("path")).rpartition("/")[2]
            yield Attachment(name, guess_type(name, kind), size_of(one.get("size")))
    if dict_of(record.get("sticker")):
        yield Attachment("", "sticker")


def _contact_name(contact: dict[str, Any]) -> str:
    name = dict_of(contact.get("name"))
    parts = (name_of(name.get(key)) for key in ("givenName", "middleName", "familyName"))
    return " ".join(filter(None, parts)) or name_of(name.get("nickname") or name.get("displayName"))
