"""A cheap embedder for tests: numpy only, deterministic, and related texts really are closer."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from .base import QueryEmbedding, normalise

_WORD = re.compile(r"\w+|[^\w\s]")
_STEM_LENGTH = 5
"""Words that share this many first letters count as the same: "install" and "installing" meet."""
_NEIGHBOUR_SHARE = 0.25
_VOCABULARY_SIZE = 30_000


class HashingEmbedder:
    """Each word is a fixed random direction, bent a little towards its neighbours, as a real model's context does."""

    gives_tokens = True

    def __init__(self, dim: int = 64, max_tokens: int = 254) -> None:
        self.name = f"hashing-{dim}"
        self.dim = dim
        self.max_tokens = max_tokens
        self.vocabulary_size = _VOCABULARY_SIZE
        self._spelling: dict[int, str] = {}

    def tokenize(self, texts: Sequence[str]) -> list[np.ndarray]:
        return [np.array([self._number(word) for word in _split(text)], np.int32) for text in texts]

    def spell(self, token_ids: Sequence[int]) -> tuple[str, ...]:
        return tuple(self._spelling[int(i)] for i in token_ids)

    def encode_windows(self, windows: Sequence[np.ndarray]) -> list[np.ndarray]:
        return [self._encode(window) for window in windows]

    def embed_query(self, text: str) -> QueryEmbedding:
        (ids,) = self.tokenize([text])
        if not len(ids):
            raise ValueError("the query holds no word")
        outputs = self._encode(ids)
        return QueryEmbedding(
            vector=normalise(outputs.mean(axis=0)),
            token_vectors=normalise(outputs),
            token_ids=tuple(int(i) for i in ids),
            tokens=self.spell(ids),
        )

    def _number(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode(), digest_size=4).digest()
        number = int.from_bytes(digest, "little") % _VOCABULARY_SIZE
        self._spelling.setdefault(number, word)
        return number

    def _encode(self, ids: np.ndarray) -> np.ndarray:
        words = np.array([_direction(int(i), self.dim) for i in ids], np.float32).reshape(len(ids), self.dim)
        neighbours = np.zeros_like(words)
        neighbours[1:] += words[:-1]
        neighbours[:-1] += words[1:]
        return words + _NEIGHBOUR_SHARE * neighbours


def _split(text: str) -> list[str]:
    return [word[:_STEM_LENGTH] for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=_VOCABULARY_SIZE)
def _direction(number: int, dim: int) -> np.ndarray:
    direction = np.random.default_rng(number).standard_normal(dim).astype(np.float32)
    return direction / np.linalg.norm(direction)
