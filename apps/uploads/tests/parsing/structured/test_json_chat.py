import json
from datetime import UTC, datetime

import pytest

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.tests.parsing.reading import read_bytes, read_text

AT = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def read_json(value, **options):
    return read_text(json.dumps(value), "chat.json", **options)


@pytest.mark.parametrize(
    "record",
    [
        {"sender": "Ann", "time": "2023-11-14T22:13:20Z", "text": "hi"},
        {"from": "Ann", "date": "2023-11-14 23:13:20+01:00", "body": "hi"},
        {"author": {"name": "Ann", "id": 7}, "ts": 1700000000, "content": "hi"},
        {"user": {"displayName": "Ann"}, "timestamp": 1700000000000, "message": "hi"},
        {"user": {"profile": {"real_name": "Ann"}}, "created_at": "1700000000.000", "message": "hi"},
        {"username": "Ann", "timestamp_ms": 1700000000000000, "msg": "hi"},
        {"Sender Name": "Ann", "Sent at": "Tue, 14 Nov 2023 22:13:20 GMT", "Message Text": "hi"},
        {"u": 1, "nick": "Ann", "createdAt": {"$date": "2023-11-14T22:13:20Z"}, "message": {"text": "hi"}},
        {
            "message": {"from": {"name": "Ann"}, "text": [{"type": "bold", "text": "h"}, "i"]},
            "date": 1700000000,
        },
        {"role": "Ann", "create_time": 1700000000.0, "content": {"parts": ["hi"]}},
    ],
)
@pytest.mark.parametrize(
    "wrap", [lambda r: [r], lambda r: {"messages": [r]}, lambda r: {"data": {"items": [r]}}]
)
def test_the_usual_names_are_understood(record, wrap):
    [message] = read_json(wrap(record)).messages
    assert (message.sender, message.text, message.sent_at, message.local_time) == ("Ann", "hi", AT, "")


def test_unknown_keys_for_the_list_are_searched_when_no_known_one_is_there():
    reading = read_json(
        {"version": 1, "people": [{"name": "Ann"}], "talk": [{"by": 1, "sender": "Ann", "text": "hi"}]}
    )
    assert [(m.conversation, m.text) for m in reading.messages] == [("talk", "hi")]


@pytest.mark.parametrize(
    "document",
    [
        {"name": "Den", "messages": [{"text": "hi"}]},
        {"messages": [{"text": "hi"}], "name": "Den"},
        {"messages": [{"text": "hi", "channel": "Den"}], "name": "Other"},
        {"messages": [{"text": "hi", "room": {"name": "Den"}}]},
        {"chats": {"list": [{"name": "Den", "id": 1, "messages": [{"text": "hi"}]}]}},
        [{"title": "Den", "messages": [{"text": "hi"}]}],
    ],
)
def test_conversations_are_named_where_the_file_names_them(document):
    assert [m.conversation for m in read_json(document).messages] == ["Den"]


def test_lists_inside_a_message_are_its_own():
    reading = read_json(
        [
            {"sender": "Ann", "events": [{"text": "edited"}], "text": "hi"},
            {
                "sender": {"nickname": "Bob"},
                "message": [{"type": "text", "data": {"text": "ho"}}],
                "time": 1700000000,
            },
        ]
    )
    assert [(m.sender, m.text) for m in reading.messages] == [("Ann", "hi"), ("Bob", "ho")]


def test_a_single_line_may_be_a_message():
    assert read_text('{"sender": "Ann", "text": "hi"}\n', "chat.jsonl").texts == ["hi"]
    assert read_text('{"text": "about", "messages": [{"text": "hi"}]}\n', "chat.json").texts == ["hi"]


def test_else_the_file_names_the_conversation():
    assert read_text('[{"text": "hi"}]', "den.json").messages[0].conversation == "den"


def test_ids_are_kept_and_records_without_text_are_listed():
    reading = read_json([{"id": 7, "text": "a"}, {"note": "b"}, 5, "c", None, {"id": "x1", "text": "d"}])
    assert [(m.source_ref, m.text) for m in reading.messages] == [("7", "a"), ("x1", "d")]
    assert [skip.position for skip in reading.report.skips] == [2, 3, 4, 5]


