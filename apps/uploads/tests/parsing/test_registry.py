import json

import pytest

from apps.uploads.parsing.base import ParseOptions, UnreadableExport
from apps.uploads.parsing.registry import PARSERS, detect, parse_file, plan
from apps.uploads.parsing.tree import Tree, TreeFile
from apps.uploads.tests.parsing.reading import read_bytes, read_text

WHATSAPP = "13/01/2024, 10:30 - Ann: hello\n13/01/2024, 10:31 - Bob: hi\n"
IRC = "[10:30] <ann> hello\n=== bob has joined #x\n[10:31] <bob> hi\n"
JSON = json.dumps({"messages": [{"sender": "Ann", "time": "2024-01-13T10:30:00Z", "text": "hello"}]})
CSV = "time,sender,text\n2024-01-13 10:30,Ann,hello\n"
PLAIN = "Just a letter.\n\nWith two paragraphs.\n"


@pytest.mark.parametrize(
    "filename", ["chat.txt", "chat.json", "chat.csv", "chat.log", "chat.exe", "chat", ".json"]
)
@pytest.mark.parametrize(
    ("text", "name"), [(WHATSAPP, "whatsapp"), (IRC, "irc"), (JSON, "json"), (CSV, "csv"), (PLAIN, "plain")]
)
def test_content_decides_whatever_the_file_is_called(tmp_path, filename, text, name):
    path = tmp_path / "upload"
    path.write_text(text)
    assert detect(path, filename).name == (name if (name, filename[-4:]) != ("plain", ".csv") else "csv")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \n\t\n" * 100, "no_messages"),
        (b"\x89PNG\r\n\x1a\n....", "binary_file"),
        (b"\0" * 10_000, "binary_file"),
        (b"<?xml version='1.0'?><svg>chat</svg>", "unknown_format"),
        (b'{"messages": [', "broken_json"),
        (b'{"messages": {"a": 1}}', "no_messages"),
        (b'{"messages": "none"}', "no_messages"),
        (b"[]", "no_messages"),
        (b"[" * 200_000, "json_too_deep"),
        (b'{"a":' * 200_000, "json_too_deep"),
        (b'{"messages":[{"text":' + b"[" * 200_000, "json_too_deep"),
        (b"x" * 1_000_000, "line_too_long"),
    ],
)
def test_what_cannot_be_read_ends_with_a_stable_code_and_advice(data, code):
    with pytest.raises(UnreadableExport) as raised:
        read_bytes(data)
    assert raised.value.code == code
    assert raised.value.message.endswith(".")
    assert len(raised.value.message.split()) > 5


def test_a_table_without_known_columns_says_how_to_name_them():
    with pytest.raises(UnreadableExport, match="Name the columns") as raised:
        read_text("a,b\n1,2\n", "numbers.csv")
    assert raised.value.code == "unknown_format"


def test_a_gigabyte_of_zeros_is_refused_at_once(tmp_path):
    path = tmp_path / "zeros"
    with path.open("wb") as file:
        file.truncate(1024**3)
    with pytest.raises(UnreadableExport) as raised:
        detect(path, "zeros.txt")
    assert raised.value.code == "binary_file"


def test_progress_is_told_in_bytes(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(WHATSAPP * 60_000)
    parsed = parse_file(path, ParseOptions())
    assert parsed.position_bytes() == 0
    positions = {parsed.position_bytes() for _ in parsed.messages}
    assert len(positions) > 2
    assert parsed.position_bytes() == path.stat().st_size


def test_reading_again_gives_the_same(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(WHATSAPP)
    first, second = (list(parse_file(path, ParseOptions()).messages) for _ in range(2))
    assert first == second


def test_parsers_have_distinct_names():
    assert len({parser.name for parser in PARSERS}) == len(PARSERS)


def test_files_are_read_in_the_order_of_their_paths(tmp_path):
    tree = Tree("logs.zip")
    for day in ("26", "24", "25"):
        file = tmp_path / f"{day}.log"
        file.write_text("[10:30] <ann> hi\n")
        tree.add(TreeFile(f"chan/2013-12-{day}.log", file.stat().st_size, file))
    assert [unit.path[-6:-4] for unit in plan(tree)] == ["24", "25", "26"]
