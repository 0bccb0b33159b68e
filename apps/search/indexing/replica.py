"""All indexes of one index version as one searching process holds them, derived from segments and messages."""

import fcntl
import hashlib
import shutil
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO

import numpy as np

from apps.search.embedding.codec import TokenCodec
from apps.search.segmentation.passage import PassageMessage
from apps.search.segmentation.windows import find_session_starts

from .base import IndexBusy, IndexDamaged, ReplicaSpec, SegmentArrays, SegmentRows
from .code_file import CodeReader
from .columns import Columns
from .languages import pack_language
from .manifest import read_manifest
from .moments import to_microseconds
from .parts import load_parts, new_parts, save_parts
from .recent import Recent
from .sparse import SparseIndex, SparseSearcher
from .speakers import SpeakerIndex
from .traits import Traits, find_traits, list_main_languages
from .vectors import VectorEngine, VectorIndex
from .vectors.faiss_engine import FaissEngine

__all__ = ["Replica", "ReplicaSpec", "View"]

_LIVE = "live"
_OPEN_BYTES = 35_000_000
"""What an open one takes before anything is in it, most of it tantivy's writer."""
_KEPT_FOR_REQUESTS = 8
"""A mask takes a byte a message."""


@dataclass(frozen=True, slots=True)
class View:
    """What is searchable after one commit: rows 0 to `len(columns) - 1`. Later commits do not change it.

    `token_codes` reads uint8 (t, code_size) from disk; `token_counts` int64 (vocabulary_size,), in how many
    messages each vocabulary entry stands; `recent` what was lately worked out for a request, such as masks.
    """

    columns: Columns
    sparse: SparseSearcher
    token_codes: CodeReader
    token_counts: np.ndarray
    watermark: int
    deletion_watermark: int
    has_deletions: bool
    recent: Recent = field(default_factory=lambda: Recent(_KEPT_FOR_REQUESTS), compare=False)


class Replica:
    """One thread applies, commits and snapshots while others search through `view`, `dense` and `speakers`."""

    def __init__(
        self, folder: Path, spec: ReplicaSpec, codec: TokenCodec, engine: VectorEngine, lock_file: IO[str]
    ) -> None:
        """Use `Replica.open`."""
        self.folder, self.spec, self.codec, self._engine = folder, spec, codec, engine
        self._lock_file = lock_file
        self.codec_sha256 = hashlib.sha256(codec.to_bytes()).hexdigest()
        manifest = read_manifest(folder, spec, self.codec_sha256, engine.name)
        live = folder / _LIVE
        if manifest is None:
            shutil.rmtree(live, ignore_errors=True)
            self._parts = new_parts(folder, spec, codec, engine)
        else:
            self._parts = load_parts(folder, manifest, spec, codec, engine, live)
        self._sparse = _open_sparse(live, spec.language)
        self._is_snapshot_current = manifest is not None
        self.is_whole = True
        """False after a change that broke off: its parts do not fit together any more, it must be opened anew."""
        self.view = self._make_view()
        self._highest_id = int(self.view.columns.message.max(initial=0))

    @classmethod
    def open(
        cls, folder: Path, spec: ReplicaSpec, codec: TokenCodec, engine: VectorEngine | None = None
    ) -> "Replica":
        """Open the last snapshot, or begin an empty replica; without an `engine` vectors are FAISS's.

        Raises IndexDamaged (call `discard`, open again and apply all segments anew) or IndexBusy.
        """
        lock_file = lock_folder(folder)
        try:
            return cls(folder, spec, codec, engine or FaissEngine(), lock_file)
        except BaseException:
            lock_file.close()
            raise

    @staticmethod
    def discard(folder: Path) -> None:
        """Remove a closed replica: it can always be built again from the segments."""
        shutil.rmtree(folder, ignore_errors=True)

    @property
    def watermark(self) -> int:
        """The highest segment id that is searchable; 0 before the first."""
        return self.view.watermark

    @property
    def deletion_watermark(self) -> int:
        """The highest deletion id that searches heed; 0 before the first."""
        return self.view.deletion_watermark

    @property
    def pending_deletion_watermark(self) -> int:
        """The highest deletion id that was followed, committed or not."""
        return self._parts.deletion_watermark

    @property
    def deleted_share(self) -> float:
        """The part of its rows that only take up room, 0 to 1."""
        deleted = self.view.columns.deleted
        return float(deleted.mean()) if len(deleted) else 0.0

    @property
    def size_bytes(self) -> int:
        """Memory it takes, about: what it holds by itself, not what the system keeps of its files."""
        parts = self._parts
        columns = self.view.columns
        per_row = sum(getattr(columns, f.name).itemsize for f in fields(columns))
        # Counts of tokens are there twice: in the parts and in the view.
        return _OPEN_BYTES + parts.dense.memory_bytes + per_row * len(columns) + 2 * parts.token_counts.nbytes

    @property
    def message_count(self) -> int:
        return len(self.message_ids())

    def message_ids(self) -> np.ndarray:
        """Searchable message ids, int64, in the order they were applied."""
        columns = self.view.columns
        return columns.message[~columns.deleted]

    @property
    def dense(self) -> VectorIndex:
        return self._parts.dense

    @property
    def speakers(self) -> SpeakerIndex:
        return self._parts.speakers

    def apply_segment(self, segment_id: int, arrays: SegmentArrays, rows: SegmentRows) -> bool:
        """Take a segment in; `commit` makes it searchable. False if it had been applied before.

        Segments come in ascending order of their ids. Raises ValueError if arrays and rows are not of the same
        messages, before anything is changed.
        """
        parts = self._parts
        if segment_id <= parts.watermark:
            return False
        if arrays.ids.tolist() != [message.message_id for message in rows.messages]:
            raise ValueError(f"segment {segment_id} and the rows given for it hold different messages")
        first_token = len(parts.tokens)
        traits = find_traits(rows)
        self.is_whole = False
        self._sparse.add(rows, len(parts.dense), _find_session_starts(rows, self.spec), traits)
        parts.dense.add(arrays.vectors)
        parts.tokens.append(arrays.token_codes)
        parts.token_counts += _count_messages_by_token(arrays, self.spec.vocabulary_size)
        parts.columns.append(_column_values(arrays, rows, traits, first_token))
        for message in rows.messages:
            parts.speakers.add(message.participant_id, message.speaker)
        self._highest_id = int(arrays.ids.max(initial=self._highest_id))
        parts.watermark = segment_id
        self._is_snapshot_current = False
        self.is_whole = True
        return True

    def pass_over(self, segment_id: int) -> None:
        """Count a segment as applied of which no message is left."""
        if segment_id > self._parts.watermark:
            self._parts.watermark = segment_id
            self._is_snapshot_current = False

    def find_held(self, message_ids: np.ndarray) -> np.ndarray:
        """Which of the messages have a row that is not deleted, bool (n,)."""
        if message_ids.min(initial=self._highest_id + 1) > self._highest_id:
            return np.zeros(len(message_ids), np.bool_)  # as nearly always: looking each up reads every row
        columns = self._parts.columns.view()
        return np.isin(message_ids, columns.message[~columns.deleted])

    def forget(self, message_ids: np.ndarray, deletion_id: int = 0) -> int:
        """Take messages out of the searchable ones at the next commit; returns how many were there.

        `deletion_id` is the deletion they stand in: snapshots keep the highest, and after a crash that came before
        the next snapshot those above it are to be followed again.
        """
        parts = self._parts
        columns = parts.columns.view()
        rows = np.flatnonzero(np.isin(columns.message, message_ids) & ~columns.deleted)
        self.is_whole = False
        if len(rows):
            parts.columns.mark_deleted(rows)
            self._sparse.delete(rows)
        if len(rows) or deletion_id > parts.deletion_watermark:
            parts.deletion_watermark = max(deletion_id, parts.deletion_watermark)
            self._is_snapshot_current = False
        self.is_whole = True
        return len(rows)

    def commit(self) -> None:
        """Make everything applied searchable."""
        self.is_whole = False
        self._sparse.commit()
        self._parts.tokens.flush()
        self._parts.dense.flush()
        self.view = self._make_view()
        self.is_whole = True

    def snapshot(self) -> None:
        """Commit, and write a state from which `open` goes on, unless there is one already."""
        if self._is_snapshot_current:
            return
        self.commit()
        save_parts(
            self._parts, self.folder, self.spec, self.codec_sha256, self._engine.name, self.folder / _LIVE
        )
        self._is_snapshot_current = True

    def close(self) -> None:
        """Let go of the folder. What was applied since the last snapshot will have to be applied again."""
        self._sparse.close()
        self._parts.tokens.close()
        self._parts.dense.close()
        self._lock_file.close()

    def _make_view(self) -> View:
        parts = self._parts
        columns = parts.columns.view()
        return View(
            columns=columns,
            sparse=self._sparse.searcher(list_main_languages(columns)),
            token_codes=parts.tokens.reader(),
            token_counts=parts.token_counts.copy(),
            watermark=parts.watermark,
            deletion_watermark=parts.deletion_watermark,
            has_deletions=bool(columns.deleted.any()),
        )


