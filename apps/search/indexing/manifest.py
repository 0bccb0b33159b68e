"""What belongs to a replica's current snapshot, with SHA-256 sums, and one of the manifest itself."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .base import IndexDamaged, ReplicaSpec
from .segment_file import write_durably

FORMAT = 5
MANIFEST_FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a manifest says. `files` maps paths within the replica's folder to their SHA-256, `appended` names of files
    that grow to what `code_file.Beginning` holds of the part that is this snapshot's.
    """

    watermark: int
    deletion_watermark: int
    spec: dict[str, Any]
    codec_sha256: str
    engine: str
    appended: dict[str, dict[str, Any]]
    name: str
    files: dict[str, str]
    format: int = FORMAT


def read_snapshot(folder: Path) -> Snapshot | None:
    """None if there is no snapshot yet. Raises IndexDamaged if the manifest is not as it was written."""
    try:
        stored = json.loads((folder / MANIFEST_FILE).read_bytes())
        snapshot = Snapshot(**stored["snapshot"])
        is_whole = stored["sha256"] == _digest(snapshot)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(f"manifest of {folder} is unreadable: {error}") from error
    if not is_whole:
        raise IndexDamaged(f"manifest of {folder} is not as it was written")
    return snapshot


def read_manifest(folder: Path, spec: ReplicaSpec, codec_sha256: str, engine: str) -> Snapshot | None:
    """None if there is no snapshot yet. Raises IndexDamaged if it is unreadable, or of another version or engine."""
    snapshot = read_snapshot(folder)
    if snapshot is None:
        return None
    found = (snapshot.format, snapshot.spec, snapshot.codec_sha256, snapshot.engine)
    if found != (FORMAT, asdict(spec), codec_sha256, engine):
        raise IndexDamaged(f"the snapshot in {folder} belongs to another index version")
    return snapshot


def write_manifest(folder: Path, snapshot: Snapshot) -> None:
    content = {"snapshot": asdict(snapshot), "sha256": _digest(snapshot)}
    write_durably(folder / MANIFEST_FILE, json.dumps(content, indent=1).encode())


def _digest(snapshot: Snapshot) -> str:
    return hashlib.sha256(json.dumps(asdict(snapshot), sort_keys=True).encode()).hexdigest()
