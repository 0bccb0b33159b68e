"""Ranking quality, by the conventions of trec_eval."""

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(ranking: Sequence[str], relevant: Mapping[str, float], cut: int = 10) -> float:
    """Normalised discounted cumulative gain of a ranking, best document first; the gain is the grade itself."""
    ideal = find_ideal(relevant, cut)
    return _dcg([relevant.get(document, 0.0) for document in ranking[:cut]]) / ideal if ideal else 0.0


def find_ideal(relevant: Mapping[str, float], cut: int = 10) -> float:
    """The discounted cumulative gain of the best ranking there could be."""
    return _dcg(sorted((grade for grade in relevant.values() if grade > 0), reverse=True)[:cut])


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))
