"""Messages like one message: by its own meaning and words alone, whatever stands around those it is compared with.

Its neighbours were read in one window with it and lie in its words' surroundings: ranked as for a question they would
come first, though they are shown with it anyway and may say something else.
"""

from collections.abc import Mapping

import numpy as np

from apps.search.embedding.base import QueryEmbedding
from apps.search.indexing.replica import Replica, View

from .candidates import find_words, merge, rank_dense
from .clock import Clock
from .collect import Candidates, size_pool
from .evidence import Evidence, Nearest
from .fusion import load_weights
from .maxsim import score_maxsim
from .query import Mode, SearchRequest

SURROUNDINGS = 8
"""Messages on either side of the one asked about: about what a window holds."""
ELSEWHERE_WEIGHT = 1.0
"""What being further away is worth, set by eye: less than being really alike, more than being of one window."""


def load_like_weights() -> Mapping[str, float]:
    return {**load_weights(), "elsewhere": ELSEWHERE_WEIGHT}


def collect_likes(
    replica: Replica, view: View, query: QueryEmbedding, request: SearchRequest, clock: Clock
) -> Candidates | None:
    """Return candidates to be like `request.like`, whose words are `request.text`; None if there are none."""
    is_hybrid = request.mode is Mode.HYBRID
    pool = size_pool(request)
    with clock.time("dense"):
        nearest = Nearest(*rank_dense(replica, view, query, pool, request.filters))
        rows = nearest.rows
    if is_hybrid:
        with clock.time("bm25"):
            rows = merge(rows, find_words(view, request.text, pool, request.filters))
    rows = np.unique(rows[view.columns.message[rows] != request.like])
    if not len(rows):
        return None
    with clock.time("evidence"):
        evidence = _compare(replica, view, query, rows, nearest)
        evidence["elsewhere"] = (~is_around(request.like, view, rows)).astype(np.float32)
        if is_hybrid:
            evidence["rare"] = view.sparse.score_rare(request.text, rows)
    return Candidates(query, rows, evidence, nearest, ())


def is_around(message_id: int, view: View, rows: np.ndarray) -> np.ndarray:
    """Which rows stand around the message, bool (rows,)."""
    columns = view.columns
    asked = np.flatnonzero(columns.message == message_id)
    if not len(asked):
        return np.zeros(len(rows), np.bool_)
    is_near = np.abs(columns.sequence[rows] - columns.sequence[asked[0]]) <= SURROUNDINGS
    return is_near & (columns.conversation[rows] == columns.conversation[asked[0]])


def _compare(
    replica: Replica, view: View, query: QueryEmbedding, rows: np.ndarray, nearest: Nearest
) -> Evidence:
    if not len(query.token_ids) or not len(view.token_codes):
        return {"dense_alone": nearest.spread(rows)}
    return {"maxsim": score_maxsim(query, rows, view, replica.codec), "dense": nearest.spread(rows)}
