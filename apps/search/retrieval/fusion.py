"""One score out of several lists of evidence."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

_WEIGHTS_FILE = Path(__file__).parent.parent / "data" / "fusion.json"
SCALED = frozenset({"maxsim", "bm25", "dense", "dense_alone"})
"""Lists whose range depends on the query; the others count as they are."""


@lru_cache(maxsize=1)
def load_weights() -> Mapping[str, float]:
    """Weight by name of evidence."""
    return json.loads(_WEIGHTS_FILE.read_text(encoding="utf-8"))["weights"]


def scale(scores: np.ndarray) -> np.ndarray:
    """Map the lowest score to 0 and the highest to 1; all 0 if they are alike."""
    if not len(scores):
        return scores
    lowest, highest = scores.min(), scores.max()
    return (scores - lowest) / (highest - lowest) if highest > lowest else np.zeros_like(scores)


def fuse(evidence: Mapping[str, np.ndarray], weights: Mapping[str, float]) -> np.ndarray:
    """Weighted sum over the candidates, float32 (candidates,). Evidence without a weight is left out."""
    return np.sum(list(weigh(evidence, weights).values()), axis=0, dtype=np.float32)


def weigh(evidence: Mapping[str, np.ndarray], weights: Mapping[str, float]) -> dict[str, np.ndarray]:
    """What each kind of evidence with a weight adds to the score, float32 (candidates,) each."""
    return {
        name: weights[name] * (scale(scores) if name in SCALED else scores)
        for name, scores in evidence.items()
        if weights.get(name)
    }