def lock_folder(folder: Path) -> IO[str]:
    """Keep others from opening the replica in a folder until the file is closed. Raises IndexBusy."""
    folder.mkdir(parents=True, exist_ok=True)
    lock_file = (folder / "lock").open("w")
    try:
        fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock_file.close()
        raise IndexBusy(f"replica {folder} is open in another process") from error
    return lock_file


def _open_sparse(live: Path, language: str) -> SparseIndex:
    try:
        return SparseIndex(live, language)
    except ValueError as error:
        raise IndexDamaged(f"the words' index in {live} cannot be opened: {error}") from error


def _find_session_starts(rows: SegmentRows, spec: ReplicaSpec) -> list[bool]:
    """One flag for each of the neighbours before, the messages, and the neighbours after."""
    everything = [*rows.before, *rows.messages, *rows.after]
    passages = [PassageMessage(m.speaker, m.text, m.sent_at, m.starts_session) for m in everything]
    return find_session_starts(passages, gap_hours=spec.session_gap_hours)


def _count_messages_by_token(arrays: SegmentArrays, vocabulary_size: int) -> np.ndarray:
    """In how many messages of the segment each vocabulary entry stands, int64 (vocabulary_size,)."""
    messages = np.repeat(np.arange(len(arrays.ids)), np.diff(arrays.token_offsets))
    pairs = np.unique(messages * vocabulary_size + arrays.token_ids)
    return np.bincount(pairs % vocabulary_size, minlength=vocabulary_size)


def _column_values(
    arrays: SegmentArrays, rows: SegmentRows, traits: Traits, first_token: int
) -> dict[str, np.ndarray | list[int]]:
    count = len(arrays.ids)
    return {
        "message": arrays.ids,
        "conversation": [rows.conversation_id] * count,
        "participant": [message.participant_id for message in rows.messages],
        "sequence": [message.sequence for message in rows.messages],
        "sent_at": [to_microseconds(message.sent_at) for message in rows.messages],
        "token_end": arrays.token_offsets[1:] + first_token,
        "features": traits.features,
        "language": [pack_language(code) for code in traits.message_languages],
        "deleted": np.zeros(count, np.bool_),
    }
