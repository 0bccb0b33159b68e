"""How columns were read, as the report tells it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from apps.uploads.parsing.base import Choice, EvidenceLine, Inference
from apps.uploads.parsing.structured.guess import Guess
from apps.uploads.parsing.structured.roles import Roles

MAX_CHOICES = 40
MAX_SAMPLE_CHARS = 60


def describe_named(roles: Roles, stated: Mapping[str, str], lines: Sequence[EvidenceLine]) -> Inference:
    """Return the reading of columns whose names tell it, or that were stated."""
    used = {role: name for role, name in roles._asdict().items() if name is not None}
    if stated:
        return Inference("columns", _as_json(used), "stated", 1.0, "The columns were stated.", tuple(lines))
    return Inference(
        "columns", _as_json(used), "file", 0.95, "The columns' names tell what they hold.", tuple(lines)
    )


def describe_guess(
    guess: Guess, names: Sequence[str], sample: Mapping[str, Any], lines: Sequence[EvidenceLine]
) -> Inference:
    """Return the question what the columns hold; `sample` is the first record."""
    choices = tuple(Choice(name, _label(name, sample.get(name))) for name in names[:MAX_CHOICES])
    explanation = "The columns have no names known here; what they hold was guessed from their values."
    return Inference(
        "columns",
        _as_json(guess.columns),
        "assumed",
        guess.confidence,
        explanation,
        tuple(lines),
        choices,
        needs_input=True,
    )


def _label(name: str, value: Any) -> str:
    shown = " ".join(str(value).split())[:MAX_SAMPLE_CHARS] if value is not None else ""
    return f"{name}: {shown}" if shown else name


def _as_json(columns: Mapping[str, str]) -> str:
    return json.dumps(dict(columns), ensure_ascii=False)
