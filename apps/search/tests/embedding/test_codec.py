import hashlib

import numpy as np
import pytest

from apps.search.embedding import codec_training
from apps.search.embedding.base import normalise
from apps.search.embedding.codec import TokenCodec, codec_for
from apps.search.embedding.codec_training import fit_codec
from apps.search.embedding.hashing import HashingEmbedder
from apps.search.indexing.base import IndexDamaged


def clustered(count: int, dim: int = 96) -> np.ndarray:
    """Vectors around 300 centres, as token vectors lie around their words."""
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((300, dim))
    return normalise(centres[rng.integers(0, 300, count)] + 0.3 * rng.standard_normal((count, dim)))


@pytest.fixture(scope="module")
def fitted() -> TokenCodec:
    return fit_codec(clustered(12_000), parts=24, kept_dim=96)


def test_dot_products_survive(fitted):
    vectors, queries = clustered(500), clustered(20)
    approximate = fitted.project(queries) @ fitted.decode(fitted.encode(vectors)).T
    exact = queries @ vectors.T
    assert fitted.encode(vectors).shape == (500, 24)
    assert np.corrcoef(approximate.ravel(), exact.ravel())[0, 1] > 0.97


def test_decoded_rows_have_unit_length(fitted):
    lengths = np.linalg.norm(fitted.decode(fitted.encode(clustered(50))), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_matches_are_the_dot_products_of_what_is_decoded(fitted):
    vectors, queries = clustered(1200), clustered(7)
    for codec in (fitted, TokenCodec(vectors.shape[1])):
        codes = codec.encode(np.concatenate([vectors, np.zeros_like(vectors[:1])]))
        expected = codec.project(queries) @ codec.decode(codes).T
        np.testing.assert_allclose(codec.match(queries, codes), expected, atol=1e-5)


def test_restored_vectors_are_what_is_decoded(fitted):
    vectors = clustered(50)
    for codec in (fitted, TokenCodec(vectors.shape[1])):
        codes = codec.encode(vectors)
        np.testing.assert_allclose(codec.project(codec.restore(codes)), codec.decode(codes), atol=1e-4)


def test_plain_codec_keeps_half_precision():
    vectors = normalise(np.random.default_rng(2).standard_normal((9, 8)))
    codec = TokenCodec(8)
    assert codec.encode(vectors).shape == (9, codec.code_size)
    np.testing.assert_allclose(codec.decode(codec.encode(vectors)), vectors, atol=1e-3)


@pytest.mark.parametrize("make", [lambda fitted: fitted, lambda fitted: TokenCodec(96)])
def test_no_vectors_give_no_codes(fitted, make):
    codec = make(fitted)
    codes = codec.encode(np.zeros((0, 96), np.float32))
    assert codes.shape == (0, codec.code_size)
    assert len(codec.decode(codes)) == 0


def test_saved_and_loaded_it_encodes_alike(fitted, tmp_path):
    path = tmp_path / "codec.safetensors"
    sha256 = fitted.save(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    loaded = TokenCodec.load(path, sha256=sha256)
    vectors = clustered(100)
    assert np.array_equal(loaded.encode(vectors), fitted.encode(vectors))


def test_an_altered_file_is_refused(fitted, tmp_path):
    path = tmp_path / "codec.safetensors"
    sha256 = fitted.save(path)
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexDamaged):
        TokenCodec.load(path, sha256=sha256)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff" * 64])
def test_what_is_no_codec_is_refused(content):
    with pytest.raises(IndexDamaged):
        TokenCodec.from_bytes(content)


def test_a_small_model_keeps_its_vectors_whole():
    assert codec_for(HashingEmbedder(32)).code_size == 64


def test_a_model_without_a_codec_of_its_own_gets_one_fitted_to_the_sample_chats(monkeypatch, tmp_path):
    chats = codec_training._SAMPLE_CHATS.read_text().splitlines()
    (tmp_path / "few.txt").write_text("\n".join(chats[::5]))  # all of them take seconds
    monkeypatch.setattr(codec_training, "_SAMPLE_CHATS", tmp_path / "few.txt")
    monkeypatch.setattr(codec_training, "MIN_TOKENS", 2_000)
    embedder = HashingEmbedder(72)
    codec = codec_for(embedder)
    assert codec.code_size == 18
    (ids,) = embedder.tokenize(["shall we meet at the station at seven, or is eight better for you?"])
    (outputs,) = embedder.encode_windows([ids])
    tokens = normalise(outputs)
    kept = codec.project(tokens) @ codec.decode(codec.encode(tokens)).T
    assert np.corrcoef((tokens @ tokens.T).ravel(), kept.ravel())[0, 1] > 0.9


def test_too_few_vectors_are_refused():
    with pytest.raises(ValueError, match="too few"):
        fit_codec(clustered(100), parts=24)


def test_the_shipped_codec_packs_a_token_into_48_bytes():
    class Named(HashingEmbedder):
        name = "all-MiniLM-L6-v2"

        def __init__(self) -> None:
            self.dim = 384

    codec = codec_for(Named())
    assert (codec.dim, codec.code_size) == (384, 48)
    queries = normalise(np.random.default_rng(4).standard_normal((5, 384)))
    assert codec.project(queries).shape == (5, 192)
