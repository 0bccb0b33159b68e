"""What is asked and what is answered. Web code imports this: no numpy here, nor anything heavier."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from apps.uploads.zones import get_zone

from . import conditions
from .conditions import Condition


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

    `after <= sent_at < before`, aware datetimes; a message without a time fails either bound. `condition` is what
    the query itself demands.
    """

    conversations: frozenset[int] | None = None
    participants: frozenset[int] | None = None
    after: datetime | None = None
    before: datetime | None = None
    condition: Condition | None = None

    @property
    def allow_everything(self) -> bool:
        return self == Filters()

    @property
    def allow_nothing(self) -> bool:
        empty_set = self.conversations == frozenset() or self.participants == frozenset()
        if self.condition is not None and conditions.is_impossible(self.condition):
            return True
        return empty_set or (self.after is not None and self.before is not None and self.after >= self.before)


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name that participants go by besides the one they are indexed under: they are one person with others."""

    name: str
    participants: frozenset[int]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One page of results: `k` hits after skipping `offset`.

    `text` is what is ranked by; with no word in it, what the filters leave is listed newest first. Sort.DATE orders
    results newest first; in the modes that rank by meaning only those with at least half the best one's score,
    because every message is a little similar to every query. `ignore` are keys of what was understood in the text
    and is not to count (see `Understood.key`). `like` asks for messages like this one, in place of `text`.
    """

    text: str
    k: int = 10
    offset: int = 0
    mode: Mode = Mode.HYBRID
    sort: Sort = Sort.RELEVANCE
    filters: Filters = field(default_factory=Filters)
    now: datetime | None = None
    """What "yesterday" in the text is measured from; None for the moment of answering."""
    zone: str = ""
    """IANA name of the time zone whose days the text means; empty for that of `now`, else UTC."""
    ignore: tuple[str, ...] = ()
    explain: bool = False
    facets: bool = False
    rerank: bool = True
    like: int | None = None
    other_names: tuple[OtherName, ...] = ()
    """Names that the text may mean people by, where an index alone would not know all of them."""

    @property
    def measured_from(self) -> datetime:
        """`now`, or this moment, on the clock of `zone`."""
        moment = self.now or datetime.now(UTC)
        return moment.astimezone(get_zone(self.zone)) if self.zone else moment

    def to_payload(self) -> dict[str, Any]:
        """JSON types only, for a task's arguments."""
        condition = self.filters.condition
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
            "condition": None if condition is None else conditions.to_payload(condition),
            "now": self.now and self.now.isoformat(),
            "zone": self.zone,
            "ignore": list(self.ignore),
            "explain": self.explain,
            "facets": self.facets,
            "rerank": self.rerank,
            "like": self.like,
            "other_names": [[one.name, sorted(one.participants)] for one in self.other_names],
        }

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """The inverse of `to_payload`. Raises KeyError or ValueError on anything else."""
        condition = payload["condition"]
        filters = Filters(
            conversations=_set_or_none(payload["conversations"]),
            participants=_set_or_none(payload["participants"]),
            after=payload["after"] and datetime.fromisoformat(payload["after"]),
            before=payload["before"] and datetime.fromisoformat(payload["before"]),
            condition=None if condition is None else conditions.from_payload(condition),
        )
        return cls(
            text=payload["text"],
            k=payload["k"],
            offset=payload["offset"],
            mode=Mode(payload["mode"]),
            sort=Sort(payload["sort"]),
            filters=filters,
            now=payload["now"] and datetime.fromisoformat(payload["now"]),
            zone=payload["zone"],
            ignore=tuple(payload["ignore"]),
            explain=payload["explain"],
            facets=payload["facets"],
            rerank=payload["rerank"],
            like=payload["like"],
            other_names=tuple(OtherName(name, frozenset(ids)) for name, ids in payload["other_names"]),
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """A time or a person that the text was found to name, and that raised the messages it concerns.

    `start`, `end` are characters of the text; `label` says it for people ("June 2023, any year's 8 May").
    """

    kind: str
    """`time` or `person`."""
    text: str
    start: int
    end: int
    label: str

    @property
    def key(self) -> str:
        """What `SearchRequest.ignore` names it by."""
        return f"{self.kind}:{self.text.casefold()}"


@dataclass(frozen=True, slots=True)
class RankedHit:
    """`components` names what made up the score, before weights: `maxsim`, `bm25`, `rare`, `speaker`, `date` ...

    `explanation`, only when asked for, says for each retriever its rank, its score and what it added to the whole,
    and which words matched.
    """

    message_id: int
    score: float
    components: dict[str, float]
    explanation: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of all that match fall to one value: a conversation's id, a sender, a month ("2026-05").

    Of senders the index knows the participants' ids; whoever labels facets makes one of the names of people of them.
    """

    value: str
    count: int
    label: str = ""
    """For people, where the value is no name; filled in by whoever knows it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """`total` counts what can be paged through: in keyword mode every message with one of the words, exactly;
    otherwise the candidates that were ranked. `timings` are milliseconds by step. `facets` are by name
    (`conversation`, `sender`, `month`), most frequent first, and count in all modes the messages that hold a word of
    the text, or all that the filters leave if it has none. `degraded` names what could not take part. `languages` are
    those in which the words were looked for, the text's own first.
    """

    hits: tuple[RankedHit, ...]
    total: int
    timings: dict[str, float] = field(default_factory=dict)
    understood: tuple[Understood, ...] = ()
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    degraded: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def to_payload(self) -> dict[str, Any]:
        return {
            "hits": [[hit.message_id, hit.score, hit.components, hit.explanation] for hit in self.hits],
            "total": self.total,
            "timings": self.timings,
            "understood": [asdict(one) for one in self.understood],
            "facets": {
                name: [[facet.value, facet.count] for facet in facets] for name, facets in self.facets.items()
            },
            "degraded": list(self.degraded),
            "languages": list(self.languages),
        }

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        return cls(
            hits=tuple(RankedHit(*hit) for hit in payload["hits"]),
            total=payload["total"],
            timings=payload["timings"],
            understood=tuple(Understood(**one) for one in payload["understood"]),
            facets={
                name: tuple(Facet(*facet) for facet in facets) for name, facets in payload["facets"].items()
            },
            degraded=tuple(payload["degraded"]),
            languages=tuple(payload["languages"]),
        )


def _sorted_or_none(ids: frozenset[int] | None) -> list[int] | None:
    return None if ids is None else sorted(ids)


def _set_or_none(ids: list[int] | None) -> frozenset[int] | None:
    return None if ids is None else frozenset(ids)
