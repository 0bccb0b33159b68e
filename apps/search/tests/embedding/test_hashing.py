import numpy as np
import pytest

from apps.search.embedding.base import count_tokens
from apps.search.embedding.hashing import HashingEmbedder


def test_related_texts_are_closer():
    embedder = HashingEmbedder()
    query, near, far = (
        embedder.embed_query(text).vector
        for text in (
            "how do I install the driver",
            "installing a driver for my card",
            "what is for lunch today",
        )
    )
    assert query @ near > query @ far + 0.2


def test_it_is_deterministic_across_instances():
    one, other = (HashingEmbedder().embed_query("mount the disk") for _ in range(2))
    assert np.array_equal(one.token_vectors, other.token_vectors)
    assert one.token_ids == other.token_ids


def test_token_vectors_have_unit_length():
    query = HashingEmbedder().embed_query("mount the disk")
    np.testing.assert_allclose(np.linalg.norm(query.token_vectors, axis=1), 1, rtol=1e-5)
    assert query.tokens == ("mount", "the", "disk")


def test_a_query_without_words_is_refused():
    with pytest.raises(ValueError, match="no word"):
        HashingEmbedder().embed_query("  ")


def test_count_tokens():
    assert count_tokens(HashingEmbedder(), ["", "one two, three"]) == [0, 4]
