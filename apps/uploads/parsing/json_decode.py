"""JSON text as values, also where it is JSON for Python only."""

import json
from typing import Any

import orjson

from apps.uploads.parsing.base import UnreadableExport

MAX_DEPTH = 64


def decode_json(text: str) -> Any:
    """Return the value of a JSON text. Raises ValueError if it is none.

    What orjson refuses, NaN and halves of surrogate pairs, is taken as Python's own decoder takes it.
    """
    try:
        return orjson.loads(text)
    except ValueError:
        try:
            return json.loads(text)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def too_deep() -> UnreadableExport:
    return UnreadableExport(
        "json_too_deep", f"The JSON is nested more than {MAX_DEPTH} levels deep, which no chat export is."
    )
