"""An import report as it is shown: what it counts in words, and what was read alike put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from apps.uploads.templatetags.readings import reading_label

register = template.Library()

TALLY = (
    ("said", "message", "messages"),
    ("people", "person", "people"),
    ("conversations", "conversation", "conversations"),
    ("system", "system event", "system events"),
    ("calls", "call", "calls"),
    ("polls", "poll", "polls"),
    ("deleted", "deleted", "deleted"),
    ("edited", "edited", "edited"),
    ("replies", "reply", "replies"),
    ("reactions", "reaction", "reactions"),
    ("attachments", "attachment", "attachments"),
    ("undated", "without a time", "without a time"),
    ("skipped", "piece skipped", "pieces skipped"),
)
"""What a report counts: its name, and the words for one and for many."""

ALWAYS_TOLD = {"said", "skipped"}
MOST_VALUES = 4
"""Of one subject; where files were read in more ways than these, they are told together."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was inferred alike in some files; `least_sure` is the inference to look at first."""

    subject: str
    value: str
    files: int
    least_sure: dict
    inferences: Sequence[dict]


@register.filter
def tally(counts: dict[str, int]) -> list[tuple[int, str]]:
    """Return numbers and what they count. Messages are those with words, as everywhere else on the pages."""
    said = counts.get("messages", 0) - counts.get("deleted", 0)
    numbers = {**counts, "said": said}
    return [
        (numbers.get(name, 0), one if numbers.get(name) == 1 else many)
        for name, one, many in TALLY
        if numbers.get(name) or name in ALWAYS_TOLD
    ]


@register.filter
def silences(gaps: Sequence[dict]) -> list[dict]:
    """Return the silences that look different, by their days: several exports of one chat have the same ones."""
    return list({(gap["from"]["utc"][:10], gap["to"]["utc"][:10]): gap for gap in gaps}.values())


@register.filter
def decided(inferences: Sequence[dict]) -> list[dict]:
    """Leave out what is still asked: the form asks it, with the same lines."""
    return [inference for inference in inferences if not inference["needs_input"]]


@register.filter
def group_readings(inferences: Sequence[dict]) -> list[Reading]:
    """Put together what was read alike, so that a hundred files do not take a hundred lines."""
    subjects: dict[str, list[dict]] = {}
    for inference in inferences:
        subjects.setdefault(inference["subject"], []).append(inference)
    return [reading for alike in subjects.values() for reading in _group_by_value(alike)]


def _group_by_value(inferences: Sequence[dict]) -> list[Reading]:
    values: dict[tuple[str, str], list[dict]] = {}
    for inference in inferences:
        values.setdefault((inference["value"], inference["source"]), []).append(inference)
    if len(values) > MOST_VALUES:
        return [_make_reading(inferences, "differs from file to file")]
    return [_make_reading(alike, reading_label(alike[0])) for alike in values.values()]


def _make_reading(inferences: Sequence[dict], value: str) -> Reading:
    return Reading(
        subject=inferences[0]["subject"],
        value=value,
        files=sum(inference["files"] for inference in inferences),
        least_sure=min(inferences, key=lambda one: (not one["needs_input"], one["confidence"])),
        inferences=inferences,
    )
