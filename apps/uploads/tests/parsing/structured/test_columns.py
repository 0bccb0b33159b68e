"""Which columns hold what: by their names, as stated, guessed and asked for."""

import json

import pytest

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.tests.parsing.reading import read_text

ROWS = "13/01/2024 10:30,Ann,hello there friend\n14/01/2024 10:31,Bob,what is it now\n15/01/2024 10:32,Ann,the key\n"
RECORDS = [
    {"wann": "2024-01-13T10:30:00Z", "wer": "Ann", "was": "hello there friend"},
    {"wann": "2024-01-13T10:31:00Z", "wer": "Bob", "was": "what is it now"},
]


def lines_of(records) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.mark.parametrize(
    ("text", "filename", "names"),
    [
        (ROWS, "chat.csv", ["column 1", "column 2", "column 3"]),
        ("A,B,C\n" + ROWS, "chat.csv", ["A", "B", "C"]),
        (json.dumps(RECORDS), "chat.json", ["wann", "wer", "was"]),
        (json.dumps({"x": {"y": RECORDS}}), "chat.json", ["wann", "wer", "was"]),
        (lines_of(RECORDS), "chat.jsonl", ["wann", "wer", "was"]),
    ],
)
def test_columns_without_known_names_are_guessed_and_asked_for(text, filename, names):
    reading = read_text(text, filename)
    [question] = reading.report.questions
    assert question.subject == "columns"
    assert json.loads(question.value) == dict(zip(("time", "sender", "text"), names, strict=True))
    assert [choice.value for choice in question.choices] == names
    assert "Ann" in question.choices[1].label
    assert question.lines
    assert [(m.sender, m.text) for m in reading.messages][:2] == [
        ("Ann", "hello there friend"),
        ("Bob", "what is it now"),
    ]


@pytest.mark.parametrize(
    ("text", "filename"),
    [("A,B,C\n" + ROWS, "chat.csv"), (lines_of({"A": 1, "B": "x", "C": "y"} for _ in "ab"), "c.jsonl")],
)
def test_stated_columns_overrule_and_ask_nothing(text, filename):
    reading = read_text(text, filename, columns={"text": "B", "sender": "C"})
    assert not reading.report.questions
    assert reading.report.inferences["columns"].source == "stated"
    assert (reading.messages[0].sender, reading.messages[0].text) in {
        ("hello there friend", "Ann"),
        ("y", "x"),
    }


def test_every_role_can_be_stated():
    header = "a,b,c,d,e,f,g,h,i,j,k,l,m\n"
    row = "Ann,7@x.org,10:30,13/01/2024,hi,m2,Shed,!shed@x.org,m1,t1,call,true,shed.png\n"
    names = "sender sender_id time date text id conversation conversation_id reply_to thread kind edited attachments"
    columns = dict(zip(names.split(), "abcdefghijklm", strict=True))
    [message] = read_text(header + row, "chat.csv", columns=columns).messages
    assert (message.sender, message.sender_ref, message.text, message.source_ref) == (
        "Ann",
        "7@x.org",
        "hi",
        "m2",
    )
    assert (message.local_time, message.precision) == ("2024-01-13T10:30:00", "minute")
    assert (message.conversation, message.conversation_ref, message.thread_ref) == (
        "Shed",
        "!shed@x.org",
        "t1",
    )
    assert (message.reply_to_ref, message.kind, message.is_edited) == ("m1", "call", True)
    assert message.attachments[0].name == "shed.png"


def test_a_role_that_does_not_exist_is_refused():
    with pytest.raises(UnreadableExport) as raised:
        read_text("A,B,C\n" + ROWS, "chat.csv", columns={"words": "A"})
    assert raised.value.code == "unknown_role"


@pytest.mark.parametrize(
    ("text", "filename"), [("A,B,C\n" + ROWS, "chat.csv"), (lines_of(RECORDS), "chat.jsonl")]
)
def test_columns_stated_for_another_file_of_the_upload_leave_the_question_open(text, filename):
    reading = read_text(text, filename, columns={"text": "Z", "sender": "Y"})
    assert [question.subject for question in reading.report.questions] == ["columns"]
    assert reading.texts[0] == "hello there friend"


def test_parts_inside_an_object_are_stated_with_a_dot():
    records = [{"von": {"n": "Ann", "nr": 1234567890}, "was": "hi", "wann": 1.7e9}]
    columns = {"sender": "von.n", "sender_id": "von.nr", "text": "was", "time": "wann"}
    [message] = read_text(lines_of(records * 1) + lines_of([{}]), "x.jsonl", columns=columns).messages
    assert (message.sender, message.sender_ref, message.text) == ("Ann", "1234567890", "hi")


