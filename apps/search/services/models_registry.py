"""The registry of embedding models. Light: whatever loads a model or reads its files is imported when it runs."""

import re

from django.conf import settings

from apps.search.models import EmbeddingModel, ModelSource

HUB_OWNER = "sentence-transformers/"
BUNDLED = "all-MiniLM-L6-v2"
HASHING = "hashing-64"
HASHING_DIM, HASHING_TOKENS = 64, 256


def name_default_model() -> str:
    """Return the registered name of the model that the settings name for organizations without an index."""
    return HASHING if settings.EMBEDDER == "hashing" else name_model(settings.EMBEDDING_MODEL)


def name_model(location: str) -> str:
    """Return a model's name or folder in the letters that may stand in an address."""
    bare = location.removeprefix(HUB_OWNER) if location.removeprefix(HUB_OWNER) == BUNDLED else location
    return re.sub(r"[^A-Za-z0-9._-]+", "-", bare).strip("-._")[:128] or "model"


def get_default_model() -> EmbeddingModel:
    """Return the settings' model, registered on first use. Raises ModelUnavailable if its files say nothing of it."""
    name = name_default_model()
    return EmbeddingModel.objects.filter(name=name).first() or _register_default(name)


def _register_default(name: str) -> EmbeddingModel:
    if settings.EMBEDDER == "hashing":
        claims = {"source": ModelSource.HASHING, "dim": HASHING_DIM, "max_tokens": HASHING_TOKENS}
    else:
        source, location = find_source(settings.EMBEDDING_MODEL)
        claims = {"source": source, "location": location, **read_claims(location)}
    return EmbeddingModel.objects.get_or_create(name=name, defaults=claims)[0]


def find_source(model: str) -> tuple[ModelSource, str]:
    """Return where a model of this name or folder comes from, and its location there."""
    if name_model(model) == BUNDLED:
        return ModelSource.BUNDLED, ""
    return (ModelSource.FOLDER if model.startswith(("/", ".")) else ModelSource.HUB), model


def read_claims(location: str, revision: str = "") -> dict[str, int]:
    """Return `dim` and `max_tokens` as the model's own files state them; no location is the bundled model.

    A model on the hub is downloaded for it. Raises ModelUnavailable.
    """
    from apps.search.embedding.model_folder import describe_model, find_model_folder

    description = describe_model(find_model_folder(location or BUNDLED, revision), location or BUNDLED)
    return {"dim": description.dim, "max_tokens": description.max_tokens_with_markers}
