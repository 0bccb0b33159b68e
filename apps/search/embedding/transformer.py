"""An Embedder around any transformer: tokenizing, batching and pooling; the arithmetic is the backend's."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from tokenizers import Tokenizer

from .base import QueryEmbedding, normalise


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """What the model's own configuration files say. `pooling` is "mean" or "cls"."""

    name: str
    dim: int
    max_tokens_with_markers: int
    pooling: str
    query_prompt: str = ""
    passage_prompt: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids` and `mask` int64 (b, l), padded on the right; `places` tells which windows these are."""

    ids: np.ndarray
    mask: np.ndarray
    places: Sequence[int]


class Backend(Protocol):
    batch_size: int

    def run_windows(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, np.ndarray]]:
        """Token outputs (b, l, dim), float16 or float32, of every batch, in any order."""
        ...

    def run_query(self, batch: Batch) -> np.ndarray:
        """The same for one batch, as exactly as the model is meant, float32."""
        ...


class TransformerEmbedder:
    gives_tokens = True

    def __init__(self, description: ModelDescription, tokenizer: Tokenizer, backend: Backend) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.name = description.name
        self.dim = description.dim
        self.vocabulary_size = tokenizer.get_vocab_size(with_added_tokens=True)
        self._description, self._tokenizer, self._backend = description, tokenizer, backend
        self._head, self._tail = _find_markers(tokenizer)
        self._padding = tokenizer.token_to_id("[PAD]") or 0
        self._passage_head = [*self._head, *self._ids(description.passage_prompt)]
        self.max_tokens = description.max_tokens_with_markers - len(self._passage_head) - len(self._tail)

    def tokenize(self, texts: Sequence[str]) -> list[np.ndarray]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.array(encoding.ids, np.int32) for encoding in encodings]

    def spell(self, token_ids: Sequence[int]) -> tuple[str, ...]:
        return tuple(self._tokenizer.id_to_token(int(i)) for i in token_ids)

    def encode_windows(self, windows: Sequence[np.ndarray]) -> list[np.ndarray]:
        outputs: list[np.ndarray] = [np.zeros((0, self.dim), np.float32)] * len(windows)
        head = len(self._passage_head)
        for batch, output in self._backend.run_windows(self._batches(windows)):
            for row, place in enumerate(batch.places):
                outputs[place] = output[row, head : head + len(windows[place])].astype(np.float16)
        return outputs

    def embed_query(self, text: str) -> QueryEmbedding:
        prompt = self._ids(self._description.query_prompt)
        limit = self._description.max_tokens_with_markers - len(self._head) - len(self._tail) - len(prompt)
        ids = self._ids(text)[:limit]
        if not ids:
            raise ValueError("the query holds no word")
        head = [*self._head, *prompt]
        output = self._backend.run_query(self._pad([[*head, *ids, *self._tail]], [0]))[0]
        pooled = output[0] if self._description.pooling == "cls" else output.mean(axis=0)
        return QueryEmbedding(
            vector=normalise(pooled),
            token_vectors=normalise(output[len(head) : len(head) + len(ids)]),
            token_ids=tuple(ids),
            tokens=self.spell(ids),
        )

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=False).ids if text else []

    def _batches(self, windows: Sequence[np.ndarray]) -> Iterator[Batch]:
        """Windows of like length together, longest first, so that almost nothing is padding."""
        order = sorted(range(len(windows)), key=lambda place: -len(windows[place]))
        for first in range(0, len(order), self._backend.batch_size):
            places = order[first : first + self._backend.batch_size]
            yield self._pad(
                [[*self._passage_head, *windows[p].tolist(), *self._tail] for p in places], places
            )

    def _pad(self, rows: Sequence[Sequence[int]], places: Sequence[int]) -> Batch:
        ids = np.full((len(rows), max(map(len, rows))), self._padding, np.int64)
        mask = np.zeros_like(ids)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
            mask[index, : len(row)] = 1
        return Batch(ids, mask, places)


def _find_markers(tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """What the tokenizer puts before and after a text, such as [CLS] and [SEP]."""
    bare = tokenizer.encode("a", add_special_tokens=False).ids
    marked = tokenizer.encode("a", add_special_tokens=True).ids
    before = next(i for i in range(len(marked)) if marked[i : i + len(bare)] == bare)
    return marked[:before], marked[before + len(bare) :]
