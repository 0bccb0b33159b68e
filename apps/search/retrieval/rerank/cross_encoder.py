"""Reranking by any cross-encoder of sentence-transformers."""

import time
from collections.abc import Sequence
from pathlib import Path

from sentence_transformers import CrossEncoder

from .base import RerankFailed, check_scores

BATCH = 16
"""Texts between two looks at the clock."""


class CrossEncoderReranker:
    def __init__(self, model: str, *, cache_folder: Path) -> None:
        """Load a model by its name on the hub or by its folder.

        Raises RerankFailed if there is none, or one that tells classes and does not score.
        """
        try:
            self._model = CrossEncoder(model, cache_folder=str(cache_folder))
        except (OSError, ValueError, RuntimeError) as error:
            raise RerankFailed(f"the cross-encoder {model} cannot be loaded: {error}") from error
        if self._model.num_labels != 1:
            raise RerankFailed(f"{model} tells {self._model.num_labels} classes; a reranker gives one score")
        self.name = model

    def score(self, query: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        scores = [0.0] * len(texts)
        for first in range(0, len(order), BATCH):
            if time.monotonic() >= deadline:
                raise RerankFailed(f"only {first} of {len(texts)} texts were read in time")
            places = order[first : first + BATCH]
            pairs = [(query, texts[place]) for place in places]
            found = self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)
            for place, score in zip(places, found, strict=True):
                scores[place] = score
        return check_scores(scores, texts)
