"""Models behind an address that speaks OpenAI's form: `POST {base}/embeddings`.

TEI, Infinity, vLLM, Ollama, LM Studio and OpenAI itself answer it. Vectors come as base64 of little-endian float32
where the server knows that, else as lists of numbers.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .base import ModelRefused, ModelUnavailable, QueryEmbedding, normalise
from .endpoint_client import EndpointClient, EndpointRejected

CHARACTERS_PER_TOKEN = 2
"""Texts are cut before they are sent, by a careful guess: servers refuse what is too long instead of cutting it."""
BATCH_SIZE = 64
BAD_REQUEST = (400, 422)
UNIT_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class EndpointModel:
    """What the registry claims of a model behind an address: `name` is the server's own name for it."""

    name: str
    dim: int
    max_tokens: int
    query_prefix: str = ""
    passage_prefix: str = ""


class EndpointEmbedder:
    """Gives one vector to a text. What comes back is checked each time: a server may change its model unasked."""

    gives_tokens = False
    vocabulary_size = 1
    """Nothing is counted by token; one entry keeps the replica's arrays from being empty."""

    def __init__(self, model: EndpointModel, client: EndpointClient) -> None:
        self.name, self.dim, self.max_tokens = model.name, model.dim, model.max_tokens
        self._model, self._client = model, client
        self._encoding: str | None = "base64"

    def embed_query(self, text: str) -> QueryEmbedding:
        if not text.strip():
            raise ValueError("the query holds no word")
        (vector,) = self._embed([text], self._model.query_prefix, is_urgent=True)
        return QueryEmbedding(
            vector=vector, token_vectors=np.zeros((0, self.dim), np.float32), token_ids=(), tokens=()
        )

    def embed_passages(self, passages: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(passages), self.dim), np.float32)
        said = [place for place, passage in enumerate(passages) if passage.strip()]
        for places in _batches(said):
            vectors[places] = self._embed([passages[place] for place in places], self._model.passage_prefix)
        return vectors

    def _embed(self, texts: Sequence[str], prefix: str, *, is_urgent: bool = False) -> np.ndarray:
        """Float32 (n, dim). Raises ModelUnavailable if no answer comes, ModelRefused if it is not what is claimed."""
        longest = self.max_tokens * CHARACTERS_PER_TOKEN
        body = {"model": self.name, "input": [prefix + _cut(text, longest) for text in texts]}
        answer = self._post(body, is_urgent=is_urgent)
        return check_vectors(read_vectors(answer, len(texts)), self.dim)

    def _post(self, body: dict[str, Any], *, is_urgent: bool) -> Any:
        try:
            encoding = {"encoding_format": self._encoding} if self._encoding else {}
            return self._client.post(body | encoding, is_urgent=is_urgent)
        except EndpointRejected as rejected:
            if rejected.status not in BAD_REQUEST or self._encoding is None:
                raise
            self._encoding = None  # a server that knows no base64 says so like this
            return self._client.post(body, is_urgent=is_urgent)


def _batches(places: Sequence[int]) -> Iterator[list[int]]:
    for first in range(0, len(places), BATCH_SIZE):
        yield list(places[first : first + BATCH_SIZE])


def _cut(text: str, longest: int) -> str:
    """Keep the end: the message itself stands last, after what only lends it meaning."""
    return text[-longest:] if longest else text


def read_vectors(answer: Any, count: int) -> list[np.ndarray]:
    """Return the vectors in the order of the texts. Raises ModelUnavailable for an answer of another form."""
    try:
        rows = sorted(answer["data"], key=lambda row: row["index"])
        vectors = [_read_vector(row["embedding"]) for row in rows]
        places = [row["index"] for row in rows]
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise ModelUnavailable(f"the endpoint's answer has not the form of embeddings: {error}") from error
    if places != list(range(count)):
        raise ModelUnavailable(f"the endpoint answered {len(places)} vectors to {count} texts")
    return vectors


def _read_vector(value: str | list[float]) -> np.ndarray:
    if isinstance(value, str):
        return np.frombuffer(base64.b64decode(value, validate=True), "<f4").astype(np.float32)
    return np.array(value, np.float32)


def check_vectors(vectors: Sequence[np.ndarray], dim: int) -> np.ndarray:
    """Return float32 (n, dim) of unit length. Raises ModelRefused for another dimension, or another length."""
    found = next((vector.shape for vector in vectors if vector.shape != (dim,)), None)
    if found is not None:
        raise ModelRefused(f"it claims {dim} dimensions and answers {' × '.join(map(str, found)) or 'none'}")
    stacked = np.stack(vectors)
    lengths = np.linalg.norm(stacked, axis=1)
    wrong = lengths[~(np.abs(lengths - 1) <= UNIT_TOLERANCE)]
    if len(wrong):
        raise ModelRefused(f"its vectors should be of length 1; one is {wrong[0]:.3g} long")
    return normalise(stacked)
