from datetime import UTC, datetime

import numpy as np

from apps.search.indexing.moments import NO_TIME, to_microseconds
from apps.search.retrieval.timing import mark_times
from apps.search.retrieval.understanding.time import find_periods

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MOMENTS = [
    datetime(2023, 5, 8, tzinfo=UTC),
    datetime(2023, 5, 8, 23, 59, tzinfo=UTC),
    None,
    datetime(2023, 5, 9, tzinfo=UTC),
    datetime(2024, 1, 1, tzinfo=UTC),
]
SENT_AT = np.array([to_microseconds(moment) for moment in MOMENTS])


def mark(text):
    return mark_times(find_periods(text, NOW), SENT_AT)


def test_messages_of_the_named_day_are_marked():
    times = mark("what was said on May 8?")
    assert times.days.tolist() == [True, True, False, False, False]
    assert times.stretches is None
    assert times.found == (True,)


def test_a_month_is_a_stretch_and_a_message_without_a_time_is_in_none():
    assert mark("in May").stretches.tolist() == [True, True, False, True, False]
    assert mark("before 2024").stretches.tolist() == [True, True, False, True, False]
    assert mark("in May").days is None


def test_a_time_in_which_nothing_was_sent_marks_nothing():
    times = mark("yesterday, or on May 9")
    assert times.days.tolist() == [False, False, False, True, False]
    assert times.found == (False, True)
    assert mark("yesterday").closest is None
    assert mark_times(find_periods("May 8", NOW), np.array([NO_TIME])).closest is None
