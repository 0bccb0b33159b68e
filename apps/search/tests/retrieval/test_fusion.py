import numpy as np
import pytest

from apps.search.retrieval.fusion import SCALED, fuse, load_weights, scale


def test_scale_maps_lowest_to_0_and_highest_to_1():
    assert scale(np.array([2.0, 4.0, 3.0])).tolist() == [0.0, 1.0, 0.5]


def test_scores_that_are_alike_tell_nothing():
    assert scale(np.array([3.0, 3.0])).tolist() == [0.0, 0.0]
    assert len(scale(np.zeros(0))) == 0


def test_fusion_by_hand():
    evidence = {
        "maxsim": np.array([0.9, 0.5, 0.7]),  # 1, 0, .5
        "bm25": np.array([0.0, 8.0, 2.0]),  # 0, 1, .25
        "speaker": np.array([0.0, 1.0, 1.0]),  # as it is
        "unknown": np.array([9.0, 9.0, 0.0]),
    }
    fused = fuse(evidence, {"maxsim": 2.5, "bm25": 0.5, "speaker": 0.4})
    assert fused.tolist() == pytest.approx([2.5, 0.9, 1.775])


def test_the_shipped_weights_are_positive_and_led_by_words_in_context():
    weights = load_weights()
    assert min(weights.values()) > 0
    assert weights["maxsim"] == max(weights[name] for name in SCALED)
