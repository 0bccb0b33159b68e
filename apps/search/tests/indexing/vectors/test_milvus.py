import shutil

import numpy as np
import pytest
from pymilvus import MilvusException

from apps.search.indexing.base import IndexDamaged
from apps.search.indexing.replica import Replica
from apps.search.indexing.vectors import VectorsUnavailable, milvus_rows
from apps.search.indexing.vectors.milvus import MilvusEngine
from apps.search.retrieval.engine import search
from apps.search.retrieval.query import Mode, SearchRequest
from apps.search.tests.indexing.builders import Builder, Said

from .builders import DIM, add_in_steps, make_vectors, measure_recall

QUERY = make_vectors(1, seed=5)[0]


@pytest.fixture
def short_expressions(monkeypatch):
    monkeypatch.setattr(milvus_rows, "FEW_RANGES", 5)
    monkeypatch.setattr(milvus_rows, "MOST_RANGES", 5)
    monkeypatch.setattr(milvus_rows, "MOST_LISTED", 150)


def test_masks_as_expressions(short_expressions):
    assert milvus_rows.describe_mask(np.array([1, 1, 0, 0, 1], bool)) == (
        "(row >= 0 and row < 2) or (row >= 4 and row < 5)"
    )
    scattered = np.arange(600) % 2 == 0
    assert milvus_rows.describe_mask(scattered) is None
    assert milvus_rows.describe_mask(scattered[:20]) == "row in [0,2,4,6,8,10,12,14,16,18]"
    few_missing = np.ones(600, bool)
    few_missing[::90] = False
    assert milvus_rows.describe_mask(few_missing) == "row < 600 and not (row in [0,90,180,270,360,450,540])"
    assert "".join(milvus_rows.describe_in_parts(scattered)).count("row in") == 2


@pytest.mark.usefixtures("short_expressions")
def test_a_filter_too_long_for_an_expression_is_still_exact(milvus, tmp_path):
    rows = make_vectors(2000)
    index = milvus.create(tmp_path, DIM)
    add_in_steps(index, rows)
    scattered = np.random.default_rng(1).random(2000) < 0.4
    assert measure_recall(index, rows, scattered, queries=5) >= 0.98
    far = scattered & (rows @ QUERY < np.median(rows @ QUERY))
    found, scores = index.search(QUERY, 20, far)
    assert found.tolist() == np.flatnonzero(far)[np.argsort(-(rows @ QUERY)[far])[:20]].tolist()
    assert (np.diff(scores) <= 0).all()


def test_a_collection_that_is_gone_or_short_is_damage(milvus, tmp_path):
    index = milvus.create(tmp_path, DIM)
    add_in_steps(index, make_vectors(30))
    with pytest.raises(IndexDamaged, match="holds 30"):
        milvus.load(tmp_path, DIM, 31, index.save())
    with pytest.raises(IndexDamaged, match="no collection"):
        milvus.load(tmp_path / "elsewhere", DIM, 30, index.save())


def test_collections_of_folders_that_are_gone_are_dropped(milvus, tmp_path):
    def create(path: str) -> str:
        folder = tmp_path / path
        folder.mkdir(parents=True)
        return milvus.create(folder, DIM)._collection

    left, kept, elsewhere = create("worker/1/1"), create("worker/1/2"), create("other worker/1/1")
    shutil.rmtree(tmp_path / "worker/1/1")
    shutil.rmtree(tmp_path / "other worker/1/1")
    new = create("worker/2/1")
    collections = milvus._client.list_collections()
    assert left not in collections
    assert {kept, elsewhere, new} <= set(collections)


def test_a_server_that_is_away_is_told_in_a_sentence(tmp_path):
    engine = MilvusEngine("http://127.0.0.1:9", timeout_s=0.5)
    with pytest.raises(VectorsUnavailable, match="Milvus does not answer"):
        engine.create(tmp_path, DIM)


def test_a_replica_on_milvus_searches_restarts_and_is_not_read_by_another_engine(milvus, tmp_path):
    builder = Builder(tmp_path / "replica")

    def reopen() -> Replica:
        return Replica.open(builder.folder, builder.spec, builder.codec, milvus)

    replica = reopen()
    said = [Said("ann", "grub does not boot", 0), Said("ben", "no sound from my card", 1)]
    replica.apply_segment(3, *builder.segment(1, said))
    replica.snapshot()
    replica.apply_segment(4, *builder.segment(2, said))
    replica.close()
    replica = reopen()
    assert (replica.watermark, len(replica.dense)) == (3, 2)
    vector = builder.embedder.embed_query("sound card").vector
    assert replica.dense.search(vector, 1)[0].tolist() == [1]
    replica.close()
    with pytest.raises(IndexDamaged, match="another index version"):
        builder.open()


def test_without_the_server_words_still_find(milvus, tmp_path, monkeypatch):
    builder = Builder(tmp_path / "replica")
    replica = Replica.open(builder.folder, builder.spec, builder.codec, milvus)
    replica.apply_segment(1, *builder.segment(1, [Said("ann", "grub does not boot")]))
    replica.commit()

    def refuse(*_args, **_kwargs):
        raise MilvusException(message="connection refused")

    monkeypatch.setattr(milvus._client, "search", refuse)
    found = search(replica, builder.embedder, SearchRequest("boot"))
    assert [hit.message_id for hit in found.hits] == [1]
    assert found.degraded == ("vectors",)
    for request in (SearchRequest("boot", mode=Mode.SEMANTIC), SearchRequest("lunch")):
        with pytest.raises(VectorsUnavailable, match="connection refused"):
            search(replica, builder.embedder, request)
    replica.close()
