"""Whether a query names a message's speaker."""

import numpy as np

from apps.search.indexing.replica import Replica, View


def score_speaker(replica: Replica, view: View, text: str, rows: np.ndarray) -> np.ndarray:
    """1 where the query names the row's speaker, else 0, float32 (len(rows),)."""
    named: set[int] = set()
    for word, participants in replica.speakers.find_named(text).items():
        if replica.speakers.is_name(participants, view.sparse.count_messages_with(word)):
            named |= participants
    if not named:
        return np.zeros(len(rows), np.float32)
    return np.isin(view.columns.participant[rows], np.fromiter(named, np.int64)).astype(np.float32)
