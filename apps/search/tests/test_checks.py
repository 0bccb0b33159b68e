import pytest

from apps.search.checks import check_reranker, check_vector_engine


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        ({}, []),
        ({"RERANKER": "cross-encoder", "RERANKER_MODEL": ""}, ["search.E001"]),
        ({"RERANKER": "cross-encoder", "RERANKER_MODEL": "a/b"}, []),
        ({"RERANKER": "http", "RERANKER_URL": "ranker:8080"}, ["search.E002"]),
        ({"RERANKER": "http", "RERANKER_URL": "http://ranker:8080"}, []),
        ({"RERANKER": "cross-encoder", "RERANKER_MODEL": "a/b", "RERANKER_TIMEOUT_S": 6}, ["search.W001"]),
    ],
)
def test_a_reranker_that_cannot_work_is_reported(settings, values, ids):
    for name, value in values.items():
        setattr(settings, name, value)
    assert [problem.id for problem in check_reranker()] == ids


def test_milvus_without_its_package_is_reported(settings, monkeypatch):
    monkeypatch.setattr("apps.search.checks.find_spec", lambda name: None)
    assert check_vector_engine() == []
    settings.VECTOR_ENGINE = "milvus"
    assert [problem.id for problem in check_vector_engine()] == ["search.E003"]
