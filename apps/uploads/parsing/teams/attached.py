"""What is attached to a message of Teams: files, the message it answers or passes on, and cards, which is how apps
speak."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_decode import decode_json
from apps.uploads.parsing.teams.people import small_keys
from apps.uploads.parsing.values import dict_of, dicts_of, text_of

PICTURE = re.compile(
    r"<img\b(?![^<>]{0,2000}schema\.skype\.com/(?:emoji|animatedemoji))[^<>]{0,4000}>", re.IGNORECASE
)
"""Older messages have their emoji as pictures too, whose `alt` is the emoji."""
REFERENCE, FORWARDED = "messagereference", "forwardedmessagereference"
CARD, BANNER = (
    "application/vnd.microsoft.card.",
    "application/vnd.microsoft.teams.messaging-announcementbanner",
)
MAX_CARD_TEXTS = 200


def files_of(record: dict[str, Any], content: str) -> Iterator[Attachment]:
    for item in dicts_of(record.get("attachments")):
        kind = text_of(item.get("contenttype")).lower()
        if kind in (REFERENCE, FORWARDED, BANNER) or kind.startswith(CARD):
            continue
        name = text_of(item.get("name")) or unquote(text_of(item.get("contenturl")).rpartition("/")[2])
        yield Attachment(name[:255], guess_type(name))
    for _ in PICTURE.findall(content)[:100]:
        yield Attachment("", "image")


class Forwarded(NamedTuple):
    """Who wrote it first (an identity, as `Directory.identify` takes it), and the words as HTML."""

    sender: dict[str, Any]
    content: str


def forwarded_of(record: dict[str, Any]) -> Forwarded | None:
    for item in dicts_of(record.get("attachments")):
        if text_of(item.get("contenttype")).lower() == FORWARDED:
            inner = decode(item.get("content"))
            return Forwarded(
                dict_of(inner.get("originalmessagesender")), text_of(inner.get("originalmessagecontent"))
            )
    return None


def banner_of(record: dict[str, Any]) -> str:
    """Return the headline of an announcement."""
    found = (
        text_of(decode(item.get("content")).get("title"))
        for item in dicts_of(record.get("attachments"))
        if text_of(item.get("contenttype")).lower() == BANNER
    )
    return next(filter(None, found), "")


def card_texts(record: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of cards, which is how apps speak."""
    for item in dicts_of(record.get("attachments")):
        if text_of(item.get("contenttype")).lower().startswith(CARD):
            waiting, found = [decode(item.get("content"))], 0
            while waiting and found < MAX_CARD_TEXTS:
                value = waiting.pop(0)
                if isinstance(value, list):
                    waiting = [*value[:MAX_CARD_TEXTS], *waiting]
                elif isinstance(value, dict):
                    found += 1
                    yield from filter(None, (text_of(value.get(key)) for key in ("title", "text", "value")))
                    waiting = [*(item for item in value.values() if isinstance(item, list)), *waiting]


def decode(value: Any) -> dict[str, Any]:
    if not isinstance(value, str):
        return dict_of(small_keys(value))
    try:
        return dict_of(small_keys(decode_json(value)))
    except (ValueError, RecursionError):
        return {}
