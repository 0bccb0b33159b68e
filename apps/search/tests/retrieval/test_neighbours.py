from datetime import timedelta

import numpy as np
import pytest

from apps.search.indexing.columns import COLUMN_TYPES, Columns
from apps.search.indexing.moments import NO_TIME
from apps.search.retrieval.neighbours import find_neighbours, lend, score_answers

HOUR = 3_600_000_000


@pytest.fixture
def columns():
    """Rows 0 to 3 of one conversation, the last a day later, then 4 and 5 of another, 5 without a time."""
    count = 6
    values = {name: np.zeros(count, kind) for name, kind in COLUMN_TYPES.items()}
    values["conversation"] = np.array([1, 1, 1, 1, 2, 2])
    values["sent_at"] = np.array([0, 1, 2, 24, 24, 0]) * HOUR
    values["sent_at"][5] = NO_TIME
    return Columns(**values)


def test_neighbours_are_candidates_of_the_same_session(columns):
    places = find_neighbours(np.array([0, 2, 3, 4, 5]), columns, gap=timedelta(hours=4))
    assert places[2].tolist() == [1, -1, -1, -1, -1]
    assert places[-2].tolist() == [-1, 0, -1, -1, -1]
    assert places[1].tolist() == places[-1].tolist() == [-1] * 5


def test_a_longer_gap_joins_sessions_but_never_conversations(columns):
    places = find_neighbours(np.arange(6), columns, gap=timedelta(hours=48))
    assert places[1].tolist() == [1, 2, 3, -1, -1, -1]


def test_a_neighbour_lends_part_of_what_a_message_lacks():
    matches = np.array([[0.2, 0.8], [0.9, 0.1]], np.float32)
    neighbours = {-1: np.array([-1, 0]), 1: np.array([1, -1])}
    # The second takes half the way to .9 from before; the first a quarter of the way to .8 from after.
    assert lend(matches, neighbours) == pytest.approx(np.array([[0.35, 0.8], [0.9, 0.5]]))
    assert matches[0, 0] == np.float32(0.2)


def test_an_answer_has_the_score_of_the_question_that_another_asked_just_before():
    scores = np.array([0.9, 0.1, 0.2, 0.4], np.float32)
    asks = np.array([True, False, False, False])
    participants = np.array([1, 2, 1, 2])
    neighbours = {
        -2: np.array([-1, -1, 0, 1]),
        -1: np.array([-1, 0, 1, 2]),
        1: np.array([1, 2, 3, -1]),
        2: np.array([2, 3, -1, -1]),
    }
    assert score_answers(scores, asks, participants, neighbours) == pytest.approx([0, 0.9, 0, 0])
