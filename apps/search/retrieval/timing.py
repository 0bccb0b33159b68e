"""Whether a message was sent on a day the query names."""

from datetime import UTC, datetime

import numpy as np

from apps.search.indexing.moments import NO_TIME, to_microseconds

from .dates import find_periods


def mark_named_days(text: str, sent_at: np.ndarray) -> np.ndarray | None:
    """Bool (rows,) for times in microseconds since 1970; None if the query names no day."""
    periods = find_periods(text)
    known = sent_at[sent_at != NO_TIME]
    if not periods or not len(known):
        return None
    first_year, last_year = (_year_of(int(moment)) for moment in (known.min(), known.max()))
    marked = np.zeros(len(sent_at), np.bool_)
    for period in periods:
        for start, end in period.intervals(first_year, last_year):
            marked |= (sent_at >= to_microseconds(start)) & (sent_at < to_microseconds(end))
    return marked


def _year_of(microseconds: int) -> int:
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).year
