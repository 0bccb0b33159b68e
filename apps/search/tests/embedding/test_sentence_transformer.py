"""The real model. Canonical values come from sentence-transformers' own `encode`, torch fp32."""

import numpy as np
import pytest
from django.conf import settings

from apps.search.embedding import sentence_transformer
from apps.search.embedding.base import ModelUnavailable
from apps.search.embedding.late_chunking import embed_messages
from apps.search.embedding.model_folder import describe_model, find_model_folder
from apps.search.embedding.options import LoadOptions
from apps.search.embedding.sentence_transformer import load_embedder
from apps.search.segmentation.passage import PassageMessage

TEXT = "That is a happy person"


def test_an_unknown_backend_is_refused(tmp_path):
    with pytest.raises(ValueError, match="not one of"):
        load_embedder("all-MiniLM-L6-v2", cache_folder=tmp_path, backend="abacus")


def test_an_unknown_model_is_a_clear_error(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelUnavailable, match="nobody/nothing"):
        load_embedder("nobody/nothing", cache_folder=tmp_path)


def test_a_folder_without_a_model_is_a_clear_error(tmp_path):
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match=r"modules\.json"):
        describe_model(tmp_path, "empty")


@pytest.mark.parametrize(
    ("backend", "device", "precision", "has_gpu", "chosen"),
    [
        ("auto", "auto", "auto", False, "openvino"),
        ("auto", "auto", "auto", True, "cuda"),
        ("auto", "cpu", "auto", True, "openvino"),
        ("torch", "auto", "fp32", False, "cpu"),
        ("torch", "cuda", "fp16", True, "cuda"),
        ("openvino", "auto", "int8", True, "openvino"),
    ],
)
def test_where_a_model_computes(monkeypatch, backend, device, precision, has_gpu, chosen):
    monkeypatch.setattr(sentence_transformer, "_has_gpu", lambda: has_gpu)
    options = LoadOptions(device=device, precision=precision)
    assert sentence_transformer.choose_backend(backend, options) == chosen


@pytest.mark.parametrize(
    ("backend", "device", "precision", "has_gpu", "reason"),
    [
        ("auto", "cuda", "auto", False, "there is none"),
        ("openvino", "cuda", "auto", True, "another backend"),
        ("auto", "auto", "fp16", False, "need a GPU"),
        ("torch", "cpu", "int8", True, "not in int8"),
        ("auto", "auto", "int8", True, "for the CPU"),
    ],
)
def test_what_cannot_be_had_is_refused(monkeypatch, backend, device, precision, has_gpu, reason):
    monkeypatch.setattr(sentence_transformer, "_has_gpu", lambda: has_gpu)
    with pytest.raises(ModelUnavailable, match=reason):
        sentence_transformer.choose_backend(backend, LoadOptions(device=device, precision=precision))


def test_unknown_devices_and_precisions():
    with pytest.raises(ValueError, match="device 'tpu'"):
        LoadOptions(device="tpu")
    with pytest.raises(ValueError, match="precision 'int1'"):
        LoadOptions(precision="int1")


@pytest.mark.model
def test_prefixes_and_a_shorter_reach_than_the_model_s_own(tmp_path):
    options = LoadOptions(query_prefix="search: ", passage_prefix="said: ", max_tokens=64)
    plain, prefixed = (
        load_embedder("all-MiniLM-L6-v2", cache_folder=tmp_path, backend="torch", options=each)
        for each in (None, options)
    )
    assert prefixed.max_tokens == 64 - 2 - len(plain.tokenize(["said:"])[0])
    query = prefixed.embed_query(TEXT)
    assert query.tokens == plain.embed_query(TEXT).tokens
    assert 0.5 < query.vector @ plain.embed_query(TEXT).vector < 0.9999


@pytest.mark.model
def test_the_bundled_model_describes_itself():
    description = describe_model(find_model_folder("all-MiniLM-L6-v2"), "all-MiniLM-L6-v2")
    assert (description.dim, description.max_tokens_with_markers, description.pooling) == (384, 256, "mean")


@pytest.fixture(scope="module", params=["openvino", "torch"])
def embedder(request):
    pytest.importorskip(request.param)
    return load_embedder("all-MiniLM-L6-v2", cache_folder=settings.MODEL_CACHE_DIR, backend=request.param)


@pytest.fixture(scope="module")
def canonical():
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(find_model_folder("all-MiniLM-L6-v2")), device="cpu")
    return model.encode([TEXT], normalize_embeddings=True)[0]


@pytest.mark.model
@pytest.mark.slow
def test_query_vectors_are_the_models_own(embedder, canonical):
    query = embedder.embed_query(TEXT)
    assert query.vector @ canonical > 0.9998
    assert query.tokens == ("that", "is", "a", "happy", "person")
    assert query.token_vectors.shape == (5, 384)


@pytest.mark.model
@pytest.mark.slow
def test_windows_of_unlike_lengths_come_back_in_their_places(embedder):
    long, short = embedder.tokenize(["a rather long text about mounting disks " * 5, "short"])
    both = embedder.encode_windows([short, long, short])
    (alone,) = embedder.encode_windows([long])
    assert [len(output) for output in both] == [len(short), len(long), len(short)]
    cosines = (both[1].astype(np.float32) * alone).sum(1) / (
        np.linalg.norm(both[1].astype(np.float32), axis=1) * np.linalg.norm(alone.astype(np.float32), axis=1)
    )
    assert cosines.min() > 0.98


@pytest.mark.model
@pytest.mark.slow
def test_a_message_alone_is_near_its_text(embedder, canonical):
    messages = [PassageMessage("", TEXT)]
    vector = embed_messages(embedder, messages).vectors[0].astype(np.float32)
    assert vector @ canonical > 0.9
