"""What a second, closer look at the best candidates is: query and text are read together."""

import math
from collections.abc import Sequence
from typing import Protocol


class RerankFailed(RuntimeError):
    """No scores; the message says why."""


class RerankPaused(RerankFailed):
    """Nobody was asked: it failed lately."""


class Reranker(Protocol):
    name: str

    def score(self, query: str, texts: Sequence[str], *, deadline: float) -> list[float]:
        """How well each text answers the query, in the order given; higher is better, the range is the model's.

        `deadline` is a moment of `time.monotonic`, after which nobody waits any more. Raises RerankFailed.
        """
        ...


def check_scores(scores: Sequence[float], texts: Sequence[str]) -> list[float]:
    """Return the scores as floats. Raises RerankFailed unless there is a finite one for each text."""
    checked = [float(score) for score in scores]
    if len(checked) != len(texts):
        raise RerankFailed(f"{len(checked)} scores came back for {len(texts)} texts")
    if not all(map(math.isfinite, checked)):
        raise RerankFailed("a score is not a finite number")
    return checked
