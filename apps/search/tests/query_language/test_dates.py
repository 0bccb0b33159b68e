"""Days are those of the zone of `now`, on the days when its clocks change as well."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.search.query_language.dates import read_date

BERLIN, HAVANA, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Havana"), ZoneInfo("Asia/Kolkata")
SPRING = datetime(2026, 3, 29, 23, 30, tzinfo=UTC).astimezone(BERLIN)
"""30 March 1:30, the day after clocks went forward; in UTC it is still the 29th."""


@pytest.mark.parametrize(
    ("value", "first", "end"),
    [
        ("today", "2026-03-29T22:00", "2026-03-30T22:00"),
        ("yesterday", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("2d", "2026-03-27T23:00", "2026-03-30T22:00"),
        ("1m", "2026-02-27T23:00", "2026-03-30T22:00"),
        ("2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("2025-10-26", "2025-10-25T22:00", "2025-10-26T23:00"),
        ("2025-10", "2025-09-30T22:00", "2025-10-31T23:00"),
        ("2025", "2024-12-31T23:00", "2025-12-31T23:00"),
        ("last summer", "2025-05-31T22:00", "2025-08-31T22:00"),
        ("29 March 2026", "2026-03-28T23:00", "2026-03-29T22:00"),
    ],
)
def test_days_begin_and_end_at_midnight_there(value, first, end):
    ((start, until),) = read_date(value, SPRING).intervals
    assert (f"{start.astimezone(UTC):%FT%H:%M}", f"{until.astimezone(UTC):%FT%H:%M}") == (first, end)


def test_a_midnight_that_comes_twice_counts_the_first_time():
    """Havana's clocks go back from 1:00 to 0:00; it is the second half past midnight."""
    now = datetime(2025, 11, 2, 5, 30, tzinfo=UTC).astimezone(HAVANA)
    assert now.fold == 1
    start = read_date("today", now).start
    assert start.astimezone(UTC) == datetime(2025, 11, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "9999"])
def test_the_ends_of_the_calendar_are_no_error(value):
    ((start, until),) = read_date(value, SPRING.astimezone(KOLKATA)).intervals
    assert start < until
