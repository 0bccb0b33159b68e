"""The index version an organization's messages go into."""

import re
import uuid
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from apps.accounts.models import Organization
from apps.search.models import EmbeddingModel, IndexVersion, ModelSource
from apps.search.selectors import get_active_version
from apps.search.services.segment_store import read_file, write_file
from apps.uploads.jobs.exceptions import JobFailed

if TYPE_CHECKING:
    from apps.search.embedding.base import Embedder
    from apps.search.embedding.codec import TokenCodec
    from apps.search.segmentation.windows import WindowSettings

VERSION_LOCK, SEGMENT_LOCK = 7101, 7102
"""Spaces of PostgreSQL advisory locks: making a version, adding a segment to one."""


def lock_transaction(space: int, key: int) -> None:
    """Wait for a lock that the end of this transaction releases."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [space, key % 2**31])


def get_or_create_version(organization: Organization, embedder: "Embedder") -> IndexVersion:
    """Return the active version, made with its codec on the organization's first message.

    Raises JobFailed (`model_changed`) if the version was built by another model than the one configured.
    """
    version = get_active_version(organization) or _create_version(organization, embedder)
    if version.model != register_model(embedder):
        raise JobFailed(
            "model_changed",
            f"This organization's messages were embedded with {version.model}, but the server is set to "
            f"{embedder.name}. Vectors of different models cannot be mixed: set EMBEDDING_MODEL back and retry.",
        )
    return version


def _create_version(organization: Organization, embedder: "Embedder") -> IndexVersion:
    from apps.search.embedding.codec import codec_for

    with transaction.atomic():
        lock_transaction(VERSION_LOCK, organization.pk)
        version = get_active_version(organization)
        if version is not None:
            return version
        content = codec_for(embedder).to_bytes()
        name = f"codecs/{organization.pk}-{uuid.uuid4().hex[:12]}.codec"
        write_file(name, content)
        return IndexVersion.objects.create(
            organization=organization,
            model=register_model(embedder),
            dim=embedder.dim,
            vocabulary_size=embedder.vocabulary_size,
            window=describe_window(),
            codec_file=name,
            codec_sha256=sha256(content).hexdigest(),
        )


def register_model(embedder: "Embedder") -> EmbeddingModel:
    """Return the registry's entry of the embedder that the settings name, made on first use."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", embedder.name).strip("-._") or "model"
    source, location = describe_source(embedder.name)
    model, _ = EmbeddingModel.objects.get_or_create(
        name=name,
        defaults={
            "source": source,
            "location": location,
            "dim": embedder.dim,
            "max_tokens": embedder.max_tokens,
        },
    )
    return model


def describe_source(name: str) -> tuple[ModelSource, str]:
    if name == "all-MiniLM-L6-v2":
        return ModelSource.BUNDLED, ""
    if name.startswith("hashing"):
        return ModelSource.HASHING, ""
    return (ModelSource.FOLDER if name.startswith(("/", ".")) else ModelSource.HUB), name


def describe_window() -> dict[str, float]:
    return {
        "new_tokens": settings.EMBEDDING_WINDOW_TOKENS,
        "context_tokens": settings.EMBEDDING_CONTEXT_TOKENS,
        "session_gap_hours": settings.EMBEDDING_SESSION_GAP_S / 3600,
    }


def read_window(version: IndexVersion) -> "WindowSettings":
    from apps.search.segmentation.windows import WindowSettings

    return WindowSettings(**version.window)


@lru_cache(maxsize=64)
def load_codec(codec_file: str, codec_sha256: str) -> "TokenCodec":
    """Return the codec of a version. Raises IndexDamaged if its file is missing or altered."""
    from apps.search.embedding.codec import TokenCodec
    from apps.search.indexing.base import IndexDamaged

    content = read_file(codec_file)
    if sha256(content).hexdigest() != codec_sha256:
        raise IndexDamaged(f"{codec_file} is not the file recorded for it")
    return TokenCodec.from_bytes(content)
