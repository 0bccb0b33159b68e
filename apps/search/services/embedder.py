"""The embedder of this process, built once from settings. Only workers and commands call this: it loads a model."""

import threading
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from apps.search.embedding.base import Embedder

_loading = threading.Lock()


def get_embedder() -> "Embedder":
    """Return the one embedder; the first caller waits for the model. Raises ModelUnavailable."""
    with _loading:
        return _load()


@cache
def _load() -> "Embedder":
    if settings.EMBEDDER == "hashing":
        from apps.search.embedding.hashing import HashingEmbedder

        return HashingEmbedder()
    from apps.search.embedding.sentence_transformer import load_embedder

    return load_embedder(
        settings.EMBEDDING_MODEL,
        cache_folder=settings.MODEL_CACHE_DIR,
        backend=settings.EMBEDDING_BACKEND,
    )


def is_loaded() -> bool:
    return _load.cache_info().currsize > 0
