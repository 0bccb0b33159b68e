"""A backup of indexes as a folder.

    <folder>/manifest.json   index versions with their segments, and a SHA-256 of all that
    <folder>/files/          codecs and segments by their names in the storage

The manifest is written last: a folder without one is a backup that broke off.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from apps.search.indexing.segment_file import write_durably

FORMAT = 1
MANIFEST_FILE, FILES = "manifest.json", "files"


class BackupRefused(Exception):
    """The backup is damaged, or of other messages; the message says what is wrong. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A file by its name in the storage."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class BackupSegment:
    """`upload_sha256` and `conversation_key` tell that the conversation of that id is still the same one."""

    conversation: int
    upload_sha256: str
    conversation_key: str
    first_sequence: int
    last_sequence: int
    message_count: int
    file: BackupFile


@dataclass(frozen=True, slots=True)
class BackupVersion:
    """`model` are the fields of its entry in the registry."""

    id: int
    organization: str
    state: str
    model: dict[str, Any]
    window: dict[str, Any]
    dim: int
    vocabulary_size: int
    codec: BackupFile
    segments: tuple[BackupSegment, ...]

    @property
    def message_count(self) -> int:
        return sum(segment.message_count for segment in self.segments)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Self:
        segments = [
            BackupSegment(**{**segment, "file": BackupFile(**segment["file"])})
            for segment in fields["segments"]
        ]
        return cls(**{**fields, "codec": BackupFile(**fields["codec"]), "segments": tuple(segments)})


@dataclass(frozen=True, slots=True)
class Backup:
    made_at: str
    versions: tuple[BackupVersion, ...]

    @property
    def files(self) -> list[BackupFile]:
        return [
            file
            for version in self.versions
            for file in (version.codec, *(segment.file for segment in version.segments))
        ]


def write_manifest(folder: Path, backup: Backup) -> None:
    content = {"format": FORMAT, **asdict(backup)}
    stored = {"backup": content, "sha256": _digest(content)}
    write_durably(folder / MANIFEST_FILE, json.dumps(stored, indent=1).encode())


def read_backup(folder: Path) -> Backup:
    """Return what is in a backup once every file of it has been read and found whole. Raises BackupRefused."""
    backup = _read_manifest(folder)
    for file in backup.files:
        read_backup_file(folder, file)
    return backup


def _read_manifest(folder: Path) -> Backup:
    try:
        stored = json.loads((folder / MANIFEST_FILE).read_bytes())
        content = stored["backup"]
        is_whole = stored["sha256"] == _digest(content)
    except FileNotFoundError as error:
        raise BackupRefused(f"{folder} holds no whole backup: it has no {MANIFEST_FILE}.") from error
    except (ValueError, TypeError, KeyError) as error:
        raise BackupRefused(f"{folder / MANIFEST_FILE} is damaged.") from error
    if not is_whole:
        raise BackupRefused(f"{folder / MANIFEST_FILE} is damaged.")
    if content["format"] != FORMAT:
        raise BackupRefused(f"{folder} was made by another release, in format {content['format']}.")
    return Backup(content["made_at"], tuple(map(BackupVersion.from_json, content["versions"])))


def read_backup_file(folder: Path, file: BackupFile) -> bytes:
    """Raises BackupRefused if the file is missing or altered."""
    path = folder / FILES / file.name
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise BackupRefused(f"{path} is missing from the backup.") from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise BackupRefused(f"{path} is damaged: its SHA-256 is not the recorded one.")
    return content


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
