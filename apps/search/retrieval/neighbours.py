"""Messages said just before and after a candidate, as far as they are candidates themselves.

Only candidates: their scores are known already, and nothing outside the filters can lend its weight.
"""

from collections.abc import Mapping
from datetime import timedelta

import numpy as np

from apps.search.indexing.columns import Columns
from apps.search.indexing.moments import NO_TIME

SHARES = {-2: 0.5, -1: 0.5, 1: 0.25, 2: 0.25}
"""How much of what it says a neighbour so many messages away lends: those before set the topic, those after less."""

Places = Mapping[int, np.ndarray]
"""By distance, for each candidate the place of that neighbour among the candidates, int64; -1 where it is none."""


def find_neighbours(rows: np.ndarray, columns: Columns, *, gap: timedelta) -> Places:
    """Look for the neighbours of `rows`, ascending, within the conversation and the session.

    Rows applied together are those of one conversation in order. A silence longer than `gap` ends a session, and
    where the times are not known nothing tells that two messages belong together.
    """
    return {step: _find(rows, step, columns, gap // timedelta(microseconds=1)) for step in SHARES}


def _find(rows: np.ndarray, step: int, columns: Columns, gap_us: int) -> np.ndarray:
    places = np.searchsorted(rows, rows + step)
    places[places == len(rows)] = 0
    others = rows[places]
    sent, others_sent = columns.sent_at[rows], columns.sent_at[others]
    is_near = (
        (others == rows + step)
        & (columns.conversation[others] == columns.conversation[rows])
        & (sent != NO_TIME)
        & (others_sent != NO_TIME)
    )
    is_near[is_near] = np.abs(sent[is_near] - others_sent[is_near]) <= gap_us
    return np.where(is_near, places, -1)


def lend(matches: np.ndarray, neighbours: Places) -> np.ndarray:
    """Matches float32 (q, candidates) where each word that a message lacks comes in part from the nearest that has it.

    A fact is often said over several messages: the name in one, what happened in the next.
    """
    lent = matches.copy()
    for step, places in neighbours.items():
        near = np.flatnonzero(places >= 0)
        own, other = matches[:, near], matches[:, places[near]]
        lent[:, near] = np.maximum(lent[:, near], own + SHARES[step] * (other - own))
    return lent


def score_answers(
    scores: np.ndarray, asks: np.ndarray, participants: np.ndarray, neighbours: Places
) -> np.ndarray:
    """The best score of a question that somebody else asked just before, float32 (candidates,); 0 without one.

    `scores` 0 to 1; `asks` bool. An answer seldom repeats the words of its question.
    """
    answers = np.zeros(len(scores), np.float32)
    for step, places in neighbours.items():
        if step > 0:
            continue
        near = np.flatnonzero(places >= 0)
        before = places[near]
        answered = near[asks[before] & (participants[before] != participants[near])]
        answers[answered] = np.maximum(answers[answered], scores[places[answered]])
    return answers
