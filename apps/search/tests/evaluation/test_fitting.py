import numpy as np
import pytest

from apps.search.evaluation.fitting import FOLDS, FittingSet, JudgedCandidates, cross_validate, fit, measure

NAMES = ["maxsim", "noise", "telling"]


def make_set(name, kind, telling, queries=40):
    """Each query has one relevant message among twenty: `telling` says which, `noise` is chance."""
    rng = np.random.default_rng(1)
    judged = []
    for number in range(queries):
        gains = np.zeros(20, np.float32)
        gains[rng.integers(20)] = 1
        evidence = {"maxsim": rng.random(20), "noise": rng.random(20), "telling": telling * gains}
        judged.append(JudgedCandidates(evidence, gains, 1.0, "all", f"chat-{number}"))
    return FittingSet(name, kind, judged, NAMES)


def test_ndcg_is_the_metrics_own():
    gains = np.array([0, 1, 1], np.float32)
    query = JudgedCandidates({"maxsim": np.array([0.9, 0.5, 0.1])}, gains, 1 + 1 / np.log2(3), "all", "c")
    one = FittingSet("s", "s", [query], ["maxsim"])
    (score,) = one.judge(one.combine({"maxsim": 1.0}))
    assert score == pytest.approx((1 / np.log2(3) + 1 / 2) / (1 + 1 / np.log2(3)))


def test_what_tells_gains_weight_and_noise_does_not():
    sets = [make_set("a", "a", 1.0), make_set("b", "b", 1.0)]
    start = {"maxsim": 1.0, "noise": 0.3, "telling": 0.05}
    weights = fit(sets, start, ["noise", "telling"])
    assert weights["telling"] > 0.3
    assert weights["maxsim"] == 1.0
    assert measure(sets, weights) > 0.95 > measure(sets, start)
    assert fit(sets, start, ["noise", "telling"]) == weights


def test_sets_of_one_kind_count_as_one():
    good, bad = make_set("good", "chat", 1.0), make_set("bad", "documents", 0.0)
    weights = {"maxsim": 0.0, "noise": 0.0, "telling": 1.0}
    alone = [measure([one], weights) for one in (good, bad)]
    assert measure([good, bad, bad, bad], weights) == pytest.approx(sum(alone) / 2)


def test_each_query_is_scored_by_the_weights_that_did_not_see_it():
    one = make_set("a", "a", 1.0)
    telling, misleading = (
        {"maxsim": 0.0, "noise": 0.0, "telling": 1.0},
        {"maxsim": 0.0, "noise": 0.0, "telling": -1.0},
    )
    by_fold = [telling] * (FOLDS - 1) + [misleading]
    in_last = (one.folds == FOLDS - 1).mean()
    assert 0 < in_last < 1
    assert cross_validate([one], by_fold) == {"a": pytest.approx(1 - in_last)}
