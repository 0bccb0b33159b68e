from datetime import UTC, datetime

import numpy as np
import pytest

from apps.search.indexing.moments import NO_TIME, to_microseconds
from apps.search.retrieval.dates import find_periods
from apps.search.retrieval.timing import mark_named_days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("what did we say on March 17th?", [(3, 17, None)]),
        ("on 8 May, 2023 and on May 9, 2023", [(5, 8, 2023), (5, 9, 2023)]),
        ("the 3rd of June", [(6, 3, None)]),
        ("log of 2023-05-08", [(5, 8, 2023)]),
        ("Sept. 2", [(9, 2, None)]),
        ("in June", []),
        ("may 45", []),
        ("maybe 5 marching bands", []),
        ("2023-13-40", []),
        ("port 8080 may be open", []),
    ],
)
def test_named_days(text, days):
    assert [(p.first.month, p.first.day, p.first.year) for p in find_periods(text)] == days
    assert all(period.first == period.last for period in find_periods(text))


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("between March 21st and April 8th", [("2023-03-21", "2023-04-09"), ("2024-03-21", "2024-04-09")]),
        ("from Dec 30 to Jan 2", [("2023-12-30", "2024-01-03"), ("2024-12-30", "2025-01-03")]),
        ("February 29", [("2024-02-29", "2024-03-01")]),
        ("8 May 2020", [("2020-05-08", "2020-05-09")]),
        ("31 Dec 9999", []),
    ],
)
def test_intervals(text, intervals):
    (period,) = find_periods(text)
    found = [
        (start.date().isoformat(), end.date().isoformat()) for start, end in period.intervals(2023, 2024)
    ]
    assert found == intervals


def test_messages_of_the_named_day_are_marked():
    moments = [datetime(2023, 5, 8, 0, 0, tzinfo=UTC), datetime(2023, 5, 8, 23, 59, tzinfo=UTC), None]
    moments.append(datetime(2023, 5, 9, tzinfo=UTC))
    sent_at = np.array([to_microseconds(moment) for moment in moments])
    marked = mark_named_days("what was said on May 8?", sent_at)
    assert marked is not None
    assert marked.tolist() == [True, True, False, False]
    assert mark_named_days("no day here", sent_at) is None
    assert mark_named_days("May 8", np.array([NO_TIME])) is None
