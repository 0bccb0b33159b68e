"""What is asked and what is answered. Web code imports this: no numpy here, nor anything heavier."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


class Mode(StrEnum):
    HYBRID = "hybrid"
    SEMANTIC = "semantic"
    KEYWORD = "keyword"


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which messages may be seen at all. None means "no limit"; an empty set means nothing may.

    `after <= sent_at < before`, aware datetimes; a message without a time fails either bound.
    """

    conversations: frozenset[int] | None = None
    participants: frozenset[int] | None = None
    after: datetime | None = None
    before: datetime | None = None

    @property
    def allow_everything(self) -> bool:
        return self == Filters()

    @property
    def allow_nothing(self) -> bool:
        empty_set = self.conversations == frozenset() or self.participants == frozenset()
        return empty_set or (self.after is not None and self.before is not None and self.after >= self.before)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One page of results: `k` hits after skipping `offset`.

    Sort.DATE orders results newest first; in the modes that rank by meaning only those with at least half the best
    one's score, because every message is a little similar to every query.
    """

    text: str
    k: int = 10
    offset: int = 0
    mode: Mode = Mode.HYBRID
    sort: Sort = Sort.RELEVANCE
    filters: Filters = field(default_factory=Filters)

    def to_payload(self) -> dict[str, Any]:
        """JSON types only, for a task's arguments."""
        return {
            "text": self.text,
            "k": self.k,
            "offset": self.offset,
            "mode": str(self.mode),
            "sort": str(self.sort),
            "conversations": _sorted_or_none(self.filters.conversations),
            "participants": _sorted_or_none(self.filters.participants),
            "after": self.filters.after and self.filters.after.isoformat(),
            "before": self.filters.before and self.filters.before.isoformat(),
        }

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """The inverse of `to_payload`. Raises KeyError or ValueError on anything else."""
        filters = Filters(
            conversations=_set_or_none(payload["conversations"]),
            participants=_set_or_none(payload["participants"]),
            after=payload["after"] and datetime.fromisoformat(payload["after"]),
            before=payload["before"] and datetime.fromisoformat(payload["before"]),
        )
        return cls(
            text=payload["text"],
            k=payload["k"],
            offset=payload["offset"],
            mode=Mode(payload["mode"]),
            sort=Sort(payload["sort"]),
            filters=filters,
        )


@dataclass(frozen=True, slots=True)
class RankedHit:
    """`components` names what made up the score, before weights: `maxsim`, `bm25`, `rare`, `speaker`, `date`."""

    message_id: int
    score: float
    components: dict[str, float]


@dataclass(frozen=True, slots=True)
class Ranked:
    """`total` counts what can be paged through: in keyword mode every message with one of the words, exactly;
    otherwise the candidates that were ranked. `timings` are milliseconds by step.
    """

    hits: tuple[RankedHit, ...]
    total: int
    timings: dict[str, float]


def _sorted_or_none(ids: frozenset[int] | None) -> list[int] | None:
    return None if ids is None else sorted(ids)


def _set_or_none(ids: list[int] | None) -> frozenset[int] | None:
    return None if ids is None else frozenset(ids)
