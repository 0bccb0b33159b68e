"""What commands let people state about a file's reading."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from apps.uploads.parsing.dates import FIELDS
from apps.uploads.parsing.options import CHECKS, CLOCKS, BadChoice, check_choices


def add_choices(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--timezone", default="", help="time zone of the export's clock, such as Europe/Berlin"
    )
    parser.add_argument(
        "--date-order", default="", choices=("", *FIELDS), help="order of day, month and year"
    )
    parser.add_argument(
        "--clock", default="", choices=("", *CLOCKS), help="12 or 24 hours, where a log leaves it open"
    )
    parser.add_argument("--base-date", default="", help="day of the first message, such as 2024-01-31")
    parser.add_argument(
        "--column",
        dest="columns",
        action="append",
        default=[],
        metavar="ROLE=NAME",
        help="column of a table that holds a role, such as sender=From; once for each",
    )


def read_choices(options: dict) -> dict:
    """Return what was stated, checked. Raises CommandError."""
    given = {subject: options[subject] for subject in CHECKS if options[subject]}
    if "columns" in given:
        pairs = [pair.partition("=") for pair in given["columns"]]
        given["columns"] = {role: name for role, _, name in pairs}
    try:
        return check_choices(given)
    except BadChoice as bad:
        raise CommandError(bad.message) from bad
