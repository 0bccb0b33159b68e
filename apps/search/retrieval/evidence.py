"""Everything that speaks for a candidate, as one list of scores for each kind of evidence."""

import numpy as np

from apps.search.embedding.base import QueryEmbedding
from apps.search.indexing.replica import Replica, View

from .maxsim import score_maxsim
from .speaker import score_speaker


def gather_evidence(
    replica: Replica,
    view: View,
    query: QueryEmbedding,
    text: str,
    rows: np.ndarray,
    *,
    with_words: bool,
    named_days: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Scores by name of evidence, float32 (len(rows),) each, higher is better, as they are before scaling.

    `with_words` adds what the words give (`bm25`, `rare`) to what the meaning gives. `named_days` bool (rows of the
    view,), None if the query names no day.
    """
    evidence: dict[str, np.ndarray] = {}
    if with_words:
        evidence["bm25"] = view.sparse.score_rows(text, rows)
        evidence["rare"] = view.sparse.score_rare(text, rows)
    evidence["maxsim"] = score_maxsim(query, rows, view, replica.codec)
    evidence["speaker"] = score_speaker(replica, view, text, rows)
    if named_days is not None:
        evidence["date"] = named_days[rows].astype(np.float32)
    return evidence
