"""The time zone that days are counted and times shown in: an organization's or an upload's, by its IANA name."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo


def get_zone(name: str) -> tzinfo:
    """Return the zone of a name that was checked when it was chosen; UTC for none."""
    return ZoneInfo(name) if name else UTC
