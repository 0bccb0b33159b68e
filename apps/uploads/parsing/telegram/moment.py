"""A time as an export gives it."""

from datetime import datetime
from typing import NamedTuple


class Moment(NamedTuple):
    """Aware UTC, and the exporter's local time where the export states no other; empty where unknown."""

    sent_at: datetime | None
    local_time: str


UNKNOWN = Moment(None, "")
