"""Small replicas for tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from apps.search.embedding.codec import TokenCodec
from apps.search.embedding.hashing import HashingEmbedder
from apps.search.embedding.late_chunking import embed_messages
from apps.search.indexing.base import MessageRow, ReplicaSpec, SegmentArrays, SegmentRows
from apps.search.indexing.replica import Replica
from apps.search.segmentation.passage import PassageMessage

START = datetime(2024, 5, 8, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    speaker: str
    text: str
    minute: int | None = 0


class Builder:
    """Makes segments with message ids counting from 1, participants numbered by name over all conversations."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.embedder = folder, HashingEmbedder()
        self.codec = TokenCodec(self.embedder.dim)
        self.spec = ReplicaSpec(self.embedder.dim, self.embedder.vocabulary_size)
        self._participants: dict[str, int] = {}
        self._next_message = 1

    def open(self) -> Replica:
        return Replica.open(self.folder, self.spec, self.codec)

    def segment(self, conversation: int, said: Sequence[Said]) -> tuple[SegmentArrays, SegmentRows]:
        rows = [self._row(sequence, one) for sequence, one in enumerate(said)]
        passages = [PassageMessage(row.speaker, row.text, row.sent_at) for row in rows]
        embedded = embed_messages(self.embedder, passages)
        arrays = SegmentArrays(
            sequences=np.arange(len(rows)),
            ids=np.array([row.message_id for row in rows], np.int64),
            vectors=embedded.vectors,
            token_codes=self.codec.encode(embedded.token_vectors),
            token_ids=embedded.token_ids,
            token_offsets=embedded.offsets,
        )
        return arrays, SegmentRows(conversation, rows)

    def participant(self, name: str) -> int:
        return self._participants.setdefault(name, len(self._participants) + 1)

    def _row(self, sequence: int, said: Said) -> MessageRow:
        sent_at = None if said.minute is None else START + timedelta(minutes=said.minute)
        row = MessageRow(
            self._next_message, self.participant(said.speaker), sequence, sent_at, said.speaker, said.text
        )
        self._next_message += 1
        return row
