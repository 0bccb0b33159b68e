import pytest

from apps.search.retrieval.query import RankedHit
from apps.search.retrieval.rank_fusion import fuse_ranks


def make_ranking(*ids: int, score: float = 1.0) -> list[RankedHit]:
    return [RankedHit(pk, score, {}) for pk in ids]


def test_scores_by_hand():
    fused = fuse_ranks([make_ranking(1, 2, score=900), make_ranking(2, 3)])
    assert [one.hit.message_id for one in fused] == [2, 1, 3]
    assert [one.hit.score for one in fused] == pytest.approx([1 / 62 + 1 / 61, 1 / 61, 1 / 62])
    assert [one.sources for one in fused] == [(0, 1), (0,), (1,)]


def test_a_message_is_shown_as_the_ranking_has_it_that_put_it_highest():
    first = [RankedHit(1, 9.0, {"from": 0}), RankedHit(2, 8.0, {"from": 0})]
    fused = {one.hit.message_id: one.hit for one in fuse_ranks([first, [RankedHit(2, 0.1, {"from": 1})]])}
    assert (fused[2].components, fused[1].components) == ({"from": 1}, {"from": 0})


def test_what_is_equal_stands_by_id():
    assert [one.hit.message_id for one in fuse_ranks([make_ranking(5), make_ranking(4)])] == [4, 5]
    assert fuse_ranks([[], []]) == []


def test_a_constant_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match="positive"):
        fuse_ranks([], rank_constant=0)
