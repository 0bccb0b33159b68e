"""The parts of a replica that live in memory or in one file, and their way to and from a snapshot."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from apps.search.embedding.codec import TokenCodec

from .analysis import get_analyzer
from .base import IndexDamaged, ReplicaSpec
from .columns import COLUMN_TYPES, ColumnStore
from .dense import DenseIndex
from .snapshot import TOKENS_FILE, Snapshot, publish, read_file, read_manifest, restore_sparse, write_files
from .speakers import SpeakerIndex
from .tokens import TokenStore

_DENSE, _COLUMNS, _SPEAKERS, _COUNTS = "dense.faiss", "columns.safetensors", "speakers.json", "token_counts"


@dataclass(slots=True)
class Parts:
    """`watermark` is the last segment applied, `deletion_watermark` the last deletion; committed or not."""

    dense: DenseIndex
    tokens: TokenStore
    columns: ColumnStore
    speakers: SpeakerIndex
    token_counts: np.ndarray
    watermark: int
    deletion_watermark: int


def new_parts(folder: Path, spec: ReplicaSpec, codec: TokenCodec) -> Parts:
    return Parts(
        dense=DenseIndex(spec.dim),
        tokens=TokenStore(folder / TOKENS_FILE, codec.code_size),
        columns=ColumnStore(),
        speakers=SpeakerIndex(get_analyzer(spec.language)),
        token_counts=np.zeros(spec.vocabulary_size, np.int64),
        watermark=0,
        deletion_watermark=0,
    )


def load_parts(folder: Path, snapshot: Snapshot, spec: ReplicaSpec, codec: TokenCodec, live: Path) -> Parts:
    """Read everything back and put the words' index in place at `live`. Raises IndexDamaged."""
    restore_sparse(folder, snapshot, live)
    try:
        tensors = load(read_file(folder, snapshot, _COLUMNS))
        columns = ColumnStore({name: tensors[name] for name in COLUMN_TYPES})
        token_counts = tensors[_COUNTS]
        speakers = _load_speakers(read_file(folder, snapshot, _SPEAKERS), spec)
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise IndexDamaged(f"snapshot {snapshot.name} is unreadable: {error}") from error
    return Parts(
        dense=DenseIndex.from_bytes(read_file(folder, snapshot, _DENSE)),
        tokens=TokenStore.reopen(
            folder / TOKENS_FILE,
            codec.code_size,
            size_bytes=snapshot.tokens_size_bytes,
            sha256=snapshot.tokens_sha256,
        ),
        columns=columns,
        speakers=speakers,
        token_counts=token_counts,
        watermark=snapshot.watermark,
        deletion_watermark=snapshot.deletion_watermark,
    )


def save_parts(parts: Parts, folder: Path, spec: ReplicaSpec, codec_sha256: str, live: Path) -> None:
    """Write a snapshot beside the current one, then make it the current one."""
    parts.tokens.flush(durably=True)
    current = read_manifest(folder, spec, codec_sha256)
    name = f"snapshot-{int(current.name.rsplit('-', 1)[1]) + 1 if current else 1}"
    contents = {
        _DENSE: parts.dense.to_bytes(),
        _COLUMNS: _pack_columns(parts),
        _SPEAKERS: json.dumps(parts.speakers.dump()).encode(),
    }
    snapshot = Snapshot(
        watermark=parts.watermark,
        deletion_watermark=parts.deletion_watermark,
        spec=asdict(spec),
        codec_sha256=codec_sha256,
        tokens_size_bytes=parts.tokens.size_bytes,
        tokens_sha256=parts.tokens.sha256,
        name=name,
        files=write_files(folder, name, contents, live),
    )
    publish(folder, snapshot)


def _pack_columns(parts: Parts) -> bytes:
    columns = parts.columns.view()
    tensors = {name: np.ascontiguousarray(getattr(columns, name)) for name in COLUMN_TYPES}
    return save(tensors | {_COUNTS: parts.token_counts})


def _load_speakers(content: bytes, spec: ReplicaSpec) -> SpeakerIndex:
    speakers = SpeakerIndex(get_analyzer(spec.language))
    for participant, name, messages in json.loads(content):
        speakers.add(participant, name, messages)
    return speakers
