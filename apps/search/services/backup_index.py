"""Backing indexes up while everything runs: segments never change, so each file is whole at any moment."""

import hashlib
import os
from pathlib import Path

from django.core.files.storage import default_storage
from django.forms.models import model_to_dict
from django.utils import timezone

from apps.accounts.models import Organization
from apps.search.indexing.base import IndexDamaged
from apps.search.indexing.segment_file import write_durably
from apps.search.models import FOLLOWING, EmbeddingModel, IndexVersion, Segment
from apps.search.services.backup_format import (
    FILES,
    Backup,
    BackupFile,
    BackupRefused,
    BackupSegment,
    BackupVersion,
    write_manifest,
)
from apps.search.services.segment_store import read_file

OWN_FIELDS = ("id", "name", "problem", "checked_at", "created_at")
"""Of a model's entry, what is no part of how it embeds."""


def backup_index(folder: Path, organization: Organization | None = None, *, link: bool = False) -> Backup:
    """Write codecs and segments of one organization, or of all, into an empty folder.

    With `link` files are hard links where the storage is a folder on the same disk: quick and small, but what damages
    a file there damages it here. Messages are not in it: they are the database's backup.

    Raises BackupRefused if the folder is not empty, or a file is damaged.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(f"{folder} is not empty.")
    (folder / FILES).mkdir(parents=True, exist_ok=True)
    versions = IndexVersion.objects.filter(state__in=FOLLOWING).exclude(codec_file="")
    if organization is not None:
        versions = versions.filter(organization=organization)
    backup = Backup(
        made_at=timezone.now().isoformat(),
        versions=tuple(
            _back_up_version(folder, version, link=link)
            for version in versions.select_related("organization", "model").order_by("pk")
        ),
    )
    write_manifest(folder, backup)
    return backup


def _back_up_version(folder: Path, version: IndexVersion, *, link: bool) -> BackupVersion:
    segments = (
        version.segments.select_related("conversation__upload")
        .defer("conversation__upload__people_before")
        .order_by("pk")
    )
    kept = [_back_up_segment(folder, segment, link=link) for segment in segments]
    return BackupVersion(
        id=version.pk,
        organization=version.organization.slug,
        state=version.state,
        model={"name": version.model.name, **describe_model(version.model)},
        window=version.window,
        dim=version.dim,
        vocabulary_size=version.vocabulary_size,
        codec=_keep(folder, version.codec_file, version.codec_sha256, link=link),
        segments=tuple(segment for segment in kept if segment is not None),
    )


def describe_model(model: EmbeddingModel) -> dict[str, object]:
    return {name: value for name, value in model_to_dict(model).items() if name not in OWN_FIELDS}


def _back_up_segment(folder: Path, segment: Segment, *, link: bool) -> BackupSegment | None:
    """Return the segment as it is now: compaction may have replaced its file since the row was read, or removed it."""
    try:
        file = _keep(folder, segment.file, segment.sha256, link=link)
    except BackupRefused:
        current = Segment.objects.select_related("conversation__upload").filter(pk=segment.pk).first()
        if current is not None and current.file == segment.file:
            raise
        return None if current is None else _back_up_segment(folder, current, link=link)
    return BackupSegment(
        conversation=segment.conversation_id,
        upload_sha256=segment.conversation.upload.sha256,
        conversation_key=segment.conversation.key,
        first_sequence=segment.first_sequence,
        last_sequence=segment.last_sequence,
        message_count=segment.message_count,
        file=file,
    )


def _keep(folder: Path, name: str, sha256: str, *, link: bool) -> BackupFile:
    """Raises BackupRefused if the file is missing or altered: a backup of it would be worth nothing."""
    try:
        content = read_file(name)
    except IndexDamaged as damage:
        raise BackupRefused(f"{damage}. manage.py verify_index --heal makes it again.") from damage
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BackupRefused(f"{name} is damaged. manage.py verify_index --heal makes it again.")
    target = folder / FILES / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if not (link and _link(name, target)):
        write_durably(target, content)
    return BackupFile(name, sha256, len(content))


def _link(name: str, target: Path) -> bool:
    try:
        os.link(default_storage.path(name), target)
    except (NotImplementedError, OSError):
        # No folder but an object store, or another file system: the caller copies.
        return False
    return True
