"""Whether messages were sent when the question says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import numpy as np

from apps.search.indexing.moments import NO_TIME, to_microseconds

from .understanding.periods import Period


@dataclass(frozen=True, slots=True)
class NamedTimes:
    """Bool (rows,) each, None where the question names none: `days` sent on a named day or between two, `stretches`
    in a named month, season or year, or on one side of a date. `found[i]`: whether period i holds any message.
    """

    days: np.ndarray | None = None
    stretches: np.ndarray | None = None
    found: tuple[bool, ...] = ()

    @property
    def closest(self) -> np.ndarray | None:
        """What is named most exactly."""
        return self.stretches if self.days is None else self.days


def mark_times(periods: Sequence[Period], sent_at: np.ndarray, zone: tzinfo = UTC) -> NamedTimes:
    """Look up periods among times in microseconds since 1970. A period in which nothing was sent marks nothing.

    `zone` is the one in which the periods' years begin.
    """
    years = _find_years(sent_at, zone) if any(period.recurs for period in periods) else (1, 1)
    masks = [_mark(period, sent_at, *years) for period in periods]
    found = tuple(bool(mask.any()) for mask in masks)
    chosen = [pair for pair, has_any in zip(zip(periods, masks, strict=True), found, strict=True) if has_any]
    return NamedTimes(
        days=_join([mask for period, mask in chosen if period.is_precise]),
        stretches=_join([mask for period, mask in chosen if not period.is_precise]),
        found=found,
    )


def _find_years(sent_at: np.ndarray, zone: tzinfo) -> tuple[int, int]:
    """The first and the last year in which a message was sent; any where no time is known."""
    known = sent_at[sent_at != NO_TIME]
    return (_year_of(int(known.min()), zone), _year_of(int(known.max()), zone)) if len(known) else (1, 1)


def _mark(period: Period, sent_at: np.ndarray, first_year: int, last_year: int) -> np.ndarray:
    """NO_TIME is earlier than any interval begins."""
    marked = np.zeros(len(sent_at), np.bool_)
    for start, end in period.intervals(first_year, last_year):
        marked |= (sent_at >= to_microseconds(start)) & (sent_at < to_microseconds(end))
    return marked


def _join(masks: list[np.ndarray]) -> np.ndarray | None:
    return np.logical_or.reduce(masks) if masks else None


def _year_of(microseconds: int, zone: tzinfo) -> int:
    return datetime.fromtimestamp(microseconds // 1_000_000, zone).year
