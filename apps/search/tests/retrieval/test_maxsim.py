import math

import numpy as np
import pytest

from apps.search.retrieval.maxsim import score_maxsim, weigh_tokens
from apps.search.tests.indexing.builders import Builder, Said

SAID = [
    Said("ann", "grub does not boot"),
    Said("", ""),
    Said("ben", "no sound from the card"),
    Said("ann", "boot"),
]


@pytest.fixture
def builder(tmp_path):
    return Builder(tmp_path)


@pytest.fixture
def replica(builder):
    replica = builder.open()
    replica.apply_segment(1, *builder.segment(1, SAID))
    replica.commit()
    yield replica
    replica.close()


def test_weights_by_hand():
    counts = np.array([0, 3, 9])
    raw = [math.log(1 + 9 / 1), math.log(1 + 9 / 4), math.log(1 + 9 / 10)]
    assert weigh_tokens([0, 1, 2], counts, 9).tolist() == pytest.approx([w / sum(raw) for w in raw])


def slow_maxsim(query, row, view, codec):
    start = view.columns.token_end[row - 1] if row else 0
    tokens = codec.decode(np.array(view.token_codes[start : view.columns.token_end[row]]))
    weights = weigh_tokens(query.token_ids, view.token_counts, len(view.columns))
    total = 0.0
    for weight, wanted in zip(weights, codec.project(query.token_vectors), strict=True):
        total += weight * max((float(wanted @ token) for token in tokens), default=-1.0)
    return total


@pytest.mark.parametrize("rows", [[0, 1, 2, 3], [3, 0], [1], [2]])
def test_agrees_with_a_slow_loop(replica, builder, rows):
    query = builder.embedder.embed_query("why does the card not boot")
    scores = score_maxsim(query, np.array(rows), replica.view, replica.codec)
    expected = [slow_maxsim(query, row, replica.view, replica.codec) for row in rows]
    np.testing.assert_allclose(scores, expected, atol=1e-5)


def test_the_message_that_says_it_wins(replica, builder):
    query = builder.embedder.embed_query("sound card")
    assert score_maxsim(query, np.arange(4), replica.view, replica.codec).argmax() == 2
