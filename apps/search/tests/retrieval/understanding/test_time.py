from datetime import UTC, datetime, timedelta, timezone

import pytest

from apps.search.retrieval.understanding.time import find_periods

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday


def read(text, now=NOW):
    """Spelling, label and the days of each interval, first and last included, in a collection of 2023 and 2024."""
    return [
        (
            text[period.start : period.end],
            period.label,
            [
                (a.date().isoformat(), (b - timedelta(days=1)).date().isoformat())
                for a, b in period.intervals(2023, 2024)
            ],
        )
        for period in find_periods(text, now)
    ]


@pytest.mark.parametrize(
    ("text", "named", "label", "intervals"),
    [
        ("on 8 May 2023?", "8 May 2023", "8 May 2023", [("2023-05-08", "2023-05-08")]),
        ("log of 2023-05-08", "2023-05-08", "8 May 2023", [("2023-05-08", "2023-05-08")]),
        ("am 8.5.2023", "8.5.2023", "8 May 2023", [("2023-05-08", "2023-05-08")]),
        ("February 29", "February 29", "29 February of any year", [("2024-02-29", "2024-02-29")]),
        ("who came in June 2023", "June 2023", "June 2023", [("2023-06-01", "2023-06-30")]),
        (
            "holidays in July?",
            "July",
            "July of any year",
            [("2023-07-01", "2023-07-31"), ("2024-07-01", "2024-07-31")],
        ),
        ("trips in 2023", "2023", "2023", [("2023-01-01", "2023-12-31")]),
        ("winter 2023", "winter 2023", "winter 2023", [("2023-12-01", "2024-02-29")]),
        ("Q2 2024 plans", "Q2 2024", "quarter 2 of 2024", [("2024-04-01", "2024-06-30")]),
        ("last summer", "last summer", "summer 2026", [("2026-06-01", "2026-08-31")]),
        ("last November", "last November", "November 2025", [("2025-11-01", "2025-11-30")]),
        ("this November", "this November", "November 2026", [("2026-11-01", "2026-11-30")]),
        ("seen yesterday", "yesterday", "19 November 2026", [("2026-11-19", "2026-11-19")]),
        ("said on Tuesday", "Tuesday", "17 November 2026", [("2026-11-17", "2026-11-17")]),
        ("last Friday", "last Friday", "13 November 2026", [("2026-11-13", "2026-11-13")]),
        ("two days ago", "two days ago", "18 November 2026", [("2026-11-18", "2026-11-18")]),
        ("3 months ago", "3 months ago", "August 2026", [("2026-08-01", "2026-08-31")]),
        (
            "two weeks ago",
            "two weeks ago",
            "3 November 2026 to 9 November 2026",
            [("2026-11-03", "2026-11-09")],
        ),
        (
            "a few days ago",
            "a few days ago",
            "14 November 2026 to 18 November 2026",
            [("2026-11-14", "2026-11-18")],
        ),
        ("last week", "last week", "9 November 2026 to 15 November 2026", [("2026-11-09", "2026-11-15")]),
        (
            "from Dec 30 to Jan 2",
            "Dec 30 to Jan 2",
            "30 December to 2 January of any year",
            [("2023-12-30", "2024-01-02"), ("2024-12-30", "2025-01-02")],
        ),
        (
            "between November and January 2024",
            "November and January 2024",
            "November to January 2024",
            [("2023-11-01", "2024-01-31")],
        ),
        ("since March", "since March", "since March 2026", [("2026-03-01", "9999-12-29")]),
        ("before 2021", "before 2021", "before 2021", [("0001-01-02", "2020-12-31")]),
        ("after 5 May 2023", "after 5 May 2023", "after 5 May 2023", [("2023-05-06", "9999-12-29")]),
        ("the weekend before 4 October 2023", "4 October 2023", "4 October 2023", [("2023-10-04", "2023-10-04")]),
    ],
)  # fmt: skip
def test_a_named_time(text, named, label, intervals):
    assert read(text) == [(named, label, intervals)]


@pytest.mark.parametrize(
    "text",
    [
        "may I march in?", "port 8080 may be open", "maybe 5 marching bands", "30 February", "2023-13-40",
        "April said hello to June", "in March's words", "spring boot", "version 2023", "next week",
        "this may be it",
    ],
)  # fmt: skip
def test_words_that_name_no_time(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "then", "long_ago"),
    [
        ("999 years ago", [("1027-01-01", "1027-12-31")], []),
        ("999 weeks ago", [("2007-09-25", "2007-10-01")], None),
        ("since 0001-01-01", [("0001-01-01", "9999-12-29")], [("0001-01-01", "9999-12-29")]),
    ],
)
def test_times_out_of_reach_do_no_harm(text, then, long_ago):
    """`long_ago`: asked in the year 1, from where there is no such time; None where none is understood at all."""
    assert [days for _, _, days in read(text)] == [then]
    asked_early = [days for _, _, days in read(text, datetime(1, 2, 3, tzinfo=UTC))]
    assert asked_early == ([] if long_ago is None else [long_ago])


def test_two_days_are_two_periods():
    assert [label for _, label, _ in read("on May 8 and on May 9, 2023")] == [
        "8 May of any year",
        "9 May 2023",
    ]


def test_days_begin_at_midnight_where_the_asker_is():
    tokyo = timezone(timedelta(hours=9))
    (period,) = find_periods("yesterday", datetime(2026, 11, 20, 3, tzinfo=tokyo))
    ((start, end),) = period.intervals(2026, 2026)
    assert (start, end) == (datetime(2026, 11, 18, 15, tzinfo=UTC), datetime(2026, 11, 19, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("was haben wir im Juni 2023 gesagt", "de", "June 2023"),
        ("was war am 3. Mai", "de", "3 May of any year"),
        ("qui est venu hier", "fr", "19 November 2026"),
        ("que dijo Ana en junio", "es", "June of any year"),
        ("wat was er vorige week", "nl", "10 November 2026 to 16 November 2026"),
    ],
)
def test_other_languages_that_people_write_here(text, language, label):
    assert [period.label for period in find_periods(text, NOW, ["en", language])] == [label]
    assert find_periods(text, NOW, ["en"]) == []


@pytest.mark.parametrize("text", ["so war das mit dem do", "wer hat den Schlüssel", "morgen um 3 am Bahnhof"])
def test_words_that_name_no_time_in_german(text):
    assert find_periods(text, NOW, ["de"]) == []
