"""Which engine keeps the vectors of this process's replicas."""

from functools import cache

from django.conf import settings

from apps.search.indexing.vectors import VectorEngine


def get_vector_engine() -> VectorEngine:
    """Return the one that VECTOR_ENGINE names; connections to a server are shared by all replicas."""
    return _make(settings.VECTOR_ENGINE, settings.MILVUS_URI, settings.MILVUS_TOKEN)


@cache
def _make(name: str, uri: str, token: str) -> VectorEngine:
    if name == "milvus":
        from apps.search.indexing.vectors.milvus import MilvusEngine

        return MilvusEngine(uri, token)
    from apps.search.indexing.vectors.faiss_engine import FaissEngine

    return FaissEngine()
