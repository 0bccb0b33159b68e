"""Times as the indexes keep them: whole microseconds since 1970."""

from datetime import UTC, datetime, timedelta

NO_TIME = -(2**63)
"""Stands for "the export gave no time"; earlier than anything."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_microseconds(moment: datetime | None) -> int:
    """An aware datetime, or None. Raises TypeError for a naive one."""
    return NO_TIME if moment is None else (moment - _EPOCH) // timedelta(microseconds=1)
