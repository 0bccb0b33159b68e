"""When a message was sent, as people are shown it.

Exports that name no time zone show their own clock: that is the time people remember, so it is what we show, and
say so. All others are shown in the time zone of their upload, and in UTC where it has none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.formats import date_format

from apps.uploads.zones import get_zone


@dataclass(frozen=True, slots=True)
class Moment:
    """`clock` is naive: what a clock on the wall showed, the exporter's own one if `is_local`, else one that is set
    to the upload's time zone, or to UTC.

    `machine` is ISO 8601, with an offset only if it is known.
    """

    clock: datetime
    machine: str
    explanation: str
    is_local: bool = False

    @property
    def day(self) -> date:
        return self.clock.date()

    @property
    def time(self) -> str:
        return f"{self.clock:%H:%M}"


def describe_moment(sent_at: datetime | None, local_time: str = "", zone: str = "") -> Moment | None:
    """Return how to show a time; None where the export gives none. `zone` is the upload's (`Upload.zone`)."""
    local = _read_local(local_time)
    if local is not None and not zone:
        explanation = f"{_spell(local)}, as the export shows it; its time zone was not stated"
        return Moment(local, local.isoformat(), explanation, is_local=True)
    if sent_at is None:
        return None
    utc = sent_at.astimezone(UTC)
    if not zone:
        return Moment(utc.replace(tzinfo=None), utc.isoformat(), f"{_spell(utc)} UTC")
    shown = local or utc.astimezone(get_zone(zone)).replace(tzinfo=None)
    explanation = f"{_spell(shown)} in {zone}, {utc:%H:%M} UTC"
    return Moment(shown, utc.isoformat(), explanation, is_local=local is not None)


def describe_clock(moments: Iterable[Moment | None], zone: str) -> str:
    """Say once for many messages which clock their times are read from; nothing if none of them has a time."""
    first = next((moment for moment in moments if moment is not None), None)
    if first is None:
        return ""
    if zone:
        return f"Times in {zone}"
    return "Times as exported; no time zone was stated" if first.is_local else "Times in UTC"


def _read_local(local_time: str) -> datetime | None:
    try:
        return datetime.fromisoformat(local_time).replace(tzinfo=None) if local_time else None
    except ValueError:
        return None


def _spell(moment: datetime) -> str:
    return f"{date_format(moment, 'j F Y')}, {moment:%H:%M:%S}"
