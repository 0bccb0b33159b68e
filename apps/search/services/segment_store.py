"""Segment and codec files in Django's storage: a folder or an object store."""

import uuid
from hashlib import sha256
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.search.indexing.base import IndexDamaged, SegmentArrays
from apps.search.indexing.segment_file import StoredFile, pack_segment, unpack_segment, write_durably
from apps.search.models import IndexVersion, Segment


def name_segment(version: IndexVersion, conversation_id: int, first_sequence: int) -> str:
    """Return a name nobody else writes to: two workers at the same batch leave two files and one row."""
    return f"segments/{version.pk}/{conversation_id}-{first_sequence}-{uuid.uuid4().hex[:12]}.safetensors"


def write_segment(name: str, arrays: SegmentArrays) -> StoredFile:
    content = pack_segment(arrays)
    write_file(name, content)
    return StoredFile(sha256=sha256(content).hexdigest(), size_bytes=len(content))


def read_segment(segment: Segment) -> SegmentArrays:
    """Raises IndexDamaged if the file is missing or not the one the row promises."""
    return unpack_segment(read_file(segment.file), sha256=segment.sha256)


def write_file(name: str, content: bytes) -> None:
    """When this returns, the file survives a power cut."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        default_storage.save(name, ContentFile(content))
    else:
        write_durably(path, content)


def read_file(name: str) -> bytes:
    """Raises IndexDamaged if the file is missing."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError as error:
        raise IndexDamaged(f"{name} is missing") from error


def delete_file(name: str) -> None:
    default_storage.delete(name)
