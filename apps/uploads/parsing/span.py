"""When people wrote: the first and last moment, and the long silences between."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

MIN_GAP_DAYS = 7


class Moment(NamedTuple):
    """A message's time in UTC, and as the exporter's clock showed it (empty where it gave UTC)."""

    sent_at: datetime
    local_time: str


class Gap(NamedTuple):
    """A silence."""

    last_before: Moment
    first_after: Moment

    @property
    def days(self) -> float:
        return (self.first_after.sent_at - self.last_before.sent_at).total_seconds() / 86_400


class Span:
    """The earliest and latest moment of each day that has one; messages may come in any order."""

    __slots__ = ("_day", "_days", "_edges")

    def __init__(self) -> None:
        self._days: dict[int, list[Moment]] = {}
        self._day = 0
        self._edges: list[Moment] = []

    def add(self, sent_at: datetime, local_time: str) -> None:
        day = sent_at.toordinal()
        if day != self._day:
            self._day = day
            moment = Moment(sent_at, local_time)
            self._edges = self._days.setdefault(day, [moment, moment])
        edges = self._edges
        if sent_at > edges[1].sent_at:
            edges[1] = Moment(sent_at, local_time)
        elif sent_at < edges[0].sent_at:
            edges[0] = Moment(sent_at, local_time)

    @property
    def first(self) -> Moment | None:
        return self._days[min(self._days)][0] if self._days else None

    @property
    def last(self) -> Moment | None:
        return self._days[max(self._days)][1] if self._days else None

    def list_gaps(self) -> list[Gap]:
        """Return the silences of more than MIN_GAP_DAYS, longest first."""
        return sorted(self._find_gaps(), key=lambda gap: -gap.days)

    def _find_gaps(self) -> Iterator[Gap]:
        days = sorted(self._days)
        for before, after in pairwise(days):
            gap = Gap(self._days[before][1], self._days[after][0])
            if after - before >= MIN_GAP_DAYS and gap.days > MIN_GAP_DAYS:
                yield gap
