"""Vectors of messages read in their conversation. See `segmentation/windows.py` for which tokens are read together."""

from collections.abc import Sequence

import numpy as np

from apps.search.segmentation.passage import PassageMessage
from apps.search.segmentation.windows import Window, WindowSettings, find_session_starts, plan_windows

from .base import Embedder, MessageEmbeddings, TokenEmbedder, normalise
from .passages import embed_whole_messages

CONTEXT_MESSAGES = 8
"""So many messages before a batch fill any sensible context."""


def embed_messages(
    embedder: Embedder,
    messages: Sequence[PassageMessage],
    *,
    context: Sequence[PassageMessage] = (),
    settings: WindowSettings | None = None,
) -> MessageEmbeddings:
    """Embed consecutive messages of one conversation; `context` are those just before, which get no vectors.

    A model that gives tokens no vectors reads each message by itself, see `passages.py`.

    A conversation may come in batches. Windows then begin anew at each batch, so near its edge a message may be
    read with other neighbours than in one go; everything else is the same.

    Raises ValueError if a window of `settings` is longer than the model reads.
    """
    settings = settings or WindowSettings()
    if not embedder.gives_tokens:
        return embed_whole_messages(embedder, messages, context, settings)
    if settings.new_tokens + settings.context_tokens > embedder.max_tokens:
        raise ValueError(f"{embedder.name} reads {embedder.max_tokens} tokens at once, fewer than a window")
    everything = [*context, *messages]
    ids = embedder.tokenize([message.passage for message in everything])
    starts = find_session_starts(everything, gap_hours=settings.session_gap_hours)
    windows = plan_windows([len(i) for i in ids], starts, settings, first=len(context))
    stream = np.concatenate([np.zeros(0, np.int32), *ids])
    skipped = sum(len(i) for i in ids[: len(context)])
    outputs = _encode_stream(embedder, stream, windows, skipped)
    offsets = np.cumsum([0, *(len(i) for i in ids[len(context) :])], dtype=np.int64)
    return MessageEmbeddings(
        vectors=normalise(_sum_by_message(outputs, offsets)).astype(np.float16),
        token_vectors=normalise(outputs).astype(np.float16),
        token_ids=stream[skipped:].astype(np.int32),
        offsets=offsets,
    )


def _encode_stream(
    embedder: TokenEmbedder, stream: np.ndarray, windows: Sequence[Window], skipped: int
) -> np.ndarray:
    """The model's output for each token after the first `skipped`, float32 (t, dim), not normalised yet."""
    encoded = embedder.encode_windows([stream[w.context_start : w.end] for w in windows])
    outputs = np.zeros((len(stream) - skipped, embedder.dim), np.float32)
    for window, output in zip(windows, encoded, strict=True):
        outputs[window.start - skipped : window.end - skipped] = output[window.start - window.context_start :]
    return outputs


def _sum_by_message(outputs: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Only the direction counts, so a sum serves for the mean."""
    sums = np.zeros((len(offsets) - 1, outputs.shape[1]), np.float32)
    filled = np.flatnonzero(np.diff(offsets))
    if len(filled):
        sums[filled] = np.add.reduceat(outputs, offsets[filled], axis=0)
    return sums
