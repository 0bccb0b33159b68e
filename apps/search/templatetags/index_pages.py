"""Template tags of the pages about index versions, comparing and deleting."""

from dataclasses import dataclass

from django import template

from apps.search.models import IndexState
from apps.search.query_language.formatting import format_value
from apps.search.services.compare_rankings import DEPTH, PlacedHit

register = template.Library()

STATES = {
    IndexState.BUILDING: ("info", "Being built"),
    IndexState.ACTIVE: ("success", "Searched"),
    IndexState.STANDBY: ("accent", "Stands by"),
    IndexState.FAILED: ("danger", "Failed"),
    IndexState.RETIRED: ("plain", "Retired"),
}
"""Tone and label of a version's badge."""
MINUTE_S, HOUR_S = 60, 3600


@register.filter
def state_tone(state: str) -> str:
    return STATES[IndexState(state)][0]


@register.filter
def state_label(state: str) -> str:
    return STATES[IndexState(state)][1]


@register.filter
def from_person(name: str) -> str:
    """Return the query for all that somebody of this name wrote."""
    return f"from:{format_value(name)}"


@register.filter
def about_span(seconds: float) -> str:
    """Return a length of time as an estimate is told: in whole minutes, or hours with one decimal."""
    if seconds < MINUTE_S:
        return "less than a minute"
    if seconds < 2 * HOUR_S:
        minutes = round(seconds / MINUTE_S)
        return f"about {minutes} minute{'' if minutes == 1 else 's'}"
    return f"about {seconds / HOUR_S:.1f} hours"


@dataclass(frozen=True, slots=True)
class Move:
    """Where a hit stands compared with the other side: `tone` is up, down, same or only."""

    tone: str
    icon: str
    text: str
    explanation: str


@register.filter
def move_of(placed: PlacedHit) -> Move:
    if placed.lead is None:
        return Move("only", "", "only here", f"Not among the first {DEPTH} on the other side")
    there = f"On the other side it is number {placed.other_rank}"
    if placed.lead == 0:
        return Move("same", "", "same place", there)
    higher = placed.lead > 0
    return Move(
        "up" if higher else "down", f"arrow-{'up' if higher else 'down'}", str(abs(placed.lead)), there
    )
