"""The parts of a replica that live in memory or in one file, and their way to and from a snapshot."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from apps.search.embedding.codec import TokenCodec

from .analysis import get_analyzer
from .base import IndexDamaged, ReplicaSpec
from .code_file import Beginning, CodeFile
from .columns import COLUMN_TYPES, ColumnStore
from .manifest import Snapshot, read_manifest
from .snapshot import publish, read_file, restore_sparse, write_files
from .speakers import SpeakerIndex
from .vectors import SavedVectors, VectorEngine, VectorIndex

_TOKENS_FILE, _DENSE_PREFIX = "tokens.bin", "dense"
_COLUMNS, _SPEAKERS, _COUNTS = "columns.safetensors", "speakers.json", "token_counts"


@dataclass(slots=True)
class Parts:
    """`watermark` is the last segment applied, `deletion_watermark` the last deletion; committed or not."""

    dense: VectorIndex
    tokens: CodeFile
    columns: ColumnStore
    speakers: SpeakerIndex
    token_counts: np.ndarray
    watermark: int
    deletion_watermark: int


def new_parts(folder: Path, spec: ReplicaSpec, codec: TokenCodec, engine: VectorEngine) -> Parts:
    return Parts(
        dense=engine.create(folder, spec.dim),
        tokens=CodeFile(folder / _TOKENS_FILE, codec.code_size),
        columns=ColumnStore(),
        speakers=SpeakerIndex(get_analyzer(spec.language)),
        token_counts=np.zeros(spec.vocabulary_size, np.int64),
        watermark=0,
        deletion_watermark=0,
    )


def load_parts(
    folder: Path, snapshot: Snapshot, spec: ReplicaSpec, codec: TokenCodec, engine: VectorEngine, live: Path
) -> Parts:
    """Read everything back and put the words' index in place at `live`. Raises IndexDamaged."""
    restore_sparse(folder, snapshot, live)
    try:
        tensors = load(read_file(folder, snapshot, _COLUMNS))
        columns = ColumnStore({name: tensors[name] for name in COLUMN_TYPES})
        token_counts = tensors[_COUNTS]
        speakers = _load_speakers(read_file(folder, snapshot, _SPEAKERS), spec)
        appended = {name: Beginning(**fields) for name, fields in snapshot.appended.items()}
        tokens = CodeFile.reopen(folder / _TOKENS_FILE, codec.code_size, appended[_TOKENS_FILE])
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise IndexDamaged(f"snapshot {snapshot.name} is unreadable: {error}") from error
    return Parts(
        dense=engine.load(
            folder, spec.dim, len(columns), SavedVectors(_read_dense(folder, snapshot), appended)
        ),
        tokens=tokens,
        columns=columns,
        speakers=speakers,
        token_counts=token_counts,
        watermark=snapshot.watermark,
        deletion_watermark=snapshot.deletion_watermark,
    )


def save_parts(
    parts: Parts, folder: Path, spec: ReplicaSpec, codec_sha256: str, engine: str, live: Path
) -> None:
    """Write a snapshot beside the current one, then make it the current one."""
    parts.tokens.flush(durably=True)
    parts.dense.flush(durably=True)
    saved = parts.dense.save()
    current = read_manifest(folder, spec, codec_sha256, engine)
    name = f"snapshot-{int(current.name.rsplit('-', 1)[1]) + 1 if current else 1}"
    snapshot = Snapshot(
        watermark=parts.watermark,
        deletion_watermark=parts.deletion_watermark,
        spec=asdict(spec),
        codec_sha256=codec_sha256,
        engine=engine,
        appended={
            file: asdict(beginning)
            for file, beginning in {_TOKENS_FILE: parts.tokens.beginning, **saved.appended}.items()
        },
        name=name,
        files=write_files(folder, name, _pack(parts, saved), live),
    )
    publish(folder, snapshot)


def _read_dense(folder: Path, snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    prefix = f"{snapshot.name}/{_DENSE_PREFIX}"
    for path in snapshot.files:
        if path.startswith(prefix):
            name = path.removeprefix(f"{snapshot.name}/")
            yield name, read_file(folder, snapshot, name)


def _pack(parts: Parts, saved: SavedVectors) -> Iterator[tuple[str, bytes]]:
    yield from saved.files
    yield _COLUMNS, _pack_columns(parts)
    yield _SPEAKERS, json.dumps(parts.speakers.dump()).encode()


def _pack_columns(parts: Parts) -> bytes:
    columns = parts.columns.view()
    tensors = {name: np.ascontiguousarray(getattr(columns, name)) for name in COLUMN_TYPES}
    return save(tensors | {_COUNTS: parts.token_counts})


def _load_speakers(content: bytes, spec: ReplicaSpec) -> SpeakerIndex:
    speakers = SpeakerIndex(get_analyzer(spec.language))
    for participant, name, messages in json.loads(content):
        speakers.add(participant, name, messages)
    return speakers
