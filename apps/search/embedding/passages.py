"""Vectors of messages from models that give one vector to a text and none to its tokens."""

from collections.abc import Sequence

import numpy as np

from apps.search.segmentation.passage import PassageMessage
from apps.search.segmentation.windows import WindowSettings, find_session_starts

from .base import MessageEmbeddings, PassageEmbedder

CONTEXT_REACH = 2
"""So many messages of the same session are read before each: "yes, that one" means little by itself."""


def embed_whole_messages(
    embedder: PassageEmbedder,
    messages: Sequence[PassageMessage],
    context: Sequence[PassageMessage],
    settings: WindowSettings,
) -> MessageEmbeddings:
    """Embed each message after the ones before it, a line each. There are no token vectors."""
    passages = write_passages([*context, *messages], settings.session_gap_hours)[len(context) :]
    return MessageEmbeddings(
        vectors=embedder.embed_passages(passages).astype(np.float16),
        token_vectors=np.zeros((0, embedder.dim), np.float16),
        token_ids=np.zeros(0, np.int32),
        offsets=np.zeros(len(messages) + 1, np.int64),
    )


def write_passages(messages: Sequence[PassageMessage], session_gap_hours: float) -> list[str]:
    """Return what is read of each message: `speaker: text`, its session's last lines before it."""
    starts = find_session_starts(messages, gap_hours=session_gap_hours)
    passages, session_start = [], 0
    for position, is_start in enumerate(starts):
        session_start = position if is_start else session_start
        first = max(session_start, position - CONTEXT_REACH)
        passages.append("\n".join(message.passage for message in messages[first : position + 1]))
    return passages
