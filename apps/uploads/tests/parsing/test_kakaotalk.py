import pytest

from apps.uploads.parsing.base import Attachment, UnreadableExport
from apps.uploads.parsing.kakaotalk.lines import is_bare_day, read_beginning, read_ruled_day, read_title
from apps.uploads.parsing.kakaotalk.marks import classify
from apps.uploads.tests.parsing.reading import read_text

HEAD = "지민 님과 카카오톡 대화\n저장한 날짜 : 2026년 4월 25일 오후 4:40\n\n"


@pytest.mark.parametrize(
    "line",
    [
        "2026년 4월 25일 오후 3:20, 지민 : 안녕 : 응",
        "2026년 4월 25일 15:20, 지민 : 안녕 : 응",
        "2026. 4. 25. 오후 3:20, 지민 : 안녕 : 응",
        "2026. 4. 25. 15:20, 지민 : 안녕 : 응",
        "April 25, 2026, 3:20 PM, 지민 : 안녕 : 응",
        "Apr 25, 2026 at 15:20, 지민 : 안녕 : 응",
        "Apr 25, 2026 3:20 PM, 지민 : 안녕 : 응",
        "April 25, 2026 at 3:20\u202fp.m., 지민 : 안녕 : 응",
        "25 Apr 2026 at 15:20, 지민 : 안녕 : 응",
    ],
)
def test_phones_date_every_message(line):
    begins = read_beginning(line)
    assert (begins.moment.isoformat(), begins.sender, begins.text) == (
        "2026-04-25T15:20:00",
        "지민",
        "안녕 : 응",
    )


@pytest.mark.parametrize(
    "line",
    ["[지민] [오후 3:20] 안녕", "[지민] [3:20 PM] 안녕", "[지민] [15:20] 안녕", "[지민] [午後 3:20] 안녕"],
)
def test_computers_write_the_time_only(line):
    begins = read_beginning(line)
    assert (begins.moment.isoformat(), begins.sender, begins.text) == ("15:20:00", "지민", "안녕")


def test_names_may_hold_brackets_and_half_days_begin_at_twelve():
    assert read_beginning("[[팀장] 지민] [오전 12:05] hi").sender == "[팀장] 지민"
    assert read_beginning("2026년 4월 25일 오전 12:05, 지민 : hi").moment.hour == 0


@pytest.mark.parametrize(
    "line",
    [
        "2026년 4월 25일 오후 3:20",
        "2026년 13월 25일 오후 3:20, 지민 : hi",
        "[지민] [later] hi",
        "[지민] hi",
        "2026년 4월",
        "",
    ],
)
def test_other_lines_begin_no_message(line):
    assert read_beginning(line) is None


def test_days_stand_alone_or_between_rules():
    assert (
        read_ruled_day("--------------- 2026년 4월 25일 토요일 ---------------").isoformat() == "2026-04-25"
    )
    assert (
        read_ruled_day("--------------- Saturday, April 25, 2026 ---------------").isoformat() == "2026-04-25"
    )
    assert read_ruled_day("--------------- 2026年4月25日土曜日 ---------------").isoformat() == "2026-04-25"
    assert read_ruled_day("---- 안내 ----") is None
    assert is_bare_day("2026년 4월 25일 토요일")
    assert not is_bare_day("2026년 4월 25일 토요일에 만나")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("지민 님과 카카오톡 대화", "지민"),
        ("동네 모임 카카오톡 대화", "동네 모임"),
        ("KakaoTalk Chats with Jimin", "Jimin"),
        ("Jimin with KakaoTalk Chats", "Jimin"),
        ("hello", ""),
    ],
)
def test_the_title_names_the_chat(line, name):
    assert read_title(line) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("사진", ("message", Attachment("", "image"))),
        ("사진 3장", ("message", Attachment("", "image"))),
        ("Photo", ("message", Attachment("", "image"))),
        ("동영상", ("message", Attachment("", "video"))),
        ("이모티콘", ("message", Attachment("", "sticker"))),
        ("파일: 회의록.pdf", ("message", Attachment("회의록.pdf", "file"))),
        ("보이스톡 3:21", ("call", None)),
        ("보이스톡 부재중", ("call", None)),
        ("삭제된 메시지입니다.", ("deleted", None)),
        ("사진 보여줘", ("message", None)),
        ("사진\n봐", ("message", None)),
    ],
)
def test_marks_are_the_whole_text(text, expected):
    assert classify(text) == expected


def test_a_date_inside_a_message_stays_its_text():
    reading = read_text(
        HEAD + "2026년 4월 25일 오후 3:20\n"
        "2026년 4월 25일 오후 3:20, 지민 : 언제?\n2026년 5월 1일\n그날이야\n"
        "2026년 4월 26일 오후 3:20\n2026년 4월 26일 오후 3:20, 수아 : 응\n"
    )
    assert reading.texts == ["언제?\n2026년 5월 1일\n그날이야", "응"]
    assert {message.conversation for message in reading.messages} == {"지민"}
    assert reading.report.skipped == 0


