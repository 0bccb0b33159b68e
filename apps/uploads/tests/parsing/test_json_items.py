import io
import json
import time
from contextlib import suppress

import pytest

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.json_items import iter_heads, iter_items, read_head

CHATS = "chats.list.item.messages.item"
FULL = {
    "about": 'a "quoted" {brace',
    "chats": {
        "list": [
            {"name": "A", "messages": [{"id": 1}, {"id": 2}], "id": 7},
            {"id": 8, "messages": [{"id": 3}]},
        ]
    },
}


def read(document, *paths: str, keys=()) -> tuple[list, ParseReport]:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    report = ParseReport()
    return list(iter_items(io.BytesIO(data), report, *paths, keys=keys)), report


def test_items_come_with_what_is_said_around_their_array():
    items, report = read(FULL, CHATS)
    assert [(item.value["id"], item.position, item.head["id"], item.path) for item in items] == [
        (1, 1, 7, CHATS),
        (2, 2, 7, CHATS),
        (3, 3, 8, CHATS),
    ]
    assert (report.skipped, report.damage) == (0, None)


def test_arrays_at_other_paths_are_passed_over():
    assert [
        item.value for item in read({"other": [{"x": [[]]}], "messages": [{"a": "]}"}]}, "messages.item")[0]
    ] == [{"a": "]}"}]
    assert [item.value for item in read([{"a": 1}], "item", "messages.item")[0]] == [{"a": 1}]


def test_a_head_is_whole_wherever_its_values_stand():
    document = {
        "people": [{"name": "Ann"}],
        "messages": [{"id": 1}],
        "name": "Den",
        "guild": {"id": 5},
        "n": None,
    }
    head = read_head(io.BytesIO(json.dumps(document).encode()), "messages.item", keys=("people", "guild"))
    assert head == {"people": [{"name": "Ann"}], "name": "Den", "guild": {"id": 5}, "n": None}
    heads = list(iter_heads(io.BytesIO(json.dumps(FULL).encode()), CHATS))
    assert heads == [{"name": "A", "id": 7}, {"id": 8}]
    assert read_head(io.BytesIO(b"[1"), "item") == {}


def test_what_is_no_object_or_damaged_in_itself_is_skipped_and_the_rest_read():
    items, report = read(b'[{"id": 1}, 5, "x", null, [1], {"id": nope}, {}, {"id": 2}]', "item")
    assert [item.value["id"] for item in items] == [1, 2]
    assert [skip.position for skip in report.skips] == [2, 3, 4, 5, 6, 7]
    assert items[1].position == 8


@pytest.mark.parametrize("cut", [30, 50, 60])
def test_what_stands_before_the_damage_is_kept(cut):
    items, report = read(json.dumps([{"id": number} for number in range(9)]).encode()[:cut], "item")
    assert [item.value["id"] for item in items] == list(range(cut // 11))
    assert report.damage.code == "broken_json"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "broken_json"),
        (b"words", "broken_json"),
        (b'{"a": "open', "broken_json"),
        (b"[}", "broken_json"),
        (b"[" * 70 + b"]" * 70, "json_too_deep"),
        (b'[{"a":' * 200_000, "json_too_deep"),
        (b'["' + b"a" * 17_000_000, "line_too_long"),
    ],
)
def test_what_cannot_be_read_at_all_says_so(data, code):
    with pytest.raises(UnreadableExport) as raised:
        read(data, "item")
    assert raised.value.code == code


def test_json_for_python_only_is_read_too():
    items, _ = read(b'\xef\xbb\xbf[{"a": NaN, "b": "\\ud800", "c": ' + b"9" * 400 + b"}]", "item")
    assert items[0].value["b"] == "\ud800"


@pytest.mark.parametrize("piece", [b'"', b'\\"', b"[", b'{"a":', b'"a",', b"1,", b'"\\"', b":", b"{}"])
@pytest.mark.parametrize("lead", [b"", b'["', b'{"item":["'])
def test_time_is_linear(piece, lead):
    started = time.process_time()
    with suppress(UnreadableExport):
        read(lead + piece * (300_000 // len(piece)), "item", "item.item")
    assert time.process_time() - started < 1


def test_a_star_stands_for_any_key():
    document = {
        "a.b": {"name": "A", "messages": {"1": {"n": 1}, "2": 3}},
        "c": [{"n": 2}],
        "d": {"messages": {"x": {"n": 3}}},
    }
    items = list(iter_items(io.BytesIO(json.dumps(document).encode()), ParseReport(), "*.messages.*"))
    assert [(item.value, item.head["*"], item.head.get("name")) for item in items] == [
        ({"n": 1}, "a.b", "A"),
        ({"n": 3}, "d", None),
    ]
