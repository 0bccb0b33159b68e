from datetime import UTC, datetime

import pytest

from apps.uploads.parsing.base import ParseOptions, ParseReport, UnreadableExport
from apps.uploads.parsing.clock import LocalClock, from_epoch


def test_a_named_zone_is_applied_with_its_summer_time():
    report = ParseReport()
    clock = LocalClock(ParseOptions(timezone="Europe/Berlin"), report)
    assert clock.to_utc(datetime(2024, 1, 1, 12)) == datetime(2024, 1, 1, 11, tzinfo=UTC)
    assert clock.to_utc(datetime(2024, 7, 1, 12)) == datetime(2024, 7, 1, 10, tzinfo=UTC)
    assert report.warnings == []
    assert report.inferences["timezone"].source == "stated"


def test_without_a_zone_times_are_read_as_utc_and_warned_of_once():
    report = ParseReport()
    clock = LocalClock(ParseOptions(), report)
    assert clock.to_utc(datetime(2024, 1, 1, 12)) == datetime(2024, 1, 1, 12, tzinfo=UTC)
    clock.to_utc(datetime(2024, 1, 2, 12))
    assert len(report.warnings) == 1
    told = report.inferences["timezone"]
    assert (told.value, told.source, told.needs_input) == ("UTC", "assumed", False)


@pytest.mark.parametrize(("stated", "hour"), [("", 11), ("Asia/Tokyo", 3)])
def test_the_organization_s_zone_is_taken_where_none_is_stated(stated, hour):
    report = ParseReport()
    clock = LocalClock(ParseOptions(timezone=stated, default_timezone="Europe/Berlin"), report)
    assert clock.to_utc(datetime(2024, 1, 1, 12)).hour == hour
    told = report.inferences["timezone"]
    assert (told.source, "organization" in told.explanation) == (
        ("stated", False) if stated else ("assumed", True)
    )
    assert (told.needs_input, report.warnings) == (False, [])


def test_without_local_times_no_zone_is_told():
    report = ParseReport()
    LocalClock(ParseOptions(timezone="Europe/Berlin"), report)
    assert not report.inferences


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "\0", "a" * 5000])
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(UnreadableExport) as raised:
        LocalClock(ParseOptions(timezone=name), ParseReport())
    assert raised.value.code == "unknown_timezone"


@pytest.mark.parametrize(
    "number", [1_700_000_000, 1_700_000_000_000, 1_700_000_000_000_000, 1_700_000_000_000_000_000]
)
def test_unix_times_tell_their_unit_by_size(number):
    assert from_epoch(number) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("number", [0, 1, -1e18, 1e30, float("inf"), float("nan"), 99_999_999_999])
def test_numbers_that_are_no_times_are_none(number):
    assert from_epoch(number) is None
