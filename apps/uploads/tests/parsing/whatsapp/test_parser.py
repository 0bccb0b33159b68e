from datetime import UTC, datetime

import pytest

from apps.uploads.parsing.base import ParseOptions, UnreadableExport
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.reading import read_bytes, read_text


def test_lines_without_header_continue_the_message():
    reading = read_text("13/01/24, 10:30 - Ann: one\n\n two \n14/01/24, 10:31 - Bob: three\n")
    assert reading.texts == ["one\n\n two", "three"]
    assert [message.source_ref for message in reading.messages] == ["line 1", "line 4"]


def test_a_pasted_chat_of_another_phone_stays_text():
    pasted = (
        "look:\n[1/13/24, 9:00:00 AM] Eve: old\n13.01.24, 10:30 - Eve: older\n13/01/2024, 10:30 - Eve: oldest"
    )
    reading = read_text(f"13/01/24, 10:30 - Ann: {pasted}\n14/01/24, 10:31 - Bob: ok\n")
    assert reading.texts == [pasted, "ok"]


def test_text_before_the_first_message_is_a_listed_skip():
    reading = read_text("Exported by me\n\n13/01/24, 10:30 - Ann: hi\n")
    assert reading.texts == ["hi"]
    assert (reading.report.skipped, reading.report.skips[0].position) == (1, 1)


def test_the_named_time_zone_is_applied_and_the_local_time_kept():
    [message] = read_text("13/07/24, 10:30 - Ann: hi\n", timezone="America/New_York").messages
    assert message.sent_at == datetime(2024, 7, 13, 14, 30, tzinfo=UTC)
    assert message.local_time == "2024-07-13T10:30:00"


def test_the_stated_date_order_rules():
    text = "03/04/24, 10:30 - Ann: hi\n"
    assert read_text(text).local_times == ["2024-04-03T10:30:00"]
    assert read_text(text, date_order="mdy").local_times == ["2024-03-04T10:30:00"]
    assert read_text(text, date_order="ymd").local_times == ["2003-04-24T10:30:00"]


def test_an_open_date_order_is_a_question():
    [question] = read_text("3/4/24, 10:30 - Ann: hi\n").report.questions
    assert (question.subject, question.lines[0].excerpt) == ("date_order", "3/4/24, 10:30 - Ann: hi")
    assert not read_text("13/4/24, 10:30 - Ann: hi\n").report.questions
    assert not read_text("3/4/24, 10:30 - Ann: hi\n", date_order="mdy").report.questions


@pytest.mark.parametrize(
    "header",
    [
        "3/4/24 10:30 -",
        "3/4/24, 10.30 -",
        "3/4/24, 10:30 p. m. -",
        "3-4-24, 10:30 -",
        "٣/٤/٢٤، ١٠:٣٠ -",
        "[3/4/24, 10:30:00 pm]",
    ],
)
def test_what_no_american_phone_writes_puts_the_day_first(header):
    reading = read_text(f"{header} Ann: hi\n")
    assert not reading.report.questions
    assert reading.local_times[0].startswith("2024-04-03")


def test_months_in_words_need_no_order():
    reading = read_text("3 Apr 2024, 24:05 - Ann: hi\n12 déc. 2024, 10:30 - Bob: hey\n")
    assert reading.local_times == ["2024-04-03T00:05:00", "2024-12-12T10:30:00"]
    assert not reading.report.questions


