"""Putting back from a backup what was lost of indexes whose messages are still, or again, in the database."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.db import transaction

from apps.accounts.models import Organization
from apps.search.indexing.base import SegmentArrays
from apps.search.indexing.segment_file import unpack_segment
from apps.search.indexing.selection import take_messages
from apps.search.models import EmbeddingModel, IndexState, IndexVersion, Segment
from apps.search.services.backup_format import (
    BackupRefused,
    BackupSegment,
    BackupVersion,
    read_backup,
    read_backup_file,
)
from apps.search.services.coverage import find_covering
from apps.search.services.index_versions import VERSION_LOCK, lock_transaction
from apps.search.services.insert_segment import insert_segment
from apps.search.services.rewrite_segment import use_file, write_new_file
from apps.search.services.segment_messages import list_ids
from apps.search.services.segment_store import write_file
from apps.search.services.verify_index import compare
from apps.uploads.models import Conversation


class OtherMessages(BackupRefused):
    """A conversation's messages are not those of the backup."""


@dataclass(frozen=True, slots=True)
class Restored:
    """`kept` segments were there and whole; `gone` ones belong to conversations that were deleted since."""

    versions: int = 0
    segments: int = 0
    messages: int = 0
    kept: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a segment of the backup belongs; `row` is the one that covers the same messages, if there is one."""

    backup: BackupSegment
    conversation: Conversation
    row: Segment | None


def restore_index(folder: Path) -> Restored:
    """Put back codecs, versions and segments that are lost or damaged. Doing it twice changes nothing more.

    Everything is checked before anything is written. Raises BackupRefused.
    """
    backup = read_backup(folder)
    plans = [(version, *_plan(folder, version)) for version in backup.versions]
    total = Restored()
    for version, row, places in plans:
        total = _add(total, _restore_version(folder, version, row, places))
    return total


def _plan(folder: Path, backup: BackupVersion) -> tuple[IndexVersion | None, list[_Place]]:
    """Return the version's row, None if it is lost, and the places of segments whose conversations are there."""
    organization = Organization.objects.filter(slug=backup.organization).first()
    if organization is None:
        raise BackupRefused(
            f"There is no organization {backup.organization!r} that this backup could belong to."
        )
    versions = IndexVersion.objects.select_related("model")
    # One that was lost and made anew by a restore has another id, but still its codec.
    row = (
        versions.filter(pk=backup.id).first()
        or versions.filter(organization=organization, codec_file=backup.codec.name).first()
    )
    if row is not None:
        _check_version(backup, row, organization)
    places = [place for segment in backup.segments if (place := _find_place(segment, row, organization))]
    if backup.segments and not places:
        raise BackupRefused(
            f"None of the backup's conversations is in {organization}: it is of another database."
        )
    return row, [place for place in places if _fits(folder, place)]


def _fits(folder: Path, place: _Place) -> bool:
    """Return whether a segment can be put back: not where another upload of its chat has moved the messages since.

    Raises BackupRefused where nothing explains why other messages stand there.
    """
    try:
        _read_left(folder, place)
    except OtherMessages:
        if place.conversation.revision:
            return False
        raise
    return True


def _check_version(backup: BackupVersion, row: IndexVersion, organization: Organization) -> None:
    if row.organization_id != organization.pk or row.model.name != backup.model["name"]:
        raise BackupRefused(
            f"Index version {row.pk} is another one here ({row}): the backup is of another database."
        )
    if row.codec_sha256 != backup.codec.sha256:
        raise BackupRefused(
            f"{row} was built anew since the backup was made, with another codec: its segments do not fit any more."
        )


def _find_place(backup: BackupSegment, row: IndexVersion | None, organization: Organization) -> _Place | None:
    conversation = Conversation.objects.select_related("upload").filter(pk=backup.conversation).first()
    if conversation is None:
        return None
    found = (conversation.organization_id, conversation.upload.sha256, conversation.key)
    known = (organization.pk, backup.upload_sha256, backup.conversation_key)
    # A chat that several uploads have brought belongs to whichever of them is left: there its messages tell.
    if found[0] != known[0] or (found != known and not conversation.revision):
        raise BackupRefused(
            f"Conversation {backup.conversation} is another one here ({conversation}): "
            "the backup is of another database."
        )
    if row is None:
        return _Place(backup, conversation, None)
    covering = find_covering(row.pk, conversation.pk, backup.first_sequence, backup.last_sequence)
    return _Place(backup, conversation, covering.select_related("index_version").first())


def _read_left(folder: Path, place: _Place) -> SegmentArrays:
    """Return what is left of a segment: without messages that were deleted since. Raises BackupRefused."""
    content = read_backup_file(folder, place.backup.file)
    arrays = unpack_segment(content, sha256=place.backup.file.sha256)
    left = list_ids(place.conversation.pk, place.backup.first_sequence, place.backup.last_sequence)
    if not np.isin(left, arrays.ids).all():
        raise OtherMessages(
            f"{place.conversation} holds other messages than when the backup was made: it is of another database."
        )
    return take_messages(arrays, np.isin(arrays.ids, left))


def _restore_version(
    folder: Path, backup: BackupVersion, row: IndexVersion | None, places: list[_Place]
) -> Restored:
    if row is None:
        row = _create_version(backup)
    if compare(row.codec_file, row.codec_sha256):
        write_file(row.codec_file, read_backup_file(folder, backup.codec))
    restored = [_restore_segment(folder, row, place) for place in places]
    return Restored(
        versions=1,
        segments=sum(count is not None for count in restored),
        messages=sum(count or 0 for count in restored),
        kept=sum(count is None for count in restored),
        gone=len(backup.segments) - len(places),
    )


def _create_version(backup: BackupVersion) -> IndexVersion:
    """Make the row of a lost version anew: active if the organization has no active one, else standing by."""
    organization = Organization.objects.get(slug=backup.organization)
    fields = {name: value for name, value in backup.model.items() if name != "name"}
    model, _ = EmbeddingModel.objects.get_or_create(name=backup.model["name"], defaults=fields)
    with transaction.atomic():
        lock_transaction(VERSION_LOCK, organization.pk)
        has_active = organization.index_versions.filter(state=IndexState.ACTIVE).exists()
        return IndexVersion.objects.create(
            organization=organization,
            model=model,
            window=backup.window,
            state=IndexState.STANDBY if has_active else IndexState.ACTIVE,
            dim=backup.dim,
            vocabulary_size=backup.vocabulary_size,
            codec_file=backup.codec.name,
            codec_sha256=backup.codec.sha256,
        )


def _restore_segment(folder: Path, version: IndexVersion, place: _Place) -> int | None:
    """Put a segment back where it is lost or damaged; return its messages, None if it was there and whole."""
    if place.row is not None and not compare(place.row.file, place.row.sha256):
        return None
    arrays = _read_left(folder, place)
    if not len(arrays.ids):
        return 0
    segment = place.row or Segment(
        index_version=version,
        conversation=place.conversation,
        first_sequence=place.backup.first_sequence,
        last_sequence=place.backup.last_sequence,
    )
    new = write_new_file(segment, arrays)
    if place.row is not None:
        use_file(segment, new)
        return new.message_count
    insert_segment(segment, new)
    return new.message_count


def _add(one: Restored, other: Restored) -> Restored:
    return Restored(*(getattr(one, name) + getattr(other, name) for name in Restored.__slots__))
