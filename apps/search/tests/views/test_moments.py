from datetime import UTC, datetime

from apps.search.views.moments import describe_clock, describe_moment

SENT_AT = datetime(2024, 3, 5, 22, 30, tzinfo=UTC)


def test_a_time_that_the_export_states_in_full_is_shown_in_utc():
    moment = describe_moment(SENT_AT)

    assert (moment.time, str(moment.day)) == ("22:30", "2024-03-05")
    assert moment.explanation == "5 March 2024, 22:30:00 UTC"
    assert moment.machine == "2024-03-05T22:30:00+00:00"
    assert describe_clock([None, moment], "") == "Times in UTC"


def test_an_exporters_own_clock_is_shown_and_said_to_be_that():
    moment = describe_moment(SENT_AT, "2024-03-05T22:30:00")

    assert moment.time == "22:30"
    assert "time zone was not stated" in moment.explanation
    assert moment.machine == "2024-03-05T22:30:00", "a time of unknown zone must not claim an offset"
    assert "no time zone was stated" in describe_clock([moment], "")


def test_a_stated_zone_is_named_and_its_day_is_the_one_that_counts():
    moment = describe_moment(SENT_AT, "2024-03-06T00:30:00", "Europe/Kyiv")

    assert (moment.time, str(moment.day)) == ("00:30", "2024-03-06")
    assert moment.explanation == "6 March 2024, 00:30:00 in Europe/Kyiv, 22:30 UTC"
    assert moment.machine == "2024-03-05T22:30:00+00:00"
    assert describe_clock([moment], "Europe/Kyiv") == "Times in Europe/Kyiv"


def test_no_time_is_no_moment():
    assert describe_moment(None) is None
    assert describe_clock([None], "") == ""


def test_a_clock_that_cannot_be_read_falls_back_to_utc():
    assert describe_moment(SENT_AT, "half past ten").time == "22:30"


def test_a_full_time_is_shown_in_the_zone_of_its_upload_winter_and_summer():
    """The last Sunday of March: at 1:00 UTC Berlin's clocks go from 2:00 to 3:00."""
    moment = describe_moment(datetime(2024, 3, 30, 23, 30, tzinfo=UTC), "", "Europe/Berlin")
    later = describe_moment(datetime(2024, 3, 31, 22, 30, tzinfo=UTC), "", "Europe/Berlin")

    assert (moment.time, str(moment.day)) == ("00:30", "2024-03-31")
    assert (later.time, str(later.day)) == ("00:30", "2024-04-01")
    assert later.explanation == "1 April 2024, 00:30:00 in Europe/Berlin, 22:30 UTC"
    assert later.machine == "2024-03-31T22:30:00+00:00"
    assert describe_clock([later], "Europe/Berlin") == "Times in Europe/Berlin"
