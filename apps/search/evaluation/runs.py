"""Asking a judged collection's queries of any search, and writing down what it found."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from apps.search.retrieval.query import Filters, Mode, Ranked, SearchRequest

from .beir import JudgedQuery

DEPTH = 100


@dataclass(frozen=True, slots=True)
class LoadedDataset:
    """Where a data set's conversations and documents went: `conversations` by name, `documents` by message id."""

    conversations: Mapping[str | None, int]
    documents: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """`ranking`: document and score, best first."""

    query_id: str
    ranking: tuple[tuple[str, float], ...]


def run_queries(
    search: Callable[[SearchRequest], Ranked],
    queries: Iterable[JudgedQuery],
    loaded: LoadedDataset,
    *,
    mode: Mode = Mode.HYBRID,
    depth: int = DEPTH,
) -> Iterator[Answer]:
    """Ask every query, restricted to its own conversation where it has one."""
    for query in queries:
        hits = search(make_request(query, loaded, mode=mode, depth=depth)).hits
        yield Answer(query.id, tuple((loaded.documents[hit.message_id], hit.score) for hit in hits))


def make_request(
    query: JudgedQuery, loaded: LoadedDataset, *, mode: Mode = Mode.HYBRID, depth: int = DEPTH
) -> SearchRequest:
    allowed = None if query.conversation is None else frozenset({loaded.conversations[query.conversation]})
    return SearchRequest(query.text, k=depth, mode=mode, filters=Filters(conversations=allowed))


def write_run(path: Path, answers: Iterable[Answer]) -> int:
    """Write lines of query, document and score with tabs between; returns how many queries were answered."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for answer in answers:
            file.writelines(f"{answer.query_id}\t{doc}\t{score:.6f}\n" for doc, score in answer.ranking)
            count += 1
    return count