def test_what_the_program_says_on_windows_takes_the_time_before_it():
    reading = read_text(
        "모임 님과 카카오톡 대화\n저장한 날짜 : 2026-04-25 16:40:00\n\n"
        "--------------- 2026년 4월 25일 토요일 ---------------\n"
        "수아님이 들어왔습니다.운영정책을 위반한 메시지로 신고 접수 시 이용에 제한이 있을 수 있습니다.\n"
        "[지민] [오후 3:20] 안녕\n여러 줄\n"
        "수아님이 나갔습니다.\n"
        "[지민] [오후 3:21] 사진\n"
    )
    assert [(m.kind, m.sender, m.local_time, m.precision) for m in reading.messages] == [
        ("system", None, "2026-04-25T00:00:00", "day"),
        ("message", "지민", "2026-04-25T15:20:00", "minute"),
        ("system", None, "2026-04-25T15:20:00", "day"),
        ("message", "지민", "2026-04-25T15:21:00", "minute"),
    ]
    assert reading.texts[1] == "안녕\n여러 줄"


def test_ios_writes_a_colon_after_the_time_of_what_the_program_says():
    reading = read_text(
        HEAD + "2026. 4. 25. 오후 3:19: 수아님을 초대했습니다.\n2026. 4. 25. 오후 3:20, 수아 : 응\n"
    )
    assert [(m.kind, m.text) for m in reading.messages] == [
        ("system", "수아님을 초대했습니다."),
        ("message", "응"),
    ]


def test_a_table_of_macos_with_broken_rows():
    reading = read_text(
        'Date,User,Message\n"2026-04-25 15:20:01","지민","안녕\n""두"" 줄"\nnonsense\n2026-04-25 15:21:00,수아\n'
        "2026-04-25 15:22:00,시스템,수아님이 나갔습니다.\n2026-04-25 15:23:00,시스템,나야 시스템\n",
        "KakaoTalk_Chat_모임.csv",
    )
    assert [(m.kind, m.sender, m.local_time, m.text) for m in reading.messages] == [
        ("message", "지민", "2026-04-25T15:20:01", '안녕\n"두" 줄'),
        ("message", "수아", "2026-04-25T15:21:00", ""),
        ("system", None, "2026-04-25T15:22:00", "수아님이 나갔습니다."),
        ("message", "시스템", "2026-04-25T15:23:00", "나야 시스템"),
    ]
    assert reading.report.skipped == 1
    assert {message.conversation for message in reading.messages} == {"모임"}


def test_a_heading_alone_is_no_chat():
    with pytest.raises(UnreadableExport):
        read_text(HEAD, "kakao.txt")


@pytest.mark.parametrize(
    ("head", "filename", "name"),
    [
        (
            "Talk_2026.4.25 16:40-1.txt\n저장한 날짜 : 2026. 4. 25. 오후 4:40\n\n\n",
            "KakaoTalk_Chat_모임.txt",
            "모임",
        ),
        ("저장한 날짜 : 2026-04-25 16:40:00\n\n모임 님과 카카오톡 대화\n", "x.txt", "모임"),
        ("Chat with 모임\nDate Saved : 2026-04-25 16:40:00\n\n", "x.txt", "모임"),
        ("", "KakaoTalk_20260425_1640_30_450_모임.txt", "모임"),
        ("", "모임_KakaoTalk_20260425_1640_30_450_group.txt", "모임"),
    ],
)
def test_whichever_lines_stand_first_the_chat_is_known(head, filename, name):
    days = (
        "2026년 4월 25일 토요일\n2026. 4. 25. 오후 3:20, 지민 : 안녕\n\n",
        "2026년 4월 26일 일요일\n2026. 4. 26. 오전 12:04, 수아 : 응\n",
    )
    reading = read_text(head + "".join(days), filename)
    assert (reading.format, reading.texts, reading.report.skipped) == ("kakaotalk", ["안녕", "응"], 0)
    assert {message.conversation for message in reading.messages} == {name}


def test_a_speaker_who_leaves_says_nothing():
    reading = read_text(
        "Chat with A\nDate Saved : 2026-04-25 16:40:00\n\n"
        "--------------- Saturday, April 25, 2026 ---------------\n"
        "[Ann] [3:20 PM] Voice Call 1:02\n[Bob] [3:21 PM] hi\nEve left.\nAnn left.\nBob invited Eve.\n"
    )
    assert [(m.kind, m.text) for m in reading.messages] == [
        ("call", "Voice Call 1:02"),
        ("message", "hi\nEve left."),
        ("system", "Ann left."),
        ("system", "Bob invited Eve."),
    ]


def test_a_table_tells_who_came_and_left():
    rows = '2026-04-25 15:20:00,"Ann","hi"\n2026-04-25 15:21:00,"Ann","Ann님이 나갔습니다."\n'
    reading = read_text("Date,User,Message\n" + rows, "KakaoTalk_Chat_모임_2026-04-25-16-40-30.csv")
    assert [(m.conversation, m.kind, m.sender) for m in reading.messages] == [
        ("모임", "message", "Ann"),
        ("모임", "system", None),
    ]


def test_british_english():
    reading = read_text(
        "KakaoTalk Chats Team\nDate Saved : 5 June 2019, 3:22 PM\n\n14 October 2018, 7:29 PM\n"
        "14 October 2018, 7:29 PM, Ann invited Bob and Eve.\n14 October 2018, 7:29 PM, Ann : hello\n"
    )
    assert [(m.conversation, m.kind, m.local_time) for m in reading.messages] == [
        ("Team", "system", "2018-10-14T19:29:00"),
        ("Team", "message", "2018-10-14T19:29:00"),
    ]


def test_notices_alone_are_no_kakaotalk():
    reading = read_text("2016-06-27, 8:04:08 AM: Neil: Hi\n2016-06-27, 8:05:08 AM: Bob: Yo\n")
    assert (reading.format, [m.sender for m in reading.messages]) == ("whatsapp", ["Neil", "Bob"])
