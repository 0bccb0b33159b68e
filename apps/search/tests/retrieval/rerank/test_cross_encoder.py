"""With a tiny model of its own, loaded and run for real."""

import time

import pytest

from apps.search.retrieval.rerank.base import RerankFailed
from apps.search.retrieval.rerank.cross_encoder import CrossEncoderReranker
from apps.search.tests.retrieval.rerank.tiny_cross_encoder import write_cross_encoder

QUERY = "where is the passport"
TEXTS = ["lena : the passport is in the kitchen", "hotel", "tom : airport", "the safe in the hotel is where"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


@pytest.fixture(scope="module")
def reranker(folder):
    return CrossEncoderReranker(str(folder), cache_folder=folder)


def score(reranker, texts):
    return reranker.score(QUERY, texts, deadline=time.monotonic() + 30)


def test_each_text_gets_the_score_that_the_model_gives_it_alone(reranker):
    scores = score(reranker, TEXTS)
    assert len(set(scores)) == len(TEXTS)
    assert scores == pytest.approx([score(reranker, [text])[0] for text in TEXTS], abs=1e-5)
    assert score(reranker, TEXTS[::-1]) == pytest.approx(scores[::-1], abs=1e-5)


def test_more_texts_than_a_batch(reranker):
    assert score(reranker, TEXTS * 10) == pytest.approx(score(reranker, TEXTS) * 10, abs=1e-5)


def test_it_stops_when_nobody_waits_any_more(reranker):
    with pytest.raises(RerankFailed, match="only 0 of 4"):
        reranker.score(QUERY, TEXTS, deadline=time.monotonic() - 1)


def test_a_model_that_is_none(tmp_path):
    with pytest.raises(RerankFailed, match="cannot be loaded"):
        CrossEncoderReranker(str(tmp_path / "nothing"), cache_folder=tmp_path)


def test_a_classifier_is_no_reranker(tmp_path):
    folder = write_cross_encoder(tmp_path / "classes", labels=3)
    with pytest.raises(RerankFailed, match="3 classes"):
        CrossEncoderReranker(str(folder), cache_folder=tmp_path)
