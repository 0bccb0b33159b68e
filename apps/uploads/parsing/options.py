"""What a parser is told about a unit: the name it goes by, and the readings that were stated or chosen for it."""

from collections.abc import Callable, Mapping
from datetime import date

from apps.uploads.parsing.base import NO_DAY, ParseOptions, Unit, UnreadableExport
from apps.uploads.parsing.clock import find_zone
from apps.uploads.parsing.dates import FIELDS
from apps.uploads.parsing.tree import Tree

CLOCKS = ("12", "24")
MAX_COLUMNS = 40
MAX_COLUMN_CHARS = 200


class BadChoice(Exception):
    """A reading that cannot be chosen; `code` is stable, the sentence says what can."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def name_unit(unit: Unit, tree: Tree) -> str:
    """Return `ParseOptions.filename` of a unit: a lone file's own name, else its path below the upload's name."""
    is_alone = unit.path == tree.name and len(tree.files) == 1
    return unit.path if is_alone else f"{tree.name}/{unit.path}"


def combine_options(filename: str, *choices: Mapping) -> ParseOptions:
    """Return the options of a unit from checked choices; later ones overrule earlier ones where they say something."""
    stated = {subject: value for chosen in choices for subject, value in chosen.items() if value}
    return ParseOptions(filename=filename, **stated)


def check_choices(given: Mapping[str, object]) -> dict:
    """Return the readings as `ParseOptions` takes them; an empty one means that nothing is stated. Raises BadChoice."""
    for subject in given:
        if subject not in CHECKS:
            raise BadChoice("unknown_choice", f"There is nothing to choose called {subject[:60]!r}.")
    return {subject: CHECKS[subject](value) if value else "" for subject, value in given.items()}


def _check_timezone(value: object) -> str:
    try:
        find_zone(str(value))
    except UnreadableExport:
        raise BadChoice(
            "bad_timezone", "timezone must be a name such as Europe/Berlin or America/New_York."
        ) from None
    return str(value)


def _check_date_order(value: object) -> str:
    if str(value) not in FIELDS:
        raise BadChoice("bad_date_order", "date_order must be dmy, mdy or ymd.")
    return str(value)


def _check_clock(value: object) -> str:
    if str(value) not in CLOCKS:
        raise BadChoice("bad_clock", "clock must be 12 or 24.")
    return str(value)


def _check_base_date(value: object) -> str:
    if value == NO_DAY:
        return NO_DAY
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise BadChoice("bad_base_date", "base_date must be a day such as 2024-01-31.") from None


def _check_columns(value: object) -> dict[str, str]:
    names = [name for pair in value.items() for name in pair] if isinstance(value, Mapping) else [None]
    is_short = len(names) <= 2 * MAX_COLUMNS
    if not is_short or not all(isinstance(name, str) and 0 < len(name) <= MAX_COLUMN_CHARS for name in names):
        raise BadChoice(
            "bad_columns",
            'columns must name the column of each role, such as {"sender": "From", "text": "Body"}.',
        )
    return dict(value)


CHECKS: dict[str, Callable[[object], object]] = {
    "timezone": _check_timezone,
    "date_order": _check_date_order,
    "clock": _check_clock,
    "base_date": _check_base_date,
    "columns": _check_columns,
}
"""By field of ParseOptions."""
