"""What the rest of the product knows about an embedding model. Imports no model library."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np


class ModelUnavailable(RuntimeError):
    """The embedding model cannot be loaded or does not answer; the message says what to install or set."""


class ModelRefused(ModelUnavailable):
    """The model answers otherwise than it claims: nothing may be embedded with it. The message says how."""


@dataclass(frozen=True, slots=True)
class QueryEmbedding:
    """A query, encoded by itself.

    `vector` float32 (dim,) of unit length; `token_vectors` float32 (q, dim), each row of unit length, without
    the model's own markers; `token_ids` the q vocabulary numbers, by which rarity is looked up; `tokens` their
    spelling.
    """

    vector: np.ndarray
    token_vectors: np.ndarray
    token_ids: tuple[int, ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessageEmbeddings:
    """Contextual vectors of n messages holding t tokens in all, in the order given; no tokens from a PassageEmbedder.

    `vectors` float16 (n, dim) of unit length; `token_vectors` float16 (t, dim), rows of unit length;
    `token_ids` int32 (t,); message i owns the tokens `offsets[i]:offsets[i + 1]`, `offsets` int64 (n + 1,).
    A message without a single token has a zero vector and no tokens.
    """

    vectors: np.ndarray
    token_vectors: np.ndarray
    token_ids: np.ndarray
    offsets: np.ndarray


class Embedder(Protocol):
    """Turns messages and queries into vectors. One instance belongs to one thread at a time.

    A TokenEmbedder gives a vector to each token, a PassageEmbedder only one to a whole text: `gives_tokens` tells.
    """

    name: str
    dim: int
    max_tokens: int
    """Longest text the model takes, without its own markers ([CLS], [SEP])."""
    vocabulary_size: int
    gives_tokens: bool

    def embed_query(self, text: str) -> QueryEmbedding:
        """Raises ValueError for a text without a single token, ModelUnavailable if the model does not answer."""
        ...


class TokenEmbedder(Embedder, Protocol):
    def tokenize(self, texts: Sequence[str]) -> list[np.ndarray]:
        """Vocabulary numbers of each text, int32, uncut and without the model's markers."""
        ...

    def spell(self, token_ids: Sequence[int]) -> tuple[str, ...]:
        """How the vocabulary writes tokens that `tokenize` gave."""
        ...

    def encode_windows(self, windows: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Token outputs (len(window), dim), float16 or float32, not normalised, for windows of `tokenize`'s ids."""
        ...


class PassageEmbedder(Embedder, Protocol):
    def embed_passages(self, passages: Sequence[str]) -> np.ndarray:
        """Float32 (n, dim) in input order, rows of unit length. Raises ModelUnavailable."""
        ...


def count_tokens(embedder: TokenEmbedder, texts: Sequence[str]) -> list[int]:
    return [len(ids) for ids in embedder.tokenize(texts)]


def normalise(vectors: np.ndarray) -> np.ndarray:
    """Float32 rows of unit length; a zero row stays zero."""
    vectors = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