@pytest.mark.parametrize(
    "header",
    [
        "00/00/0000, 10:30",
        "31/12/9999, 23:59",
        "30/02/2024, 10:30",
        "01/01/0000, 00:00",
        "13/01/2024, 25:61",
        "99/99/2024, 99:99",
    ],
)
@pytest.mark.parametrize("timezone", ["", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_impossible_dates_keep_the_message_without_time(header, timezone):
    text = f"13/01/2024, 10:30 - Ann: before\n{header} - Bob: when?\n14/01/2024, 10:30 - Ann: after\n"
    reading = read_text(text, timezone=timezone)
    assert reading.texts == ["before", "when?", "after"]
    assert [message.sent_at is None for message in reading.messages] == [False, True, False]
    assert [(skip.position, "kept without it" in skip.reason) for skip in reading.report.skips] == [(2, True)]


def test_lines_out_of_order_keep_the_files_order():
    reading = read_text("14/01/24, 10:30 - Ann: late\n13/01/24, 10:30 - Bob: early\n")
    assert reading.texts == ["late", "early"]


def test_a_megabyte_in_one_line_is_cut_and_what_follows_is_read():
    reading = read_text(f"13/01/24, 10:30 - Ann: {'x' * 1_000_000}\n13/01/24, 10:31 - Bob: after\n")
    assert [len(text) for text in reading.texts] == [65_536 - len("13/01/24, 10:30 - Ann: "), 5]
    assert reading.report.skipped == 1


def test_a_message_of_a_million_lines_is_bounded():
    reading = read_text(
        "13/01/24, 10:30 - Ann: go\n" + "line\n" * 1_000_000 + "13/01/24, 10:31 - Bob: after\n"
    )
    assert reading.texts[1] == "after"
    assert len(reading.texts[0]) < 300_000
    assert reading.report.skipped > 900_000
    assert len(reading.report.skips) == 50


def test_mixed_encodings_and_nul_bytes_lose_no_message():
    data = "14/01/2024, 10:30 - Jörg: grün\n".encode() + b"13/01/2024, 10:31 - J\xf6rg: gr\xfcn\0\n"
    reading = read_bytes(data)
    assert [(message.sender, message.text) for message in reading.messages] == [("Jörg", "grün")] * 2
    assert len(reading.report.warnings) == 3


def test_a_file_without_messages_says_so():
    with pytest.raises(UnreadableExport):
        read_text("\n\n\n")


def test_a_chat_is_named_by_its_file_and_the_group_announces_without_author():
    text = (
        "[13/01/24, 10:30:00] Club: \u200eMessages and calls are end-to-end encrypted.\n"
        "[13/01/24, 10:30:01] Club: \u200eAnn zmieniła opis grupy\n"
        "[13/01/24, 10:31:00] Ann: \u200eobrazu nie dołączono\n"
        "[13/01/24, 10:32:00] Ann: Club: open?\n"
    )
    reading = read_text(text, "WhatsApp Chat - Club.zip/_chat.txt")
    assert [(message.kind, message.sender) for message in reading.messages] == [
        ("system", None),
        ("system", None),
        ("message", "Ann"),
        ("message", "Ann"),
    ]
    assert {message.conversation for message in reading.messages} == {"Club"}


def test_what_people_write_about_joining_and_leaving_is_theirs():
    lines = [
        "Eve left the group, she said",
        "I added Bob, he removed me",
        "this message was deleted by whom?",
        "Signal is end-to-end encrypted too",
        "You changed: the topic",
    ]
    text = "".join(f"[13/01/24, 10:30:{second:02d}] Ann: {line}\n" for second, line in enumerate(lines))
    reading = read_text(text)
    assert reading.texts == lines
    assert {message.kind for message in reading.messages} == {"message"}


def test_mentions_and_numbers_are_known():
    reading = read_text(
        "[13/01/24, 10:30:00] \u202a+49 151 2345678\u202c: hi\n"
        "[13/01/24, 10:31:00] Ann: @\u2068~\u00a0Zoë\u2069 and\n@\u2068Bob\u2069, ask @491512345678 or @4915199999999\n"
        "[13/01/24, 10:32:00] Ann: mail a@1234567890.org\n"
    )
    assert [message.sender_ref for message in reading.messages] == ["+491512345678", "", ""]
    assert [message.mentions for message in reading.messages] == [
        (),
        ("~ Zoë", "Bob", "+49 151 2345678", "+4915199999999"),
        (),
    ]
    assert reading.texts[1] == "@~\u00a0Zoë and\n@Bob, ask @491512345678 or @4915199999999"


def test_calls_and_polls_are_kinds_of_their_own():
    reading = read_text(
        "13/01/24, 10:30 - Missed voice call\n"
        "13/01/24, 10:31 - Ann: POLL:\nPizza?\nOPTION: yes (2 votes)\nOPTION: no (0 votes)\n"
        "13/01/24, 10:32 - Ann: Missed voice call\n"
    )
    assert [(message.kind, message.sender) for message in reading.messages] == [
        ("call", None),
        ("poll", "Ann"),
        ("message", "Ann"),
    ]
    assert reading.texts[1].endswith("OPTION: no (0 votes)")


def test_times_tell_how_exact_they_are_and_the_report_how_the_format_was_known():
    minutes = read_text("13/01/24, 10:30 - Ann: hi\n")
    seconds = read_text("[13/01/24, 10:30:05] Ann: hi\n")
    assert (minutes.messages[0].precision, seconds.messages[0].precision) == ("minute", "second")
    assert seconds.report.recognised_by.endswith("[13/01/24, 10:30:05]")


@pytest.mark.parametrize(
    ("header", "order"),
    [("24. 1. 5. 오후 3:20", "ymd"), ("24年1月5日 下午3:20", "ymd"), ("05.01.24, 15:20", "dmy")],
)
def test_what_only_one_locale_writes_decides_the_order(header, order):
    [message] = (reading := read_text(f"{header} - Ann: hi\n")).messages
    assert message.local_time == "2024-01-05T15:20:00"
    told = reading.report.inferences["date_order"]
    assert (told.value, told.needs_input) == (order, False)


def test_media_in_the_archive_give_their_sizes(tmp_path):
    text = (
        "[13/01/24, 10:30:00] Ann: \u200e<attached: 00000002-PHOTO.jpg>\n"
        "[13/01/24, 10:31:00] Ann: May.pdf • 2 pages \u200e<attached: 00000003-May.pdf>\n"
        "[13/01/24, 10:32:00] Ann: \u200e<attached: gone.opus>\n"
    )
    (tmp_path / "_chat.txt").write_text(text)
    (tmp_path / "00000002-PHOTO.jpg").write_bytes(b"x" * 11)
    (tmp_path / "00000003-May.pdf").write_bytes(b"x" * 22)
    tree = Tree.of_folder(tmp_path)
    [unit] = [unit for unit in plan(tree) if unit.path == "_chat.txt"]
    messages = list(parse_unit(unit, tree, ParseOptions(filename="Club.zip/_chat.txt")).messages)
    assert [(one.name, one.type, one.size_bytes) for m in messages for one in m.attachments] == [
        ("00000002-PHOTO.jpg", "image", 11),
        ("00000003-May.pdf", "file", 22),
        ("gone.opus", "audio", None),
    ]
    assert [message.text for message in messages] == ["", "", ""]


def test_an_iphones_export_without_its_invisible_marks():
    lines = (
        "Trip: Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
        "Trip: Ann added Bob",
        "Ann: Missed voice call",
        "Ann: Voice call, No answer",
        "Ann: video call me, I left",
        "Ann: Bob left",
    )
    text = "".join(f"[13/01/24, 10:30:0{number}] {line}\n" for number, line in enumerate(lines))
    reading = read_text(text, "WhatsApp Chat - Trip.zip/_chat.txt")
    assert [(message.kind, message.sender) for message in reading.messages] == [
        ("system", None),
        ("system", None),
        ("call", "Ann"),
        ("call", "Ann"),
        ("message", "Ann"),
        ("message", "Ann"),
    ]


def test_a_notice_with_a_colon_has_no_author():
    lines = (
        "Ann: hi",
        "Ann changed the subject to Shed: open",
        "Le code de sécurité de Bob a changé : voir plus",
        "Maria left wing: hi",
    )
    reading = read_text("".join(f"13/01/24, 10:30 - {line}\n" for line in lines))
    assert [message.sender for message in reading.messages] == ["Ann", None, None, "Maria left wing"]


def test_editors_may_leave_nothing_but_carriage_returns():
    text = "13/01/24, 10:30 - Ann: hi\r13/01/24, 10:31 - Bob: see\rthere\r"
    assert read_text(text).texts == ["hi", "see\nthere"]


def test_an_iphone_export_that_lost_its_marks():
    start = "[19/09/2024, 19:07:4"
    reading = read_text(
        f"{start}1] Ann: Messages and calls are end-to-end encrypted. Only people in this chat can read them.\n"
        f"{start}2] Ann: Ann created this group\n{start}3] ~ Eve: Ann added ~ Eve\n{start}4] ~ Eve: Ann left early\n"
        f"{start}5] Ann: look image omitted\n{start}6] Ann: list.pdf • 3 pages document omitted\n"
        f"{start}7] Ann: image omitted, why?\n",
        "_chat.txt",
    )
    assert [m.kind for m in reading.messages] == ["system"] * 3 + ["message"] * 4
    assert reading.texts[3:] == ["Ann left early", "look", "", "image omitted, why?"]
    assert [a.name or a.type for m in reading.messages for a in m.attachments] == ["image", "list.pdf"]


def test_an_iphone_writes_long_years_in_no_american_way():
    body = "[07/06/2024, 14:25:47] Ann: hi\n[08/06/2024, 15:25:47] Bob: ho\n[08/06/2024, 19:25:47] Ann: yo\n"
    order = read_text(body, "_chat.txt").report.inferences["date_order"]
    assert (order.value, order.needs_input) == ("dmy", False)
