"""Reasons for one order of dates against another, weighed as odds."""

import math
from dataclasses import dataclass

from apps.uploads.parsing.base import EvidenceLine
from apps.uploads.parsing.date_readings import Reading, Tally
from apps.uploads.parsing.dates import LABELS

BACKWARDS = (0.90, 0.94, 0.97)
"""Confidence that one, two, three or more steps back give."""
LEAPS = (0.60, 0.82, 0.89, 0.93, 0.95)
"""The same of steps that keep the day of the month. A lone one may be a chat taken up again a month later."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A way of writing dates that locales have which use one of `orders`."""

    orders: tuple[str, ...]
    confidence: float
    says: str


AMERICAN = Signature(
    ("mdy",),
    0.85,
    "Phones set to American English write unpadded dates with slashes and short years, beside AM and PM.",
)
SHORT_YEAR_LAST = Signature(("dmy", "mdy"), 0.9, "Hardly any locale writes a short year first.")
"""Weighed in every file: years of four digits leave nothing to weigh."""
DOTTED = Signature(("dmy", "ymd"), 0.98, "No locale writes the month first with dots.")
HYPHENATED = Signature(("dmy", "ymd"), 0.95, "No locale writes the month first with hyphens.")
NOT_AMERICAN = Signature(
    ("dmy", "ymd"),
    0.9,
    "American English, which writes the month first, has short years, a comma before the time, and AM or PM.",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Odds (natural logarithm) for one order against another; negative ones speak for the other."""

    odds: float
    says: str
    lines: tuple[EvidenceLine, ...] = ()


def weigh_impossible(mine: Reading, other: Reading) -> Reason:
    """The order under which no date is impossible is certain; else the share of impossible dates tells."""
    sign = 1 if mine.impossible.count < other.impossible.count else -1
    loser, winner = (other, mine) if sign > 0 else (mine, other)
    total = loser.impossible.count + winner.impossible.count
    odds = math.inf if not winner.impossible.count else log_odds(loser.impossible.count / total)
    says = f"Read as {LABELS[loser.name]}, the file would have {loser.impossible.count} impossible dates."
    if loser.impossible.count == 1:
        says = f"Read as {LABELS[loser.name]}, the file would have an impossible date."
    return Reason(sign * odds, says, tuple(loser.impossible.lines))


def weigh_tallies(mine: Tally, other: Tally, scale: tuple[float, ...], says: str) -> Reason:
    """Return odds that grow with the excess of one tally over the other, less where both are large."""
    excess = abs(other.count - mine.count)
    if not excess:
        return Reason(0.0, says)
    larger = max(mine.count, other.count)
    odds = log_odds(scale[min(excess, len(scale)) - 1]) * excess / larger
    return Reason(odds if other.count > mine.count else -odds, says, tuple(other.lines))


def log_odds(confidence: float) -> float:
    return math.log(confidence / (1 - confidence))


def to_confidence(odds: float) -> float:
    return 1 / (1 + math.exp(-max(odds, -50.0)))
