"""Everything that speaks for a candidate, as one list of scores for each kind of evidence.

| name | says |
|---|---|
| maxsim | how well each word is met in the message, or in part by a neighbour |
| dense | how near the message's vector is; `dense_alone` where the model gives no vectors of tokens |
| bm25, rare | which words stand in and around the message; the rare ones among them |
| speaker, date, period | who wrote it, and when, if the question names a person, a day or a longer time |
| answers, statement | that it follows a fitting question, and that it asks none itself |
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import numpy as np

from apps.search.embedding.base import QueryEmbedding
from apps.search.indexing.features import FEATURE_BITS
from apps.search.indexing.replica import Replica, View

from .beside import start_beside
from .conditions import Feature
from .fusion import scale
from .maxsim import find_matches, weigh_query
from .neighbours import Places, find_neighbours, lend, score_answers
from .speaker import score_speaker
from .timing import NamedTimes
from .understanding.question import Question

Evidence = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Nearest:
    """What the dense search found: rows, best first, with their dot products."""

    rows: np.ndarray
    scores: np.ndarray

    @classmethod
    def nothing(cls) -> Self:
        return cls(np.zeros(0, np.int64), np.zeros(0, np.float32))

    def spread(self, rows: np.ndarray) -> np.ndarray:
        """Scores of any rows, float32: one that was not found scores as the last that was, so is no worse known."""
        if not len(self.rows):
            return np.zeros(len(rows), np.float32)
        order = np.argsort(self.rows)
        places = order[np.minimum(np.searchsorted(self.rows, rows, sorter=order), len(order) - 1)]
        return np.where(self.rows[places] == rows, self.scores[places], self.scores.min()).astype(np.float32)


def gather_evidence(
    replica: Replica,
    view: View,
    query: QueryEmbedding,
    text: str,
    rows: np.ndarray,
    *,
    with_words: bool,
    nearest: Nearest,
    question: Question,
    times: NamedTimes,
) -> Evidence:
    """Scores by name of evidence, float32 (len(rows),) each, higher is better, as they are before scaling.

    `rows` ascend. `with_words` adds what the words give (`bm25`, `rare`) to what the meaning gives.
    """
    words = start_beside(_score_words, view, text, question, rows) if with_words else None
    neighbours = find_neighbours(rows, view.columns, gap=timedelta(hours=replica.spec.session_gap_hours))
    meaning = _score_meaning(replica, view, query, rows, neighbours, nearest)
    evidence = meaning | _score_turns(view, rows, next(iter(meaning.values())), neighbours)
    named = [people.participants for people, _ in question.people]
    evidence["speaker"] = score_speaker(named, view.columns.participant[rows])
    for name, mask in (("date", times.days), ("period", times.stretches)):
        if mask is not None:
            evidence[name] = mask[rows].astype(np.float32)
    return evidence if words is None else words.result() | evidence


def _score_words(view: View, text: str, question: Question, rows: np.ndarray) -> Evidence:
    return {
        "bm25": view.sparse.score_rows(text, rows),
        "rare": view.sparse.score_rare(question.leave_out_times(text), rows),
    }


def _score_meaning(
    replica: Replica,
    view: View,
    query: QueryEmbedding,
    rows: np.ndarray,
    neighbours: Places,
    nearest: Nearest,
) -> Evidence:
    """By words in context first of all; by whole messages where the model gives nothing finer."""
    if not len(query.token_ids) or not len(view.token_codes):
        return {"dense_alone": nearest.spread(rows)}
    matches = lend(find_matches(query, rows, view, replica.codec), neighbours)
    return {"maxsim": weigh_query(query, view) @ matches, "dense": nearest.spread(rows)}


def _score_turns(view: View, rows: np.ndarray, meaning: np.ndarray, neighbours: Places) -> Evidence:
    asks = (view.columns.features[rows] & FEATURE_BITS[Feature.QUESTION]) != 0
    return {
        "answers": score_answers(scale(meaning), asks, view.columns.participant[rows], neighbours),
        "statement": (~asks).astype(np.float32),
    }
