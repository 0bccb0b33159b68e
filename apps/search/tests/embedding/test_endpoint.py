"""Models behind an address, asked over a real connection."""

import numpy as np
import pytest

from apps.search.embedding.base import ModelRefused, ModelUnavailable
from apps.search.embedding.codec import codec_for
from apps.search.embedding.endpoint import EndpointEmbedder, EndpointModel, read_vectors
from apps.search.embedding.endpoint_client import EndpointClient
from apps.search.embedding.late_chunking import embed_messages
from apps.search.segmentation.passage import PassageMessage
from apps.search.tests.embedding.endpoint_server import Endpoint, serve


@pytest.fixture
def endpoint():
    with serve(Endpoint()) as served:
        yield served


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def embedder(endpoint, pauses) -> EndpointEmbedder:
    model = EndpointModel("small", dim=64, max_tokens=100, query_prefix="query: ", passage_prefix="passage: ")
    return EndpointEmbedder(
        model, EndpointClient(endpoint.address, "secret", timeout_s=0.5, pause=pauses.append)
    )


def test_vectors_come_in_the_order_of_the_texts(embedder, endpoint):
    texts = [f"message number {number}" for number in range(150)]
    together = embedder.embed_passages(texts)
    assert (together.shape, together.dtype) == ((150, 64), np.float32)
    assert np.allclose(together[77], embedder.embed_passages([texts[77]])[0], atol=1e-6)
    assert [len(body["input"]) for body in endpoint.bodies] == [64, 64, 22, 1]
    assert endpoint.bodies[0]["model"] == "small"
    assert set(endpoint.keys) == {"Bearer secret"}


def test_prefixes_differ_and_stay_on_long_texts(embedder, endpoint):
    embedder.embed_query("visa")
    embedder.embed_passages(["visa " * 1000])
    query, passage = (body["input"][0] for body in endpoint.bodies)
    assert query == "query: visa"
    assert passage.startswith("passage: ")
    assert len(passage) == len("passage: ") + 200


def test_lists_of_numbers_serve_where_base64_is_unknown(embedder, endpoint):
    encoded = embedder.embed_passages(["visa"])
    endpoint.knows_base64 = False
    assert np.allclose(embedder.embed_passages(["visa"]), encoded, atol=1e-6)
    embedder.embed_passages(["again"])
    assert "encoding_format" not in endpoint.bodies[-1]


@pytest.mark.parametrize("statuses", [[429], [500, 503], [502, 502, 502]])
def test_what_passes_is_tried_again(embedder, endpoint, pauses, statuses):
    endpoint.statuses = list(statuses)
    assert embedder.embed_passages(["visa"]).any()
    assert pauses == [0.5, 1, 2][: len(statuses)]


def test_the_server_says_how_long_to_wait(embedder, endpoint, pauses):
    endpoint.statuses, endpoint.retry_after = [429], "3"
    embedder.embed_passages(["visa"])
    endpoint.statuses, endpoint.retry_after = [429], "3000"
    embedder.embed_passages(["visa"])
    assert pauses == [3, 8]


def test_what_does_not_pass_is_an_error_sooner_for_a_query(embedder, endpoint):
    endpoint.statuses = [500] * 20
    with pytest.raises(ModelUnavailable, match=r"5 attempts.*status 500"):
        embedder.embed_passages(["visa"])
    with pytest.raises(ModelUnavailable, match="2 attempts"):
        embedder.embed_query("visa")


def test_a_server_that_is_too_slow_or_gone_is_an_error(embedder, endpoint):
    endpoint.delay_s = 1
    with pytest.raises(ModelUnavailable, match="ReadTimeout"):
        embedder.embed_query("visa")
    gone = EndpointClient("http://127.0.0.1:9", pause=lambda _s: None)
    with pytest.raises(ModelUnavailable, match="ConnectError"):
        gone.post({"input": []})


def test_a_refusal_is_not_asked_again(embedder, endpoint):
    endpoint.statuses = [401]
    with pytest.raises(ModelUnavailable, match=r"401.*not now"):
        embedder.embed_query("visa")
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize(
    ("answers", "reason"),
    [({"dim": 32}, "claims 64 dimensions and answers 32"), ({"length": 2.0}, "one is 2 long")],
)
def test_other_vectors_than_claimed_are_refused(embedder, endpoint, answers, reason):
    for name, value in answers.items():
        setattr(endpoint, name, value)
    with pytest.raises(ModelRefused, match=reason):
        embedder.embed_passages(["visa"])


@pytest.mark.parametrize(
    "answer",
    [{}, [], {"data": [{"index": 0}]}, {"data": []}, {"data": [{"index": 0, "embedding": "no base64!"}]}],
)
def test_answers_of_another_form_are_errors(answer):
    with pytest.raises(ModelUnavailable):
        read_vectors(answer, 1)


def test_messages_are_read_after_the_ones_before_them(embedder, endpoint):
    said = [
        PassageMessage(name, text) for name, text in zip("ABCD", ["one", "two", "three", "four"], strict=True)
    ]
    said[3] = PassageMessage("D", "four", starts_session=True)
    embeddings = embed_messages(embedder, said[1:], context=said[:1])
    assert endpoint.bodies[0]["input"] == [
        "passage: A: one\nB: two",
        "passage: A: one\nB: two\nC: three",
        "passage: D: four",
    ]
    assert (embeddings.vectors.shape, embeddings.vectors.dtype) == ((3, 64), np.float16)
    assert (len(embeddings.token_vectors), embeddings.offsets.tolist()) == (0, [0, 0, 0, 0])


def test_texts_without_a_word(embedder, endpoint):
    assert not embedder.embed_passages(["", "  "]).any()
    assert endpoint.bodies == []
    with pytest.raises(ValueError, match="no word"):
        embedder.embed_query("  ")


def test_a_codec_for_no_tokens(embedder):
    assert codec_for(embedder).encode(np.zeros((0, 64), np.float16)).shape == (0, 128)
