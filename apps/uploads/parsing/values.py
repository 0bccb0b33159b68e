"""Values of decoded JSON as what they should be: an export is anybody's JSON, and any field may hold anything."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from apps.uploads.parsing.clock import from_epoch, is_plausible
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS, clean_text

MAX_REF_CHARS = 100
MAX_NUMBER_CHARS = 40
MAX_LISTED = 1000
"""Items that a field of one message is read for: reactions, files, mentions."""


def dict_of(value: Any) -> dict[str, Any]:
    """Return the object, or an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return the array, or an empty one."""
    return value if isinstance(value, list) else []


def dicts_of(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of an array, or of nothing."""
    return (item for item in list_of(value)[:MAX_LISTED] if isinstance(item, dict))


def text_of(value: Any) -> str:
    """Return a string or number as clean text, at most 256 KB of it; empty for anything else."""
    if isinstance(value, str):
        return clean_text(value[:MAX_TEXT_CHARS])
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def name_of(value: Any) -> str:
    """Return a string or number as a name on one line; empty for anything else."""
    return clean_name(clean_text(value[:1000])) if isinstance(value, str) else clean_name(text_of(value))


def ref_of(value: Any) -> str:
    """Return an id: a string or whole number; empty for anything else."""
    if isinstance(value, str):
        return clean_text(value[:MAX_REF_CHARS])
    return str(value)[:MAX_REF_CHARS] if isinstance(value, int) and not isinstance(value, bool) else ""


def int_of(value: Any) -> int | None:
    """Return a whole number, also one written as a string or float; None for anything else."""
    if isinstance(value, str) and len(value) <= MAX_NUMBER_CHARS and value.strip().isdecimal():
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def size_of(value: Any) -> int | None:
    """Return a size in bytes, None if it is none that a database holds."""
    size = int_of(value)
    return size if size is not None and 0 <= size < 2**63 else None


def moment_of(value: Any) -> datetime | None:
    """Return the UTC moment of a Unix time (s, ms, µs, ns by its size; number or digits) or of ISO 8601 with an offset.

    None for anything else, a time without zone or of an implausible year included.
    """
    if isinstance(value, str):
        return _moment_of_text(value.strip()) if len(value) <= MAX_NUMBER_CHARS else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value:
        return None
    try:
        return from_epoch(value)
    except (OverflowError, ValueError):
        return None


def _moment_of_text(text: str) -> datetime | None:
    try:
        if text.replace(".", "", 1).isdecimal():
            return from_epoch(float(text)) if float(text) else None
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo and is_plausible(moment) else None
    except (ValueError, OverflowError):
        return None


def local_of(value: Any) -> datetime | None:
    """Return the naive time of ISO 8601 without zone; None for anything else or an implausible year."""
    if not isinstance(value, str) or len(value) > MAX_NUMBER_CHARS:
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is None and is_plausible(moment) else None
