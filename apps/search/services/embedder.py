"""The embedding models this process holds. Only workers and commands call this: it loads them.

A loaded model stays until EMBEDDING_MODELS_IN_MEMORY others have been asked for since, its registry entry is changed,
or the process ends.
"""

import os
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from django.conf import settings

from apps.search.models import EmbeddingModel, ModelSource
from apps.search.services.check_model import check_embedder
from apps.search.services.models_registry import BUNDLED, get_default_model

if TYPE_CHECKING:
    from apps.search.embedding.base import Embedder

LOADED_BY = (
    "source",
    "location",
    "revision",
    "dim",
    "max_tokens",
    "device",
    "precision",
    "query_prefix",
    "passage_prefix",
    "api_key_variable",
)
"""A change of one of these makes another embedder."""

_loaded: "OrderedDict[tuple, Embedder]" = OrderedDict()
_holding = threading.Lock()
_loading = threading.Lock()
"""One model loads at a time; what is loaded already can be had meanwhile."""


def get_embedder(model: EmbeddingModel | None = None) -> "Embedder":
    """Return the model's embedder, loaded and checked on first use; by default the one the settings name.

    Raises ModelUnavailable if it cannot be loaded, ModelRefused if it answers otherwise than it claims.
    """
    model = model or get_default_model()
    key = make_key(model)
    embedder = _find(key)
    if embedder is None:
        with _loading:
            embedder = _find(key) or _keep(key, check_embedder(model, load))
    return embedder


def try_again(model: EmbeddingModel) -> None:
    """Check a model anew, whether it is loaded or not. Raises ModelUnavailable and ModelRefused."""
    key = make_key(model)
    with _loading:
        held = _find(key)
        _keep(key, check_embedder(model, load if held is None else lambda _model: held))


def make_key(model: EmbeddingModel) -> tuple:
    return tuple(getattr(model, name) for name in LOADED_BY)


def _find(key: tuple) -> "Embedder | None":
    with _holding:
        if key in _loaded:
            _loaded.move_to_end(key)
        return _loaded.get(key)


def _keep(key: tuple, embedder: "Embedder") -> "Embedder":
    """Those asked for longest ago leave; whoever still computes with one keeps it until done."""
    with _holding:
        _loaded[key] = embedder
        while len(_loaded) > settings.EMBEDDING_MODELS_IN_MEMORY:
            _loaded.popitem(last=False)
    return embedder


def is_loaded(model: EmbeddingModel) -> bool:
    """Return whether this process holds the model."""
    with _holding:
        return make_key(model) in _loaded


def load(model: EmbeddingModel) -> "Embedder":
    """Raises ModelUnavailable."""
    if model.source == ModelSource.HASHING:
        from apps.search.embedding.hashing import HashingEmbedder

        return HashingEmbedder(dim=model.dim, max_tokens=model.max_tokens)
    return _load_endpoint(model) if model.source == ModelSource.ENDPOINT else _load_transformer(model)


def _load_endpoint(model: EmbeddingModel) -> "Embedder":
    from apps.search.embedding.base import ModelUnavailable
    from apps.search.embedding.endpoint import EndpointEmbedder, EndpointModel
    from apps.search.embedding.endpoint_client import EndpointClient

    key = os.environ.get(model.api_key_variable, "") if model.api_key_variable else ""
    if model.api_key_variable and not key:
        raise ModelUnavailable(f"the environment variable {model.api_key_variable} holds no key")
    described = EndpointModel(
        name=model.revision or model.name,
        dim=model.dim,
        max_tokens=model.max_tokens,
        query_prefix=model.query_prefix,
        passage_prefix=model.passage_prefix,
    )
    return EndpointEmbedder(described, EndpointClient(model.location, key))


def _load_transformer(model: EmbeddingModel) -> "Embedder":
    from apps.search.embedding.options import LoadOptions
    from apps.search.embedding.sentence_transformer import load_embedder

    return load_embedder(
        model.location or BUNDLED,
        cache_folder=settings.MODEL_CACHE_DIR,
        backend=settings.EMBEDDING_BACKEND,
        threads=settings.EMBEDDING_THREADS or None,
        options=LoadOptions(
            revision=model.revision,
            device=model.device,
            precision=model.precision,
            query_prefix=model.query_prefix,
            passage_prefix=model.passage_prefix,
            max_tokens=model.max_tokens,
        ),
    )