def test_local_dates_take_their_order_from_the_whole_file():
    times = ["3/4/2024 10:00", "5/4/2024 11:00 PM", "4/13/2024 12:00 AM"]
    reading = read_json([{"time": time, "text": "x"} for time in times], timezone="Europe/Berlin")
    assert reading.local_times == ["2024-03-04T10:00:00", "2024-05-04T23:00:00", "2024-04-13T00:00:00"]
    assert reading.messages[2].sent_at == datetime(2024, 4, 12, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "time",
    [
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01",
        "99/99/9999",
        1e300,
        -1e300,
        10**30,
        "1e999999",
        "soon",
        "9" * 5000,
        [1, 2],
        True,
        {"$date": {"$numberLong": "x"}},
    ],
)
def test_times_that_are_none_keep_the_message_and_are_listed(time):
    reading = read_json([{"time": time, "text": "x", "sender": "Ann"}], timezone="Pacific/Kiritimati")
    assert [(m.text, m.sent_at, m.local_time) for m in reading.messages] == [("x", None, "")]
    assert reading.report.skipped == 1


@pytest.mark.parametrize("time", [None, "", 0])
def test_a_missing_time_is_no_fault(time):
    reading = read_json([{"time": time, "text": "x"}])
    assert (reading.messages[0].sent_at, reading.report.skipped) == (None, 0)


def test_what_stands_before_the_damage_is_kept():
    whole = json.dumps({"messages": [{"text": f"m{number}"} for number in range(100)]})
    reading = read_text(whole[: len(whole) // 2], "chat.json")
    assert 30 < len(reading.messages) < 60
    assert reading.texts[0] == "m0"
    assert reading.report.damage.code == "broken_json"


@pytest.mark.parametrize(
    "text", ['{"messages": [{"text": ', "[{]", '{"a" 1}', '["text", {', '[{"text": "a\nb"}, {']
)
def test_broken_json_says_so(text):
    with pytest.raises(UnreadableExport) as raised:
        read_text(text, "chat.json")
    assert raised.value.code == "broken_json"


def test_depth_is_refused_wherever_it_stands():
    deep = "[" * 200_000 + "]" * 200_000
    for text in (
        deep,
        f'{{"messages": [{{"text": "a"}}, {{"text": {deep}}}]}}',
        f'{{"x": {deep}, "messages": []}}',
    ):
        with pytest.raises(UnreadableExport) as raised:
            read_text(text, "chat.json")
        assert raised.value.code == "json_too_deep"


def test_a_deep_line_among_json_lines_is_skipped():
    lines = ['{"text": "a"}', '{"text": ' + "[" * 5000 + "]" * 5000 + "}", '{"text": "[[[b"}']
    reading = read_text("\n".join(lines), "chat.jsonl")
    assert reading.texts == ["a", "[[[b"]
    assert [skip.position for skip in reading.report.skips] == [2]


def test_nuls_and_halves_of_surrogates_never_reach_the_database():
    reading = read_bytes(rb'[{"text": "a\u0000b \ud83d\ude00 \ud800", "sender": "x\u0000y"}]', "chat.json")
    [message] = reading.messages
    assert message.text.startswith("ab 😀")
    assert (message.text + message.sender).encode()
    assert "\0" not in message.text + message.sender


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_other_encodings_are_read(encoding):
    assert read_bytes('[{"text": "größer"}]'.encode(encoding), "chat.json").texts == ["größer"]


def test_kinds_are_taken_over():
    records = [
        {"text": "a", "type": "service"},
        {"text": "", "deleted": True, "sender": "x"},
        {"text": "b", "type": "x"},
    ]
    assert [m.kind for m in read_json(records).messages] == ["system", "deleted", "message"]


def test_a_huge_record_is_skipped_and_the_rest_is_read():
    records = [{"text": "a"}, {"text": "b", "extra": list(range(50_000))}, {"text": "c"}]
    reading = read_json(records)
    assert reading.texts == ["a", "c"]
    assert reading.report.skipped == 1


def test_a_string_of_many_megabytes_is_refused():
    with pytest.raises(UnreadableExport) as raised:
        read_text('[{"text": "' + "x" * 20_000_000 + '"}]', "chat.json")
    assert raised.value.code == "line_too_long"


def test_json_without_any_text_is_no_chat():
    with pytest.raises(UnreadableExport) as raised:
        read_json([{"name": "left-pad", "created": 1700000000}] * 3)
    assert raised.value.code == "no_messages"
