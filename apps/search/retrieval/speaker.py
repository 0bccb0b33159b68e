"""Whether a message was written by somebody the question names."""

from collections.abc import Iterable

import numpy as np


def score_speaker(named: Iterable[frozenset[int]], participants: np.ndarray) -> np.ndarray:
    """1 where the message's participant is among those named, else 0, float32 (messages,)."""
    wanted = frozenset().union(*named)
    if not wanted:
        return np.zeros(len(participants), np.float32)
    return np.isin(participants, np.fromiter(wanted, np.int64)).astype(np.float32)
