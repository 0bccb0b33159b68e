import numpy as np
import pytest

from apps.search.embedding.hashing import HashingEmbedder
from apps.search.embedding.late_chunking import embed_messages
from apps.search.segmentation.passage import PassageMessage
from apps.search.segmentation.windows import WindowSettings

WORDS = ["boot", "disk", "mount", "grub", "kernel", "panic", "sound", "card", "wifi", "driver"]


def chat(count: int) -> list[PassageMessage]:
    rng = np.random.default_rng(1)
    return [PassageMessage("ann", " ".join(rng.choice(WORDS, rng.integers(1, 9)))) for _ in range(count)]


def test_vectors_are_the_direction_of_the_mean_of_own_tokens():
    embedder = HashingEmbedder()
    messages = chat(3)
    result = embed_messages(embedder, messages, settings=WindowSettings(200, 0))
    stream = np.concatenate(embedder.tokenize([message.passage for message in messages]))
    (outputs,) = embedder.encode_windows([stream])
    first, last = result.offsets[1], result.offsets[2]
    mean = outputs[first:last].mean(axis=0)
    np.testing.assert_allclose(result.vectors[1], mean / np.linalg.norm(mean), atol=2e-3)
    assert np.array_equal(result.token_ids, stream)


def test_token_vectors_have_unit_length():
    result = embed_messages(HashingEmbedder(), chat(20))
    np.testing.assert_allclose(np.linalg.norm(result.token_vectors.astype(np.float32), axis=1), 1, atol=2e-3)


def test_a_message_is_read_with_what_came_before():
    said = PassageMessage("ann", "yes that one")
    settings = WindowSettings(20, 20)
    after_disk = embed_messages(
        HashingEmbedder(), [said], context=[PassageMessage("ben", "which disk")], settings=settings
    )
    after_card = embed_messages(
        HashingEmbedder(), [said], context=[PassageMessage("ben", "which card")], settings=settings
    )
    assert len(after_disk.vectors) == 1
    assert not np.array_equal(after_disk.token_vectors[0], after_card.token_vectors[0])


def test_batches_agree_with_one_go_away_from_their_edges():
    messages, settings = chat(400), WindowSettings(60, 20)
    whole = embed_messages(HashingEmbedder(), messages, settings=settings)
    second = embed_messages(HashingEmbedder(), messages[200:], context=messages[192:200], settings=settings)
    cosines = (whole.vectors[200:].astype(np.float32) * second.vectors).sum(axis=1)
    assert np.quantile(cosines, 0.1) > 0.99
    assert cosines.min() > 0.9


def test_an_empty_message_has_a_zero_vector_and_no_tokens():
    result = embed_messages(HashingEmbedder(), [PassageMessage("", ""), PassageMessage("", "disk")])
    assert result.offsets.tolist() == [0, 0, 1]
    assert not result.vectors[0].any()
    assert result.vectors[1].any()


def test_no_messages_give_empty_arrays():
    result = embed_messages(HashingEmbedder(), [])
    assert result.vectors.shape == result.token_vectors.shape == (0, 64)
    assert result.offsets.tolist() == [0]


def test_windows_longer_than_the_model_reads_are_refused():
    with pytest.raises(ValueError, match="fewer than a window"):
        embed_messages(HashingEmbedder(max_tokens=50), chat(1), settings=WindowSettings(40, 20))
