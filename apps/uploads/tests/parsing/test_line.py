import pytest

from apps.uploads.parsing.base import Attachment, UnreadableExport
from apps.uploads.parsing.line.marks import read_mark, read_unsent
from apps.uploads.parsing.line.rows import read_day, read_row, read_title
from apps.uploads.tests.parsing.reading import read_text

HEAD = "[LINE] Chat history with Ann\nSaved on: 2024/03/01 09:00\n\n"


@pytest.mark.parametrize(
    ("line", "weekday"),
    [
        ("2024.01.02 Tuesday", 1),
        ("2024/01/02(Tue)", 1),
        ("2024/1/2(火)", 1),
        ("2024/1/2（週二）", 1),
        ("2024/1/2週二", 1),
        ("Tue, 1/2/2024", 1),
        ("Di., 2.1.2024", 1),
        ("2024년 1월 2일 화요일", 1),
        ("2024/01/02(อ.)", 1),
    ],
)
def test_days_are_known_in_many_languages(line, weekday):
    assert read_day(line).weekday == weekday


@pytest.mark.parametrize("line", ["2024/1/2", "2024/1/2 party", "1/2/2024 was a Tuesday", "Tuesday", ""])
def test_a_date_without_weekday_is_anybodys(line):
    assert read_day(line) is None


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("3:04\tAnn\thi", 3),
        ("03:04pm\tAnn\thi", 15),
        ("3:04 PM\tAnn\thi", 15),
        ("下午03:04\tAnn\thi", 15),
        ("午前12:04\tAnn\thi", 0),
        ("오후 3:04\tAnn\thi", 15),
    ],
)
def test_times_of_both_clocks(line, hour):
    row = read_row(line)
    assert (row.hour, row.minute, row.rest) == (hour, 4, "Ann\thi")


@pytest.mark.parametrize("line", ["at 3:04 we met", "3:99\tAnn\thi", "25:04\tAnn\thi", "3:04", ""])
def test_other_lines_are_no_rows(line):
    assert read_row(line) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("[LINE] Chat history with John Doe", "John Doe"),
        ("[LINE] Chat history in Project Team", "Project Team"),
        ("[LINE] 山田とのトーク履歴", "山田"),
        ("[LINE] 園芸部のトーク履歴", "園芸部"),
        ("[LINE] 與小明的聊天記錄", "小明"),
        ("[LINE] 与小明的聊天记录", "小明"),
        ("[LINE] Something of Ann", "Something of Ann"),
        ("Chat history with Ann", ""),
    ],
)
def test_the_heading_names_the_chat(line, name):
    assert read_title(line) == name


@pytest.mark.parametrize(
    ("text", "attachment"),
    [
        ("[Photo]", Attachment("", "image")),
        ("[スタンプ]", Attachment("", "sticker")),
        ("[語音訊息]", Attachment("", "audio")),
        ("[Voice message]", Attachment("", "audio")),
        ("[File] report.pdf", Attachment("report.pdf", "file")),
        ("[File] holiday.mp4", Attachment("holiday.mp4", "video")),
        ("[Photo] of us", None),
        ("[sic]", None),
        ("look [Photo]", None),
    ],
)
def test_marks_stand_for_files(text, attachment):
    assert read_mark(text) == attachment


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Ann unsent a message.", "Ann"),
        ("unsent a message.", ""),
        ("山田がメッセージの送信を取り消しました", "山田"),
        ("小明已收回訊息", "小明"),
        ("I unsent a message, sorry", None),
    ],
)
def test_messages_taken_back_tell_by_whom(text, who):
    assert read_unsent(text) == who


def test_a_chat_of_every_kind():
    reading = read_text(
        HEAD + "2024/01/02(Tue)\n"
        "23:58\t\tAnn joined the group.\n"
        "23:58\tBob added Eve.\n"
        '23:59\tAnn\t"one\n\n"two" three"\n'
        "23:59\tBob\t[Photo]\n\n"
        "2024/01/03(Wed)\n"
        "0:01\tBob\t☎ Call time 1:23\n"
        "0:02\tBob unsent a message.\n"
        "0:03\tAnn\t\n"
    )
    assert [(m.kind, m.sender, m.local_time, m.text) for m in reading.messages] == [
        ("system", None, "2024-01-02T23:58:00", "Ann joined the group."),
        ("system", None, "2024-01-02T23:58:00", "Bob added Eve."),
        ("message", "Ann", "2024-01-02T23:59:00", 'one\n\n"two" three'),
        ("message", "Bob", "2024-01-02T23:59:00", ""),
        ("call", "Bob", "2024-01-03T00:01:00", "☎ Call time 1:23"),
        ("deleted", "Bob", "2024-01-03T00:02:00", "Bob unsent a message."),
        ("message", "Ann", "2024-01-03T00:03:00", ""),
    ]
    assert reading.report.skipped == 0
    assert {(m.conversation, m.precision) for m in reading.messages} == {("Ann", "minute")}


