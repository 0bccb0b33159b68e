"""Weights of the evidence, fitted to judged collections that are unlike each other.

Coordinate ascent over a ladder of values: with so few weights it finds what finer methods find, every step can be
followed, and the same collections give the same weights.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from apps.search.retrieval.fusion import SCALED, scale

CUT = 10
FOLDS = 5
LADDER = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
LEAST_GAIN = 2e-4
"""A smaller one is no reason to move a weight."""
MAX_ROUNDS = 4
_DISCOUNTS = np.array([1 / log2(place + 2) for place in range(CUT)], np.float32)
_NOWHERE = -1e9

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class JudgedCandidates:
    """One query: lists of evidence over its candidates as the fusion scales them, and the gain of each candidate.

    `ideal` is the best discounted gain there could be, relevant messages that are no candidates counted in.
    """

    evidence: Mapping[str, np.ndarray]
    gains: np.ndarray
    ideal: float
    subset: str
    conversation: str


class FittingSet:
    """The queries of a collection as dense arrays: `evidence` (names, q, n), `gains` (q, n); n the most candidates."""

    def __init__(
        self, name: str, kind: str, queries: Sequence[JudgedCandidates], names: Sequence[str]
    ) -> None:
        """Sets of one `kind` count together as one."""
        self.name, self.kind = name, kind
        width = max(len(query.gains) for query in queries)
        self.evidence = np.zeros((len(names), len(queries), width), np.float32)
        self.gains = np.zeros((len(queries), width), np.float32)
        self.padding = np.full((len(queries), width), _NOWHERE, np.float32)
        for place, query in enumerate(queries):
            count = len(query.gains)
            for column, evidence in enumerate(names):
                self.evidence[column, place, :count] = query.evidence.get(evidence, 0)
            self.gains[place, :count], self.padding[place, :count] = query.gains, 0
        self.ideals = np.array([query.ideal for query in queries])
        self.subsets = np.array([query.subset for query in queries])
        self.folds = np.array([assign_fold(query.conversation) for query in queries])

    def combine(self, weights: Weights) -> np.ndarray:
        """What each candidate scores, (q, n)."""
        return np.tensordot(np.array(list(weights.values()), np.float32), self.evidence, 1) + self.padding

    def judge(self, scores: np.ndarray) -> np.ndarray:
        """NDCG@10 of each query, (q,), if candidates score so."""
        # Only the best few are sorted: this is called some thousand times.
        cut = min(CUT, scores.shape[1])
        best = np.argpartition(-scores, cut - 1, axis=1)[:, :cut]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        gains = np.take_along_axis(self.gains, np.take_along_axis(best, order, axis=1), axis=1)
        return gains @ _DISCOUNTS[:cut] / self.ideals

    def average(self, scores: np.ndarray, chosen: np.ndarray) -> float:
        """Plain mean over the subsets of the chosen queries, (q,) bool."""
        subsets = np.unique(self.subsets[chosen])
        return float(np.mean([scores[chosen & (self.subsets == subset)].mean() for subset in subsets]))


def assign_fold(conversation: str) -> int:
    """By what follows the last hyphen: collections cut from the same chats number them alike."""
    return zlib.crc32(conversation.rsplit("-", 1)[-1].encode()) % FOLDS


def scale_evidence(evidence: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """As `fuse` sees it before the weights."""
    return {name: scale(scores) if name in SCALED else scores for name, scores in evidence.items()}


def fit(
    sets: Sequence[FittingSet], start: Weights, free: Sequence[str], *, leave_out: int | None = None
) -> Weights:
    """Return the weights with those named in `free` moved to where the mean over kinds of sets is highest.

    `leave_out`: the fold whose queries are not looked at.
    """
    weights, columns = dict(start), list(start)
    totals = [one.combine(weights) for one in sets]
    best = _average(sets, totals, leave_out)
    for _ in range(MAX_ROUNDS):
        before = best
        for name in free:
            lists = [one.evidence[columns.index(name)] for one in sets]
            rest = [total - weights[name] * each for total, each in zip(totals, lists, strict=True)]
            for value in LADDER:
                tried = [total + value * each for total, each in zip(rest, lists, strict=True)]
                score = _average(sets, tried, leave_out)
                if score > best + LEAST_GAIN:
                    best, totals, weights[name] = score, tried, value
        if best == before:
            break
    return weights


def measure(sets: Sequence[FittingSet], weights: Weights) -> float:
    """Mean over kinds of the mean over their sets."""
    return _average(sets, [one.combine(weights) for one in sets], None)


def _average(sets: Sequence[FittingSet], totals: Sequence[np.ndarray], leave_out: int | None) -> float:
    by_kind: dict[str, list[float]] = {}
    for one, total in zip(sets, totals, strict=True):
        chosen = one.folds != leave_out
        if chosen.any():
            by_kind.setdefault(one.kind, []).append(one.average(one.judge(total), chosen))
    return float(np.mean([np.mean(scores) for scores in by_kind.values()]))


def cross_validate(sets: Sequence[FittingSet], by_fold: Sequence[Weights]) -> dict[str, float]:
    """Score by set, each query under the weights that were fitted without its fold, `by_fold` in order."""
    scores = {one.name: np.zeros(len(one.folds)) for one in sets}
    for fold, weights in enumerate(by_fold):
        for one in sets:
            inside = one.folds == fold
            scores[one.name][inside] = one.judge(one.combine(weights))[inside]
    return {one.name: one.average(scores[one.name], np.ones(len(one.folds), bool)) for one in sets}
