import pytest

from apps.uploads.tests.parsing.reading import read_text


@pytest.mark.parametrize(
    "stamp",
    [
        "[10:30] ",
        "[10:30:00] ",
        "10:30 ",
        "10:30:00 ",
        "2013-12-24T10:30:00  ",
        "2013-12-24 10:30:00\t",
        "[2013-12-24 10:30:00] ",
        "[24 Dec 10:30] ",
        "Dec 24 10:30:00 ",
        "rust 2013-12-24 [10:30:00] ",
    ],
)
def test_every_stamp_gives_nick_text_and_time(stamp):
    body = "ann\thi" if stamp.endswith("\t") else "<ann> hi"
    reading = read_text(f"{stamp}{body}\n{stamp}{body}\n", "chan_2013-12-24.log")
    assert reading.format == "irc"
    assert [(m.sender, m.text, m.local_time) for m in reading.messages] == [
        ("ann", "hi", "2013-12-24T10:30:00")
    ] * 2


def test_a_clock_that_jumps_back_has_passed_midnight():
    reading = read_text(
        "[22:00] <a> x\n[21:59] <a> late line\n[01:00] <a> y\n[23:00] <a> z\n[00:10] <a> !\n",
        "2013-12-30.log",
    )
    assert [time[5:16] for time in reading.local_times] == [
        "12-30T22:00",
        "12-30T21:59",
        "12-31T01:00",
        "12-31T23:00",
        "01-01T00:10",
    ]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (["12:18", "12:59", "01:00", "04:51"], ["00:18", "00:59", "01:00", "04:51"]),
        (["11:00", "11:59", "12:00", "12:59", "01:00"], ["11:00", "11:59", "12:00", "12:59", "13:00"]),
        (["09:00", "11:59", "00:01", "05:00"], ["09:00", "11:59", "12:01", "17:00"]),
        (["10:00", "11:00", "12:00", "12:30"], ["10:00", "11:00", "12:00", "12:30"]),
        (["11:59", "12:59", "13:00", "01:00"], ["11:59", "12:59", "13:00", "01:00"]),
    ],
)
def test_half_day_clocks_are_found_and_read_on(hours, expected):
    reading = read_text("".join(f"[{hour}] <a> x\n" for hour in hours), "2004-11-15.txt")
    assert [time[11:16] for time in reading.local_times] == expected
    is_half = expected != hours or hours[-1] == "04:51"
    assert any("without am or pm" in warning for warning in reading.report.warnings) == (
        is_half and "13:00" not in hours
    )


def test_a_log_without_date_keeps_its_messages_and_asks_for_one():
    reading = read_text("[10:30] <ann> hi\n", "channel.log")
    assert [(m.sent_at, m.local_time) for m in reading.messages] == [(None, "")]
    assert "file name" in reading.report.warnings[0]


def test_a_log_without_year_takes_it_from_the_file_name():
    text = "[31 Dec 23:59] <ann!a@b> +old\n[01 Jan 00:01] <ann!a@b> -new\n"
    assert read_text(text, "chan.log").messages[0].sent_at is None
    reading = read_text(text, "2009-12-31-chan.log")
    assert reading.local_times == ["2009-12-31T23:59:00", "2010-01-01T00:01:00"]
    assert reading.texts == ["old", "new"]


def test_stated_offsets_need_no_local_time():
    [message] = read_text("2024-01-01T10:00:00.5+02:00\tann\thi\n").messages
    assert message.sent_at.isoformat() == "2024-01-01T08:00:00.500000+00:00"
    assert message.local_time == ""


def test_lines_that_are_no_log_lines_are_listed():
    reading = read_text("[10:30] <ann> hi\ncontinued?\n[10:31] <bob> ho\n", "2013-12-24.log")
    assert reading.texts == ["hi", "ho"]
    assert [skip.position for skip in reading.report.skips] == [2]


@pytest.mark.parametrize(
    "stamp",
    ["0000-00-00T10:30:00  ", "9999-12-31T23:59:59  ", "2013-02-30T10:30:00  ", "2013-12-24T99:99:99  "],
)
def test_impossible_dates_keep_the_message(stamp):
    reading = read_text(f"2013-12-24T10:30:00  <ann> a\n{stamp}<ann> b\n", timezone="Asia/Tokyo")
    assert [(m.text, m.sent_at is None) for m in reading.messages] == [("a", False), ("b", True)]
    assert reading.report.skipped == 1