@pytest.mark.parametrize(
    ("day", "local"), [("Fri, 3/4/2022", "2022-03-04T10:00:00"), ("Sun, 3/4/2022", "2022-04-03T10:00:00")]
)
def test_the_weekday_decides_the_order_of_dates(day, local):
    reading = read_text(f"{HEAD}{day}\n10:00\tAnn\thi\n")
    assert reading.local_times == [local]
    told = reading.report.inferences["date_order"]
    assert (told.confidence, told.lines[0].position, told.needs_input) == (1.0, 4, False)


def test_messages_before_any_day_are_kept_without_time():
    reading = read_text(HEAD + "10:00\tAnn\thi\n2024/01/02(Tue)\n10:01\tAnn\tho\n")
    assert [message.sent_at is None for message in reading.messages] == [True, False]
    assert [skip.position for skip in reading.report.skips] == [4]


def test_old_exports_with_blanks_find_where_names_end():
    rows = "".join(
        f"10:0{minute} John Doe {minute} of it\n10:0{minute} Ann {minute}\n" for minute in range(5)
    )
    reading = read_text(f"2024.01.02 Tuesday\n{rows}")
    assert reading.format == "line"
    assert [message.sender for message in reading.messages[:2]] == ["John Doe", "Ann"]
    assert reading.texts[:2] == ["0 of it", "0"]


def test_old_exports_tell_events_by_their_words():
    reading = read_text(
        "2024.01.02 Tuesday\n10:00 Ann joined the group.\n10:01 Ann left early\n10:02 Ann unsent a message.\n"
    )
    assert [(message.kind, message.sender) for message in reading.messages] == [
        ("system", "Ann"),
        ("message", "Ann"),
        ("deleted", "Ann"),
    ]


def test_a_heading_alone_is_no_chat():
    with pytest.raises(UnreadableExport):
        read_text(HEAD)


@pytest.mark.parametrize(
    "day",
    [
        "2024/01/02（二）",
        "2024/1/2（週二）",
        "2024.01.02 星期二",
        "2024年1月2日(火)",
        "2024/01/02 火曜日",
        "Sel, 02/01/2024",
    ],
)
def test_days_in_the_languages_of_the_app(day):
    reading = read_text(f"[LINE] Chat history with Ann\n\n{day}\n10:30\tAnn\thi\n\n")
    assert reading.local_times == ["2024-01-02T10:30:00"]
    assert not reading.report.questions


def test_a_weekday_that_fits_no_order_is_a_slip():
    days = ("2024/01/02(月)\n10:30\tAnn\thi\n", "2024/01/03(水)\n10:30\tAnn\tho\n")
    reading = read_text("[LINE] AnnのトークX\n" + "".join(days))
    assert reading.local_times == ["2024-01-02T10:30:00", "2024-01-03T10:30:00"]
    assert not reading.report.skips


@pytest.mark.parametrize(
    ("head", "filename", "name"),
    [
        ("[LINE] Annとのトーク履歴\n", "x.txt", "Ann"),
        ("[LINE] 広報のトーク\n", "x.txt", "広報"),
        ("[LINE]広報 のトーク履歴\n", "x.txt", "広報"),
        ("[LINE] 廣報 聊天記錄\n", "x.txt", "廣報"),
        ("[LINE] 與Ann的聊天記錄\n", "x.txt", "Ann"),
        ("", "[LINE] Chat with Ann.txt", "Ann"),
        ("", "[LINE]Ann與Bob.txt", "Ann與Bob"),
    ],
)
def test_the_heading_or_the_file_names_the_chat(head, filename, name):
    reading = read_text(f"{head}\n2024/01/02(火)\n10:30\tAnn\thi\n", filename)
    assert {message.conversation for message in reading.messages} == {name}


def test_quotation_marks_within_several_lines_are_doubled():
    reading = read_text('2024/01/02(火)\n10:30\tAnn\t"he said\n""OK"" then"\n10:31\tAnn\t"one "" line"\n')
    assert reading.texts == ['he said\n"OK" then', '"one "" line"']


def test_computers_write_marks_without_brackets():
    reading = read_text(
        "2024.01.02 Tuesday\n10:00 Ann Hello there\n10:01 Bob Stickers\n10:02 Bob 圖片\n10:03 Bob sticker\n"
        "10:04 Bob changed the chat's profile photo.\n10:05 Ann 已收回訊息\n",
        "[LINE]Club.txt",
    )
    assert [(m.kind, m.text) for m in reading.messages] == [
        ("message", "Hello there"),
        ("message", ""),
        ("message", ""),
        ("message", "sticker"),
        ("system", "changed the chat's profile photo."),
        ("deleted", "已收回訊息"),
    ]
    assert [a.type for m in reading.messages for a in m.attachments] == ["sticker", "image"]
