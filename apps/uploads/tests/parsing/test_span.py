from datetime import UTC, datetime, timedelta

import pytest

from apps.uploads.parsing.span import Span

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def make_span(*days: float) -> Span:
    span = Span()
    for day in days:
        span.add(NOON + timedelta(days=day), f"day {day:g}")
    return span


def test_nothing_has_no_ends_and_no_gaps():
    span = Span()
    assert (span.first, span.last, span.list_gaps()) == (None, None, [])


@pytest.mark.parametrize("days", [(0, 1, 9), (9, 1, 0), (1, 0, 9, 0.2, 8.9)])
def test_ends_are_found_in_any_order(days):
    span = make_span(*days)
    assert (span.first.local_time, span.last.local_time) == ("day 0", "day 9")


def test_ends_within_a_day_are_found_in_any_order():
    span = make_span(0.2, 0, 0.4, 0.1)
    assert (span.first.local_time, span.last.local_time) == ("day 0", "day 0.4")


def test_of_equal_times_the_first_is_kept():
    span = Span()
    span.add(NOON, "one")
    span.add(NOON, "two")
    assert span.first.local_time == span.last.local_time == "one"


def test_silences_of_more_than_a_week_longest_first():
    gaps = make_span(40, 0, 7, 15, 3, 30).list_gaps()
    assert [(gap.last_before.local_time, gap.first_after.local_time, gap.days) for gap in gaps] == [
        ("day 15", "day 30", 15),
        ("day 30", "day 40", 10),
        ("day 7", "day 15", 8),
    ]


def test_exactly_a_week_is_no_gap_and_a_minute_more_is_one():
    assert make_span(0, 7).list_gaps() == []
    assert len(make_span(0, 7 + 1 / 1440).list_gaps()) == 1
