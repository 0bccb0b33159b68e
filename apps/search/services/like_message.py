"""A message as a query: what it is searched by when others like it are wanted. Runs in the search worker."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from apps.search.embedding.base import Embedder, QueryEmbedding, normalise
from apps.search.indexing.base import IndexDamaged, ReplicaSpec, SegmentArrays
from apps.search.indexing.replica import Replica, View
from apps.search.models import IndexVersion
from apps.search.services.feed_replica import load_current
from apps.search.services.segment_store import read_segment
from apps.uploads.models import Message

MAX_TOKENS, MAX_WORDS = 48, 12
"""The rarest of the message: more cost time and say little."""
MAX_CHARACTERS = 4_000
"""Of the message, in which they are looked for."""
IN_AT_LEAST = 2
"""A word that no other message has cannot lead to one."""


@dataclass(frozen=True, slots=True)
class Example:
    """`query` is the message as it was embedded among its neighbours, `words` are its rarest ones."""

    query: QueryEmbedding
    words: str


class ExampleEmbedder:
    """An embedder that answers with the example, whatever the text; otherwise the one that embedded it."""

    def __init__(self, embedder: Embedder, example: Example) -> None:
        self._embedder, self._example = embedder, example

    def __getattr__(self, name: str) -> Any:
        return getattr(self._embedder, name)

    def embed_query(self, text: str) -> QueryEmbedding:
        return self._example.query


def load_example(
    version: IndexVersion, replica: Replica, embedder: Embedder, message_id: int
) -> Example | None:
    """Return the message as a query; None if the version does not hold it (an event, or gone by now)."""
    message = Message.objects.select_related("participant").filter(pk=message_id).first()
    arrays = None if message is None else _read_arrays(version, message, replica.spec)
    if arrays is None:
        return None
    (place,) = np.flatnonzero(arrays.ids == message_id)
    first, last = arrays.token_offsets[place : place + 2]
    own = slice(first + _count_speaker_tokens(embedder, message), last)
    kept = choose_tokens(arrays.token_ids[own], replica.view.token_counts)
    tokens = arrays.token_ids[own][kept]
    query = QueryEmbedding(
        vector=normalise(arrays.vectors[place]),
        token_vectors=replica.codec.restore(arrays.token_codes[own][kept]),
        token_ids=tuple(tokens.tolist()),
        tokens=embedder.spell(tokens) if len(tokens) else (),
    )
    return Example(query, choose_words(message.text, replica.view))


def _read_arrays(version: IndexVersion, message: Message, spec: ReplicaSpec) -> SegmentArrays | None:
    segment = version.segments.filter(
        conversation=message.conversation_id,
        first_sequence__lte=message.sequence,
        last_sequence__gte=message.sequence,
    ).first()
    if segment is None:
        return None
    try:
        arrays = read_segment(segment)
    except IndexDamaged:
        loaded = load_current(segment, spec)
        arrays = loaded and loaded.arrays
    return arrays if arrays is not None and message.pk in arrays.ids else None


def _count_speaker_tokens(embedder: Embedder, message: Message) -> int:
    """How many tokens of the message's passage name its speaker: others of theirs are no more like it."""
    if not embedder.gives_tokens or message.participant is None:
        return 0
    passage, text = embedder.tokenize([f"{message.participant.name}: {message.text}", message.text])
    return len(passage) - len(text)


def choose_tokens(token_ids: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Places of up to MAX_TOKENS different tokens, the rarest in the collection, in the order they stand in."""
    _, places = np.unique(token_ids, return_index=True)
    rarest = places[np.argsort(counts[token_ids[places]], kind="stable")]
    return np.sort(rarest[:MAX_TOKENS])


def choose_words(text: str, view: View) -> str:
    """Up to MAX_WORDS different words that other messages have too, the rarest first."""
    counts = {
        word: view.sparse.count_messages_with(word) for word in dict.fromkeys(text[:MAX_CHARACTERS].split())
    }
    shared = sorted((count, word) for word, count in counts.items() if count >= IN_AT_LEAST)
    return " ".join(word for _, word in shared[:MAX_WORDS])
