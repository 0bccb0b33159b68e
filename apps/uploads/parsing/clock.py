"""From the clock an export shows to moments in UTC."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.uploads.parsing.base import Inference, ParseOptions, ParseReport, UnreadableExport

EARLIEST_YEAR = 1971
"""Chat logs reach back to the late 1980s; a moment in 1970 is a zero that was read as a time."""
LATEST_YEAR = 2200

DEFAULT_CONFIDENCE = 0.5
"""Most members of an organization live in one zone; the phone that exported a chat may have been elsewhere."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNITS_S = ((1e11, 1.0), (1e14, 1e-3), (1e17, 1e-6), (1e20, 1e-9))
"""Upper bound of a number, and the unit it is then taken for: s until the year 5138, ms, µs, ns."""


def is_plausible(moment: datetime) -> bool:
    return EARLIEST_YEAR <= moment.year <= LATEST_YEAR


class LocalClock:
    """Reads times that an export gives without zone; the first of them puts the zone it took into the report."""

    def __init__(self, options: ParseOptions, report: ParseReport) -> None:
        self._stated, self._default = options.timezone, options.default_timezone
        name = self._stated or self._default
        self._zone = find_zone(name) if name else UTC
        self._report = report
        self._is_reported = False

    def to_utc(self, local: datetime) -> datetime:
        """Return the aware UTC moment of a naive local time with a plausible year.

        An hour that the clock shows twice, when summer time ends, is read as its first showing.
        """
        if not self._is_reported:
            self._is_reported = True
            self._tell()
        moment = local.replace(tzinfo=self._zone)
        return moment if self._zone is UTC else moment.astimezone(UTC)

    def _tell(self) -> None:
        """A zone that nobody stated is no question that stops an import: every local time would ask it."""
        unsaid = "The export states no time zone; its times"
        if self._stated:
            explanation = f"{unsaid} are of {self._stated}, as stated for this upload."
            self._report.infer(Inference("timezone", self._stated, "stated", 1.0, explanation))
        elif self._default:
            explanation = (
                f"{unsaid} were read in {self._default}, which is assumed: it is the organization's time zone. "
                "Name another to correct them."
            )
            self._report.infer(
                Inference("timezone", self._default, "assumed", DEFAULT_CONFIDENCE, explanation)
            )
        else:
            assumed = f"{unsaid} were read as UTC. Name the time zone to correct them."
            self._report.infer(Inference("timezone", "UTC", "assumed", 0.0, assumed))
            self._report.warn(assumed)


def find_zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name. Raises UnreadableExport if there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnreadableExport(
            "unknown_timezone",
            f"There is no time zone named {name[:60]!r}. Use a name such as Europe/Berlin.",
        ) from None


def from_epoch(number: float) -> datetime | None:
    """Return the UTC moment of a Unix time in seconds, ms, µs or ns, told apart by size; None if implausible."""
    size = abs(number)
    unit_s = next((unit_s for bound, unit_s in UNITS_S if size < bound), None)
    if unit_s is None:
        return None
    try:
        moment = EPOCH + timedelta(microseconds=round(number * unit_s * 1e6))
    except OverflowError:
        return None
    return moment if is_plausible(moment) else None
