import pytest

from apps.uploads.parsing.base import UnreadableExport
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


def test_a_log_without_date_asks_for_the_day_of_its_first_line():
    text = "[10:30] <ann> hi\n[08:00] <bob> ho\n"
    reading = read_text(text, "channel.log")
    [question] = reading.report.questions
    assert (question.subject, [choice.value for choice in question.choices]) == ("base_date", ["unknown"])
    assert {(m.sent_at, m.local_time, m.precision) for m in reading.messages} == {(None, "", "")}

    reading = read_text(text, "channel.log", base_date="2013-12-31")
    assert reading.local_times == ["2013-12-31T10:30:00", "2014-01-01T08:00:00"]
    assert reading.messages[0].precision == "minute"
    assert reading.report.inferences["base_date"].source == "stated"

    reading = read_text(text, "channel.log", base_date="unknown")
    assert reading.local_times == ["", ""]
    assert not reading.report.questions


@pytest.mark.parametrize(
    ("stated", "code"), [({"base_date": "31.12.2013"}, "unknown_date"), ({"clock": "6"}, "unknown_clock")]
)
def test_what_cannot_be_stated_is_refused(stated, code):
    with pytest.raises(UnreadableExport) as raised:
        read_text("[10:30] <ann> hi\n", "channel.log", **stated)
    assert raised.value.code == code


def test_the_day_before_the_first_change_of_day_is_known():
    reading = read_text("23:59 < ann> x\n--- Day changed Wed Jan 01 2014\n00:01 < ann> y\n", "chan.log")
    assert reading.local_times == ["2013-12-31T23:59:00", "2014-01-01T00:01:00"]
    assert reading.report.inferences["base_date"].lines[0].position == 2


def test_what_the_log_says_counts_more_than_the_name_of_a_copy():
    text = "23:59 < ann> x\n--- Day changed Wed Jan 01 2014\n00:01 < ann> y\n"
    assert read_text(text, "backup-2024-05-06.log").local_times[0] == "2013-12-31T23:59:00"


def test_a_half_day_clock_shows_the_lines_that_tell_and_can_be_overruled():
    text = "[12:58] <a> x\n[12:59] <a> x\n[01:00] <a> x\n"
    clock = read_text(text, "2004-11-15.txt").report.inferences["clock"]
    assert (clock.value, [line.position for line in clock.lines]) == ("12", [2, 3])
    reading = read_text(text, "2004-11-15.txt", clock="24")
    assert reading.local_times[-1] == "2004-11-16T01:00:00"
    assert not any("without am or pm" in warning for warning in reading.report.warnings)


def test_only_nicks_that_spoke_are_mentioned():
    reading = read_text(
        "[10:30] <ann> bob: there?\n[10:31] <bob> Ann, yes\n[10:32] <ann> ann: me\n[10:33] * ann bob: !\n",
        "2013-12-24.log",
    )
    assert [m.mentions for m in reading.messages] == [(), ("ann",), (), ("bob",)]


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


def test_lines_without_stamps_are_read_without_times():
    reading = read_text("<ann> hi\n<@bob> ann: ho\n* ann waves\n*** cem has quit\n<ann> bye\n", "chat.txt")
    assert reading.format == "irc"
    assert [(m.kind, m.sender, m.text, m.sent_at) for m in reading.messages] == [
        ("message", "ann", "hi", None),
        ("message", "bob", "ann: ho", None),
        ("message", "ann", "waves", None),
        ("system", None, "cem has quit", None),
        ("message", "ann", "bye", None),
    ]
    assert not reading.report.questions


@pytest.mark.parametrize(
    "text", ["* one\n* two\n* three\n", "<p> one\n<b> two</b>\n<p> three\n", "<ann> hi\nsome\nother\nlines\n"]
)
def test_lists_and_web_pages_are_no_logs(text):
    assert read_text(text, "notes.txt").format != "irc"


@pytest.mark.parametrize("form", ["[{}] ", "{} "])
def test_stamps_may_tell_the_half_day(form):
    stamps = ("12:05AM", "11:59 am", "12:00 PM", "1:30:15pm")
    text = "".join(f"{form.format(stamp)}<ann> hi\n" for stamp in stamps)
    reading = read_text(text, "chan_2013-12-24.log")
    assert [time[11:] for time in reading.local_times] == ["00:05:00", "11:59:00", "12:00:00", "13:30:15"]
    assert "clock" not in reading.report.inferences
