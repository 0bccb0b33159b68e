import pytest
from milvus_lite.server_manager import server_manager_instance

from apps.search.models import IndexVersion
from apps.search.services.replicas import ReplicaSet
from apps.search.services.vector_engine import get_vector_engine

CHAT = "\n".join(f"2024-05-08 10:{minute:02d} ann: message {minute} about kernels" for minute in range(25))


@pytest.fixture
def milvus(settings, tmp_path):
    settings.VECTOR_ENGINE = "milvus"
    settings.MILVUS_URI = str(tmp_path / "vectors.db")
    yield get_vector_engine()._client
    get_vector_engine()._client.close()
    server_manager_instance.release_all()


def test_replicas_keep_their_vectors_where_the_setting_says(milvus, searchable, search_worker):
    searchable(CHAT)
    version = IndexVersion.objects.get()
    replica = search_worker.replicas.get(version)
    assert len(replica.dense) == replica.message_count > 0
    assert len(milvus.list_collections()) == 1
    search_worker.replicas.close()
    again = ReplicaSet("tests").catch_up(version)
    assert len(again.dense) == replica.message_count
    again.close()


def test_replicas_built_anew_leave_no_heap_of_collections(milvus, searchable, search_worker):
    searchable(CHAT)
    version = IndexVersion.objects.get()
    first = set(milvus.list_collections())
    search_worker.replicas.rebuild(version)
    search_worker.replicas.rebuild(version)
    left = set(milvus.list_collections())
    assert not first & left
    assert len(left) <= 2  # the one before the last goes when the next is made
    vectors = search_worker.replicas.get(version).dense
    assert len(vectors) == search_worker.replicas.get(version).message_count
