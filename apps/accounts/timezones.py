"""Time zones that people choose from."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError

UTC = "UTC"
REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
"""The rest of the zone database is aliases of old, such as `US/Eastern` and `GB-Eire`."""


def list_timezones(unset: str) -> list[tuple[str, object]]:
    """Return the choices of a select: none, labelled `unset`, UTC, then every place by region."""
    places = sorted(_list_places())
    groups = [
        (region, [(name, _place_label(name)) for name in places if name.startswith(f"{region}/")])
        for region in REGIONS
    ]
    return [("", unset), (UTC, UTC), *groups]


@cache
def _list_places() -> frozenset[str]:
    """Looked up once: it opens every file of the zone database."""
    return frozenset(name for name in available_timezones() if name.partition("/")[0] in REGIONS)


def _place_label(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


def validate_timezone(name: str) -> None:
    """Raises ValidationError unless it is one of those to choose from."""
    if name != UTC and name not in _list_places():
        raise ValidationError(
            "There is no time zone of that name. Use one such as Europe/Berlin, or UTC.", code="bad_timezone"
        )
