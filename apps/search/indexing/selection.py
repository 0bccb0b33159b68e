"""Parts of a segment: what is left of it once messages were deleted."""

import numpy as np

from .base import SegmentArrays


def take_messages(arrays: SegmentArrays, keep: np.ndarray) -> SegmentArrays:
    """Return the segment with only some of its messages; `keep` bool (n,)."""
    lengths = np.diff(arrays.token_offsets)
    tokens = np.repeat(keep, lengths)
    return SegmentArrays(
        sequences=arrays.sequences[keep],
        ids=arrays.ids[keep],
        vectors=arrays.vectors[keep],
        token_codes=arrays.token_codes[tokens],
        token_ids=arrays.token_ids[tokens],
        token_offsets=np.concatenate([[0], np.cumsum(lengths[keep])]).astype(np.int64),
    )
