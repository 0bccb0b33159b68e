"""Everything that speaks for a candidate, as one list of scores for each kind of evidence."""

import numpy as np

from apps.search.embedding.base import QueryEmbedding
from apps.search.indexing.replica import Replica, View

from .maxsim import score_maxsim
from .speaker import score_speaker
from .timing import NamedTimes
from .understanding.question import Question


def gather_evidence(
    replica: Replica,
    view: View,
    query: QueryEmbedding,
    text: str,
    rows: np.ndarray,
    *,
    with_words: bool,
    question: Question,
    times: NamedTimes,
) -> dict[str, np.ndarray]:
    """Scores by name of evidence, float32 (len(rows),) each, higher is better, as they are before scaling.

    `with_words` adds what the words give (`bm25`, `rare`) to what the meaning gives.
    """
    evidence: dict[str, np.ndarray] = {}
    if with_words:
        evidence["bm25"] = view.sparse.score_rows(text, rows)
        evidence["rare"] = view.sparse.score_rare(text, rows)
    evidence["maxsim"] = score_maxsim(query, rows, view, replica.codec)
    named = [people.participants for people, _ in question.people]
    evidence["speaker"] = score_speaker(named, view.columns.participant[rows])
    for name, mask in (("date", times.days), ("period", times.stretches)):
        if mask is not None:
            evidence[name] = mask[rows].astype(np.float32)
    return evidence