@pytest.mark.parametrize(
    "document",
    [
        {"version": 1, "settings": {"theme": "dark mode", "lang": "en"}},
        {"name": "x", "dependencies": {"a": "1.0", "b": "2.0"}, "scripts": {"test": "run it now"}},
        [
            {"id": 1, "email": "a@b.c", "full_name": "Ann Bee"},
            {"id": 2, "email": "b@b.c", "full_name": "Bob Cee"},
        ],
        [{"key": "a", "count": 1}, {"key": "b", "count": 2}],
    ],
)
def test_settings_and_lists_of_people_are_no_chats(document):
    with pytest.raises(UnreadableExport):
        read_text(json.dumps(document), "settings.json")


def test_names_that_come_twice_are_told_apart():
    reading = read_text("text,time,text\none,2024-01-13 10:30,two\n", "chat.csv")
    assert reading.texts == ["one"]
    assert read_text(
        "text,time,text\none,2024-01-13 10:30,two\n", "chat.csv", columns={"text": "text (3)"}
    ).texts == ["two"]


TIMES = "time,sender,text\n10:30,Ann,a\n23:00,Bob,b\n01:00,Ann,c\n12:59,Ann,d\n"


def test_times_of_day_ask_for_the_day():
    reading = read_text(TIMES, "chat.csv")
    assert [question.subject for question in reading.report.questions] == ["base_date"]
    assert {message.sent_at for message in reading.messages} == {None}
    assert reading.report.skipped == 0


def test_a_stated_day_moves_on_where_the_clock_jumps_back():
    reading = read_text(TIMES, "chat.csv", base_date="2024-12-31")
    assert [time[:10] for time in reading.local_times] == [
        "2024-12-31",
        "2024-12-31",
        "2025-01-01",
        "2025-01-01",
    ]
    assert not reading.report.questions
    assert read_text(TIMES, "chat.csv", base_date="unknown").report.questions == []


def test_objects_by_key_are_read_with_their_keys_as_ids():
    by_key = {
        "-N1": {"user": {"name": "Ann", "id": "ann@x.org"}, "text": "hi"},
        "-N2": {"user": {"name": "Bob"}, "text": "ho"},
    }
    reading = read_text(
        json.dumps({"rooms": {"shed": {"messages": by_key}, "gate": {"messages": by_key}}}), "x.json"
    )
    assert [(m.conversation, m.source_ref, m.sender, m.sender_ref) for m in reading.messages] == [
        ("shed", "-N1", "Ann", "ann@x.org"),
        ("shed", "-N2", "Bob", ""),
        ("gate", "-N1", "Ann", "ann@x.org"),
        ("gate", "-N2", "Bob", ""),
    ]


@pytest.mark.parametrize(
    ("time", "precision"),
    [
        ("2024-01-13T10:30:00Z", "second"),
        ("2024-01-13T10:30:00.25Z", ""),
        ("2024-01-13 10:30", "minute"),
        ("2024-01-13T10:30+02:00", "minute"),
        ("2024-01-13", "day"),
        ("13.1.24", "day"),
        ("13.1.24 10.30", "minute"),
        ("13/01/2024 10:30:11", "second"),
        ("Sat, 13 Jan 2024 10:30:00 +0000", "second"),
        (1_705_141_800, "second"),
        (1_705_141_800_123, ""),
        ("1705141800.5", ""),
    ],
)
def test_what_a_time_is_good_to(time, precision):
    [message] = read_text(json.dumps([{"text": "a", "sender": "Ann", "time": time}]), "x.json").messages
    assert message.sent_at.day == 13
    assert message.precision == precision


def test_ids_that_other_programs_may_give_too_only_tell_namesakes_apart():
    records = [
        {"user_id": 1, "user": "Alex", "channel_id": 5, "channel": "dev", "text": "a"},
        {"user_id": 2, "user": "Alex", "channel_id": 5, "channel": "dev", "text": "b"},
        {"user_id": 1, "user": "Alex", "channel_id": 5, "channel": "dev", "text": "c"},
    ]
    reading = read_text(lines_of(records), "x.jsonl")
    assert [m.sender for m in reading.messages] == ["Alex", "Alex (2)", "Alex"]
    assert {(m.sender_ref, m.conversation_ref) for m in reading.messages} == {("", "")}


def test_unique_ids_are_kept_also_where_they_stand_for_the_name():
    room = "5f2b1c9e8a7d6f0012345678"
    [message] = read_text(
        lines_of([{"room_id": room, "email": "ann@x.org", "text": "a"}]), "x.jsonl"
    ).messages
    assert (message.conversation, message.conversation_ref) == (room, room)
    [message] = read_text(
        lines_of([{"sender_email": "ann@x.org", "text": "a", "user": "Ann"}]), "x.jsonl"
    ).messages
    assert (message.sender, message.sender_ref) == ("Ann", "ann@x.org")
