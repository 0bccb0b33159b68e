"""The files that a field of a record names, in the forms exports have for it."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import words
from apps.uploads.parsing.structured import fields

MAX_FILES = 100
MAX_NAME_CHARS = 255
NAMES = words("filename name originalname file path uri url filepath urlprivate href")
TYPES = words("mimetype contenttype mime mediatype filetype type kind")
SIZES = words("sizebytes filesizebytes filesize size bytes length")
RECORD_TYPES = words("mediatype mimetype")
BETWEEN_FILES = re.compile(r"[\n;|]+|,\s*(?=https?://)")
NOT_THERE = re.compile(r"\(?file (?:not included|exceeds)", re.IGNORECASE)
"""Telegram writes this in place of a path."""


def read_files(value: Any, kind: str, record: dict[str, Any]) -> Iterator[Attachment]:
    """Yield the files of a field; `kind` is the type that its name tells, the record may tell it too."""
    return islice(_read(value, kind or _kind_of_record(record)), MAX_FILES)


def _read(value: Any, kind: str) -> Iterator[Attachment]:
    if isinstance(value, list):
        for item in value:
            yield from _read(item, kind)
    elif isinstance(value, dict):
        if attachment := _read_object(value, kind):
            yield attachment
    elif isinstance(value, str):
        for part in filter(None, map(str.strip, BETWEEN_FILES.split(value))):
            name = "" if NOT_THERE.match(part) else _name_of(part)
            yield Attachment(name, kind or guess_type(name))


def _read_object(value: dict[str, Any], kind: str) -> Attachment | None:
    """A link's preview is called an attachment too: what has neither name nor address is no file."""
    known = {fields.normalise(key): key for key in value}
    name = _first_text(value, known, NAMES)
    if not name:
        return None
    stated = _first_text(value, known, TYPES)
    found = fields.find_field(known, SIZES)
    size = value[found] if found else None
    is_size = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    name = _name_of(name)
    return Attachment(
        name, kind or guess_type(name, stated if "/" in stated else ""), size if is_size else None
    )


def _kind_of_record(record: dict[str, Any]) -> str:
    known = {fields.normalise(key): key for key in record}
    stated = _first_text(record, known, RECORD_TYPES)
    return guess_type("", stated.replace("_", " ")) if stated else ""


def _first_text(value: dict[str, Any], known: dict[str, str], keys: tuple[str, ...]) -> str:
    texts = (value[known[key]] for key in keys if key in known)
    return next((text for text in texts if isinstance(text, str) and text), "")


def _name_of(text: str) -> str:
    """Return the last part of a path or address."""
    if text.startswith("data:"):
        return ""
    path = urlsplit(text).path if "://" in text[:10] else text
    return unquote(re.split(r"[/\\]", path.rstrip("/\\"))[-1])[:MAX_NAME_CHARS]
