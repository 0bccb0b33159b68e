"""Retrieval test collections in BEIR's layout: corpus.jsonl, queries.jsonl, and qrels/test.tsv if it is public."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apps.search.segmentation.passage import PassageMessage

_DATE_FORMATS = ("%I:%M %p on %d %B, %Y", "%I:%M:%S %p on %A %d %B, %Y")


class NotADataset(ValueError):
    """The folder lacks a file of BEIR's layout or holds one that is not what it should be."""


@dataclass(frozen=True, slots=True)
class Document:
    """`conversation` None for a document that belongs to none; it is then a message by itself."""

    id: str
    text: str
    conversation: str | None
    speaker: str
    sent_at: datetime | None
    starts_session: bool

    @property
    def message(self) -> PassageMessage:
        return PassageMessage(self.speaker, self.text, self.sent_at, self.starts_session)


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """`conversation`: the only one whose messages may be found, if there is one. `relevant`: grade by document,
    empty for a query that nobody judged. `subset` is the kind of question.
    """

    id: str
    text: str
    conversation: str | None
    relevant: dict[str, float]
    subset: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Documents in corpus order, which within a conversation is the order of messages; every query."""

    documents: tuple[Document, ...]
    queries: tuple[JudgedQuery, ...]


def read_dataset(folder: Path) -> Dataset:
    """Raises NotADataset."""
    try:
        judgements = _read_judgements(folder / "qrels" / "test.tsv")
        documents = tuple(_make_documents(_read_lines(folder / "corpus.jsonl")))
        queries = tuple(
            JudgedQuery(
                id=str(q["_id"]),
                text=q["text"],
                conversation=_metadata(q).get("conv"),
                relevant=judgements.get(str(q["_id"]), {}),
                subset=_metadata(q).get("subset", ""),
            )
            for q in _read_lines(folder / "queries.jsonl")
        )
    except (OSError, ValueError, KeyError) as error:
        raise NotADataset(f"{folder} is not a collection in BEIR's layout: {error}") from error
    return Dataset(documents, queries)


def _make_documents(records: Iterator[dict[str, Any]]) -> Iterator[Document]:
    previous: tuple[Any, Any] | None = None
    for record in records:
        metadata = _metadata(record)
        conversation = metadata.get("conv")
        session = (conversation, metadata.get("session"))
        yield Document(
            id=str(record["_id"]),
            text=record["text"] if conversation else _join_title(record),
            conversation=conversation,
            speaker=metadata.get("speaker", ""),
            sent_at=_read_moment(metadata),
            starts_session=conversation is None or session != previous,
        )
        previous = session


def _join_title(record: dict[str, Any]) -> str:
    """In a chat the title only repeats the fields; elsewhere it is part of the text."""
    return f"{record.get('title', '')}\n{record['text']}".strip()


def _read_moment(metadata: dict[str, Any]) -> datetime | None:
    """The clocks of these collections have no zone; they are taken for UTC."""
    if iso := metadata.get("iso"):
        return datetime.fromisoformat(iso).replace(tzinfo=UTC)
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(metadata.get("date_time", ""), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _read_judgements(path: Path) -> dict[str, dict[str, float]]:
    """Return grades by query and document; none where the collection keeps its judgements to itself."""
    judgements: dict[str, dict[str, float]] = {}
    if not path.exists():
        return judgements
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if line.strip():
            query, document, grade = line.split("\t")
            judgements.setdefault(query, {})[document] = float(grade)
    return judgements


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _metadata(record: dict[str, Any]) -> dict[str, Any]:
    return record.get("metadata") or {}
