"""JSON text as values, also where it is JSON for Python only."""

import json
import re
from typing import Any

import orjson

from apps.uploads.parsing.base import UnreadableExport

MAX_DEPTH = 64
ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)


def decode_json(text: str) -> Any:
    """Return the value of a JSON text. Raises ValueError if it is none.

    What orjson refuses, NaN, halves of surrogate pairs, control characters in strings and `\\x02` (as Telegram Desktop
    escapes them), is taken as Python's own decoder takes it.
    """
    try:
        return orjson.loads(text)
    except ValueError:
        try:
            return json.loads(ESCAPE.sub(_escape, text), strict=False)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def _escape(match: re.Match[str]) -> str:
    return f"\\u00{match[1]}" if match[1] else match[0]


def too_deep() -> UnreadableExport:
    return UnreadableExport(
        "json_too_deep",
        f"The JSON is nested more than {MAX_DEPTH} levels deep, which no chat export is. Export the chat again.",
    )
