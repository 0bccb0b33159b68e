import numpy as np
import pytest

from apps.search.embedding.base import QueryEmbedding
from apps.search.retrieval.clock import Clock
from apps.search.retrieval.likes import collect_likes, is_around
from apps.search.retrieval.query import Filters, Mode, SearchRequest
from apps.search.tests.indexing.builders import Builder, Said

SOUND = [Said("ann", f"no sound from card {number}", number) for number in range(12)]
LUNCH = [Said("eve", "noodles for lunch", 0), Said("fay", "no sound from my card either", 1)]


@pytest.fixture(scope="module")
def builder(tmp_path_factory):
    return Builder(tmp_path_factory.mktemp("likes") / "replica")


@pytest.fixture(scope="module")
def replica(builder):
    """Messages 1 to 12 in conversation 1, 13 and 14 in conversation 2."""
    replica = builder.open()
    replica.apply_segment(1, *builder.segment(1, SOUND))
    replica.apply_segment(2, *builder.segment(2, LUNCH))
    replica.commit()
    yield replica
    replica.close()


def collect(replica, query, message_id, **options):
    request = SearchRequest("sound card", like=message_id, **options)
    return collect_likes(replica, replica.view, query, request, Clock())


def test_what_stands_around_is_near_in_the_conversation_only(replica):
    rows = np.arange(14)
    assert np.flatnonzero(is_around(2, replica.view, rows)).tolist() == list(range(10))
    assert np.flatnonzero(is_around(14, replica.view, rows)).tolist() == [12, 13]
    assert not is_around(99, replica.view, rows).any()


def test_everything_but_the_message_is_a_candidate(replica, builder):
    found = collect(replica, builder.embedder.embed_query("no sound"), 2)
    assert (found.rows + 1).tolist() == [1, *range(3, 15)]
    assert set(found.evidence) == {"maxsim", "dense", "elsewhere", "rare"}


def test_filters_hold(replica, builder):
    query = builder.embedder.embed_query("no sound")
    found = collect(replica, query, 2, filters=Filters(conversations=frozenset([2])))
    assert (found.rows + 1).tolist() == [13, 14]
    assert collect(replica, query, 2, filters=Filters(conversations=frozenset([9]))) is None


def test_a_model_without_tokens_compares_whole_messages(replica, builder):
    vector = builder.embedder.embed_query("no sound").vector
    query = QueryEmbedding(vector, np.zeros((0, len(vector)), np.float32), (), ())
    found = collect(replica, query, 2, mode=Mode.SEMANTIC)
    assert set(found.evidence) == {"dense_alone", "elsewhere"}
    assert len(found.rows) == 13
