"""A search as pages, API and commands put it, and its answer."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from apps.search.models import IndexVersion, SearchOrigin
from apps.search.retrieval.highlight import Highlighter
from apps.search.retrieval.query import Facet, Mode, Sort, Understood
from apps.uploads.models import Conversation

MAX_K = 100
MAX_QUERY_LENGTH = 2_000
MAX_EXPORTED = 1_000
"""Hits of a search that become a file."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What the user asked. `text` is in the query language; the other filters are the form's own.

    `sender` is a name, compared without case: all that this person wrote, under whatever name. `versions` are ids of
    index versions to search together; none means the active one. `like` is a message's id: find others like it.
    `after` and `before` are aware moments, or days, which begin in the searched organization's time zone.
    """

    text: str
    k: int = 10
    offset: int = 0
    mode: Mode = Mode.HYBRID
    sort: Sort = Sort.RELEVANCE
    conversation: int | None = None
    sender: str = ""
    after: date | datetime | None = None
    before: date | datetime | None = None
    ignore: tuple[str, ...] = ()
    explain: bool = False
    facets: bool = False
    rerank: bool = True
    like: int | None = None
    versions: tuple[int, ...] = ()
    origin: SearchOrigin = SearchOrigin.API


@dataclass(frozen=True, slots=True)
class ContextMessage:
    """A line as it is shown. Highlights are looked for when they are asked for: most readers want the hit's alone."""

    message_id: int
    sequence: int
    sender: str | None
    person: str | None
    sent_at: datetime | None
    local_time: str
    text: str
    kind: str
    is_hit: bool
    highlighter: Highlighter = field(repr=False, compare=False)

    @property
    def highlights(self) -> list[tuple[int, int]]:
        return self.highlighter.find(self.text)


@dataclass(frozen=True, slots=True)
class Hit:
    """`highlights` are character offsets [start, end) into `text`; `context` holds the hit among its neighbours.

    `sender` is the name the export gives, `person` whom that is, where that one is shown by another name; else None.
    `versions`: which index versions it came from, where several were searched.
    """

    rank: int
    score: float
    components: dict[str, float]
    message_id: int
    conversation: Conversation
    sender: str | None
    person: str | None
    sent_at: datetime | None
    text: str
    highlights: list[tuple[int, int]]
    context: list[ContextMessage]
    explanation: dict[str, Any] | None = None
    versions: tuple[IndexVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`notes` are sentences on how the query was read: unknown names, likely slips.
    `event_id` names the search for clicks on its hits; None if it was not written down.

    `index_version_id` is the version that was searched, None if several were or there is none yet.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    took_ms: float = 0.0
    timings: dict[str, float] = field(default_factory=dict)
    understood: tuple[Understood, ...] = ()
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    degraded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    event_id: str | None = None
    index_version_id: int | None = None
