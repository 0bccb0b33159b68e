"""Rows of the search app, as tests need them."""

from apps.search.models import EmbeddingModel, ModelSource


def make_model(name: str = "hashing-64", **values) -> EmbeddingModel:
    model, _ = EmbeddingModel.objects.get_or_create(
        name=name, defaults={"source": ModelSource.HASHING, "dim": 64, "max_tokens": 256, **values}
    )
    return model
