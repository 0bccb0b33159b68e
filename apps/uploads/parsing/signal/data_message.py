"""The content of signal-cli's data messages: kind and words, people mentioned, files."""

from collections.abc import Iterator
from typing import Any

from apps.uploads.parsing.base import MESSAGE, POLL, SYSTEM, Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.values import dict_of, dicts_of, int_of, list_of, name_of, ref_of, size_of, text_of

MENTION = "\ufffc"
"""Stands in the text for each of the mentions."""


def kind_and_text(data: dict[str, Any], name: str) -> tuple[str, str]:
    text = words_of(data)
    if poll := dict_of(data.get("pollCreate")):
        return POLL, "\n".join(
            filter(None, map(text_of, (poll.get("question"), *list_of(poll.get("options")))))
        )
    if text or data.get("attachments") or data.get("sticker"):
        return MESSAGE, text
    if contacts := [_contact_name(item) for item in dicts_of(data.get("contacts"))]:
        return MESSAGE, "\n".join(f"Contact: {contact}" for contact in contacts)
    change = text_of(dict_of(data.get("groupInfo")).get("type"))
    if change in ("UPDATE", "QUIT"):
        return SYSTEM, f"{name} {'changed' if change == 'UPDATE' else 'left'} the group."
    if data.get("isExpirationUpdate") is True:
        seconds = int_of(data.get("expiresInSeconds")) or 0
        return SYSTEM, f"{name} set disappearing messages to {seconds} seconds."
    return MESSAGE, ""


def words_of(data: dict[str, Any]) -> str:
    text = text_of(data.get("message"))
    if MENTION not in text:
        return text
    for mention in dicts_of(data.get("mentions")):
        text = text.replace(MENTION, f"@{mention_name(mention)}", 1)
    return text


def mention_name(mention: dict[str, Any]) -> str:
    return next(filter(None, (name_of(mention.get(key)) for key in ("name", "number", "uuid"))), "")


def _contact_name(contact: dict[str, Any]) -> str:
    name = contact.get("name")
    return name_of(dict_of(name).get("display") or dict_of(name).get("displayName") or name)


def files_of(data: dict[str, Any]) -> Iterator[Attachment]:
    for item in dicts_of(data.get("attachments")):
        name = text_of(item.get("filename"))[:255] or ref_of(item.get("id"))
        yield Attachment(name, guess_type(name, text_of(item.get("contentType"))), size_of(item.get("size")))
    if isinstance(data.get("sticker"), dict):
        yield Attachment("", "sticker")
