"""Values that pass into a replica, and its errors."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np


class IndexDamaged(RuntimeError):
    """A stored file is missing or is not what its checksum promises: rebuild it from its source."""


class IndexBusy(RuntimeError):
    """Another process has this replica's folder open."""


@dataclass(frozen=True, slots=True)
class SegmentArrays:
    """One segment: n consecutive messages of one conversation, t tokens.

    sequences int64 (n,); ids int64 (n,), the message ids; vectors float16 (n, dim); token_codes uint8
    (t, code_size); token_ids int32 (t,); token_offsets int64 (n + 1,).
    """

    sequences: np.ndarray
    ids: np.ndarray
    vectors: np.ndarray
    token_codes: np.ndarray
    token_ids: np.ndarray
    token_offsets: np.ndarray


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What a replica needs of a message besides its vectors. `participant_id` 0 stands for nobody."""

    message_id: int
    participant_id: int
    sequence: int
    sent_at: datetime | None
    speaker: str
    text: str
    starts_session: bool = False
    is_edited: bool = False
    is_reply: bool = False
    attachment_types: tuple[str, ...] = ()
    """As `Attachment.type` of the parsers: image, video, audio, file or whatever else the export calls it."""
    has_reactions: bool = False


@dataclass(frozen=True, slots=True)
class SegmentRows:
    """The messages of a segment in the order of its arrays, with up to `ReplicaSpec.window_reach` neighbours of
    the same conversation on either side, so that their words can be found at the segment's edges as well.
    """

    conversation_id: int
    messages: Sequence[MessageRow]
    before: Sequence[MessageRow] = field(default_factory=tuple)
    after: Sequence[MessageRow] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class ReplicaSpec:
    """What a replica is built by. A change of any of these is another index version."""

    dim: int
    vocabulary_size: int
    language: str = "english"
    session_gap_hours: float = 4.0
    window_reach: int = 2
