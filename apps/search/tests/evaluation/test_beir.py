import json
from datetime import UTC, datetime

import pytest

from apps.search.evaluation.beir import NotADataset, read_dataset
from apps.search.evaluation.metrics import ndcg
from apps.search.evaluation.runs import Answer, LoadedDataset, run_queries, write_run
from apps.search.retrieval.query import Ranked, RankedHit


@pytest.fixture
def folder(tmp_path):
    def line(**fields):
        return json.dumps(fields) + "\n"

    chat = {"conv": "c1", "session": 1, "speaker": "Ann", "iso": "2023-05-08T13:56:00"}
    other = {"conv": "c1", "session": 2, "speaker": "Ben", "date_time": "01:56:04 AM on Monday 08 May, 2023"}
    (tmp_path / "corpus.jsonl").write_text(
        line(_id="a", title="Turn 1", text="hello", metadata=chat)
        + line(_id="b", title="Turn 2", text="there", metadata=chat)
        + line(_id="c", title="Turn 3", text="again", metadata=other)
        + line(_id="d", title="Wings", text="of planes")
    )
    (tmp_path / "queries.jsonl").write_text(
        line(_id="q1", text="who?", metadata={"conv": "c1"})
        + line(_id="q2", text="what?")
        + line(_id="q3", text="?")
    )
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\td\t2\n")
    return tmp_path


def test_documents_queries_and_judgements_are_read(folder):
    dataset = read_dataset(folder)
    assert [document.text for document in dataset.documents] == [
        "hello",
        "there",
        "again",
        "Wings\nof planes",
    ]
    assert [document.starts_session for document in dataset.documents] == [True, False, True, True]
    assert dataset.documents[0].sent_at == datetime(2023, 5, 8, 13, 56, tzinfo=UTC)
    assert dataset.documents[2].sent_at == datetime(2023, 5, 8, 1, 56, 4, tzinfo=UTC)
    assert [(query.id, query.conversation) for query in dataset.queries] == [
        ("q1", "c1"),
        ("q2", None),
        ("q3", None),
    ]
    assert [query.relevant for query in dataset.queries] == [{"a": 1.0}, {"d": 2.0}, {}]


def test_what_is_no_dataset_is_refused(tmp_path):
    with pytest.raises(NotADataset):
        read_dataset(tmp_path)


def test_queries_are_restricted_to_their_conversation_and_written_down(folder, tmp_path):
    asked = []

    def search(request):
        asked.append(request.filters.conversations)
        return Ranked((RankedHit(11, 1.5, {}), RankedHit(12, 0.5, {})), 2, {})

    loaded = LoadedDataset({"c1": 5}, {11: "a", 12: "b"})
    answers = list(run_queries(search, read_dataset(folder).queries, loaded))
    assert asked == [frozenset({5}), None, None]
    assert answers[0] == Answer("q1", (("a", 1.5), ("b", 0.5)))
    assert write_run(tmp_path / "run.tsv", answers) == 3
    assert (tmp_path / "run.tsv").read_text().splitlines()[0] == "q1\ta\t1.500000"


def test_ndcg_by_hand():
    # DCG = 0 + 2/log2(3) + 1/log2(4); ideal = 2 + 1/log2(3) + 1/log2(4), with a third relevant document unfound
    assert ndcg(["x", "a", "b"], {"a": 2, "b": 1, "z": 1}) == pytest.approx(0.562727, abs=1e-6)
    assert ndcg(["x"], {"a": 1}) == 0
    assert ndcg([f"x{i}" for i in range(10)] + ["a"], {"a": 1}) == 0
