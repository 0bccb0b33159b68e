"""Whether a model answers what its registry entry claims. What is found is kept with the entry."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import timezone

from apps.search.models import EmbeddingModel

if TYPE_CHECKING:
    from apps.search.embedding.base import Embedder

SAMPLE = "I left the passports on the kitchen table"
WINDOW_TOKENS = 64
UNIT_TOLERANCE = 1e-3


def check_embedder(model: EmbeddingModel, load: Callable[[EmbeddingModel], "Embedder"]) -> "Embedder":
    """Load a model, let it embed a message, and return it if all is as claimed.

    Raises ModelUnavailable and ModelRefused; the reason stands in the entry's `problem`.
    """
    from apps.search.embedding.base import ModelUnavailable

    try:
        embedder = load(model)
        try_out(model, embedder)
    except ModelUnavailable as error:
        note_check(model, str(error))
        raise
    note_check(model, "")
    return embedder


def note_check(model: EmbeddingModel, problem: str) -> None:
    model.problem, model.checked_at = problem, timezone.now()
    EmbeddingModel.objects.filter(pk=model.pk).update(problem=problem, checked_at=model.checked_at)


def try_out(model: EmbeddingModel, embedder: "Embedder") -> None:
    """Embed a message, which a model has to compile least for: raises ModelRefused for an answer that is not as
    claimed, ModelUnavailable for none.
    """
    import numpy as np

    from apps.search.embedding.base import ModelRefused
    from apps.search.embedding.late_chunking import embed_messages
    from apps.search.segmentation.passage import PassageMessage
    from apps.search.segmentation.windows import WindowSettings

    if embedder.dim != model.dim:
        raise ModelRefused(f"it claims {model.dim} dimensions and has {embedder.dim}")
    if embedder.max_tokens < 1:
        raise ModelRefused("it reads no token: its prefixes fill all that it takes")
    window = WindowSettings(new_tokens=min(WINDOW_TOKENS, embedder.max_tokens), context_tokens=0)
    vectors = embed_messages(embedder, [PassageMessage("Lena", SAMPLE)], settings=window).vectors
    if vectors.shape != (1, model.dim):
        raise ModelRefused(f"it claims {model.dim} dimensions and answers {vectors.shape[-1]}")
    length = float(np.linalg.norm(vectors.astype(np.float32)))
    if not abs(length - 1) <= UNIT_TOLERANCE:
        raise ModelRefused(f"its vectors should be of length 1; one is {length:.3g} long")
