"""How well each word of the query is answered somewhere in a message: late interaction.

Source: Khattab and Zaharia, "ColBERT", SIGIR 2020; here rare query tokens weigh more.
"""

from collections.abc import Sequence

import numpy as np

from apps.search.embedding.base import QueryEmbedding
from apps.search.embedding.codec import TokenCodec
from apps.search.indexing.replica import View


def weigh_tokens(token_ids: Sequence[int], token_counts: np.ndarray, messages: int) -> np.ndarray:
    """Rarity of query tokens, float32 (q,), summing to 1: log(1 + N / (1 + df)) over the collection's messages."""
    rarity = np.log1p(messages / (1.0 + token_counts[np.asarray(token_ids, np.int64)]))
    return (
        (rarity / rarity.sum()).astype(np.float32)
        if messages
        else np.full(len(rarity), 1 / len(rarity), np.float32)
    )


def score_maxsim(query: QueryEmbedding, rows: np.ndarray, view: View, codec: TokenCodec) -> np.ndarray:
    """Weighted MaxSim of rows, float32 (len(rows),), in -1..1; a message without tokens gets -1."""
    return weigh_query(query, view) @ find_matches(query, rows, view, codec)


def weigh_query(query: QueryEmbedding, view: View) -> np.ndarray:
    """Weights of the query's tokens in this collection, float32 (q,)."""
    return weigh_tokens(query.token_ids, view.token_counts, len(view.columns))


def find_matches(query: QueryEmbedding, rows: np.ndarray, view: View, codec: TokenCodec) -> np.ndarray:
    """The best similarity of each query token within each row, float32 (q, len(rows)); -1 without tokens."""
    ends = view.columns.token_end[rows]
    starts = np.where(rows > 0, view.columns.token_end[rows - 1], 0)
    codes = view.token_codes[_concatenate_ranges(starts, ends)]
    similarities = codec.match(query.token_vectors, codes)
    return _best_by_row(similarities, ends - starts)


def _best_by_row(similarities: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Maxima over runs of `lengths` columns of similarities (q, t), float32 (q, len(lengths)); -1 for empty runs."""
    best = np.full((len(similarities), len(lengths)), -1.0, np.float32)
    filled = np.flatnonzero(lengths)
    if len(filled):
        first = np.cumsum(lengths[filled]) - lengths[filled]
        best[:, filled] = np.maximum.reduceat(similarities, first, axis=1)
    return best


def _concatenate_ranges(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """[3, 7], [5, 8] gives [3, 4, 7]."""
    lengths = ends - starts
    shifts = starts - (np.cumsum(lengths) - lengths)
    return np.repeat(shifts, lengths) + np.arange(lengths.sum())
