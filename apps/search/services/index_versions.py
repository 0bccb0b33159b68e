"""The index versions an organization's messages go into, and the codecs they are packed with.

Light: what computes is imported when it runs.
"""

import uuid
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import Organization
from apps.search.models import EmbeddingModel, IndexState, IndexVersion
from apps.search.selectors import get_active_version
from apps.search.services.embedder import get_embedder
from apps.search.services.models_registry import get_default_model

if TYPE_CHECKING:
    from apps.search.embedding.base import Embedder
    from apps.search.embedding.codec import TokenCodec
    from apps.search.segmentation.windows import WindowSettings

VERSION_LOCK, SEGMENT_LOCK = 7101, 7102
"""Spaces of PostgreSQL advisory locks: making or switching an organization's versions, adding a segment to one."""


def lock_transaction(space: int, key: int) -> None:
    """Wait for a lock that the end of this transaction releases."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [space, key % 2**31])


def get_or_create_version(organization: Organization) -> IndexVersion:
    """Return the active version, made by the settings' model on the organization's first message.

    A version keeps its model whatever the settings say later. Raises ModelUnavailable and ModelRefused.
    """
    return get_active_version(organization) or _create_active(organization, get_default_model())


def _create_active(organization: Organization, model: EmbeddingModel) -> IndexVersion:
    embedder = get_embedder(model)  # loading may take a while: not under the lock
    with transaction.atomic():
        lock_transaction(VERSION_LOCK, organization.pk)
        version = get_active_version(organization)
        if version is None:
            version = describe_version(organization, model)
            version.state, version.activated_at = IndexState.ACTIVE, timezone.now()
            prepare_version(version, embedder)
    return version


def describe_version(organization: Organization, model: EmbeddingModel) -> IndexVersion:
    """Return a version as it is before its model was loaded: without a codec, not saved."""
    return IndexVersion(
        organization=organization,
        model=model,
        state=IndexState.BUILDING,
        dim=model.dim,
        vocabulary_size=0,
        window=describe_window(),
    )


def prepare_version(version: IndexVersion, embedder: "Embedder") -> None:
    """Give a version what only its loaded model can tell: the codec, and how long its windows may be."""
    from apps.search.embedding.codec import codec_for
    from apps.search.services.segment_store import write_file

    content = codec_for(embedder).to_bytes()
    version.codec_file = f"codecs/{version.organization_id}-{uuid.uuid4().hex[:12]}.codec"
    version.codec_sha256 = sha256(content).hexdigest()
    version.vocabulary_size = embedder.vocabulary_size
    version.window = fit_window(version.window, embedder.max_tokens)
    write_file(version.codec_file, content)
    version.save()


def describe_window() -> dict[str, float]:
    return {
        "new_tokens": settings.EMBEDDING_WINDOW_TOKENS,
        "context_tokens": settings.EMBEDDING_CONTEXT_TOKENS,
        "session_gap_hours": settings.EMBEDDING_SESSION_GAP_S / 3600,
    }


def fit_window(window: dict[str, float], max_tokens: int) -> dict[str, float]:
    """Return a window that a model which reads so many tokens can take, new tokens before context."""
    new_tokens = min(int(window["new_tokens"]), max_tokens)
    context_tokens = min(int(window["context_tokens"]), max_tokens - new_tokens)
    return {**window, "new_tokens": new_tokens, "context_tokens": context_tokens}


def read_window(version: IndexVersion) -> "WindowSettings":
    from apps.search.segmentation.windows import WindowSettings

    return WindowSettings(**version.window)


@lru_cache(maxsize=64)
def load_codec(codec_file: str, codec_sha256: str) -> "TokenCodec":
    """Return the codec of a version. Raises IndexDamaged if its file is missing or altered."""
    from apps.search.embedding.codec import TokenCodec
    from apps.search.indexing.base import IndexDamaged
    from apps.search.services.segment_store import read_file

    content = read_file(codec_file)
    if sha256(content).hexdigest() != codec_sha256:
        raise IndexDamaged(f"{codec_file} is not the file recorded for it")
    return TokenCodec.from_bytes(content)
