"""The command needs no database: pytest-django refuses any access to it here."""

import json

import pytest
from django.core.management import CommandError, call_command

from apps.uploads.tests.intake.zips import make_zip

WHATSAPP = """13/01/2024, 10:29 - Messages and calls are end-to-end encrypted. No one outside can read them.
13/01/2024, 10:30 - Ann: hello
14/01/2024, 09:00 - Bob: hi
13/01/2024, 10:31 - Ann: <Media omitted>
"""
IRC = "[10:30] <eve> hello\n=== bob has joined #x\n"


@pytest.fixture
def parse_chat(tmp_path, capsys):
    def run(data: bytes | str, *arguments: str, name: str = "chat.txt") -> str:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        call_command("parse_chat", str(path), *arguments)
        return capsys.readouterr().out

    return run


def test_json_gives_the_figures_of_a_chat(parse_chat):
    summary = json.loads(parse_chat(WHATSAPP, "--json", name="WhatsApp Chat with Ann & Bob.txt"))
    warnings = summary["warnings"]
    figures = ("format", "messages", "system_events", "participants", "first_sent_at", "last_sent_at")
    assert {name: summary[name] for name in (*figures, "conversations")} == {
        "format": "whatsapp",
        "messages": 3,
        "system_events": 1,
        "participants": ["Ann", "Bob"],
        "first_sent_at": "2024-01-13T10:30:00",
        "last_sent_at": "2024-01-14T09:00:00",
        "conversations": [{"name": "Ann & Bob", "messages": 3}],
    }
    assert len(warnings) == 1
    assert "time zone" in warnings[0]


def test_a_stated_time_zone_gives_utc(parse_chat):
    summary = json.loads(parse_chat(WHATSAPP, "--json", "--timezone", "Europe/Berlin"))
    assert (summary["first_sent_at"], summary["warnings"]) == ("2024-01-13T09:30:00Z", [])


def test_a_stated_date_order_rules(parse_chat):
    text = "03/04/2024, 10:30 - Ann: hello\n"
    assert json.loads(parse_chat(text, "--json"))["first_sent_at"].startswith("2024-04-03")
    assert json.loads(parse_chat(text, "--json", "--date-order", "mdy"))["first_sent_at"].startswith(
        "2024-03-04"
    )


def test_utc_in_the_export_is_shown_with_its_decimals(parse_chat):
    times = ["2024-01-13T10:30:00Z", "2024-01-13T10:30:00.250Z", "2024-01-13T11:30:00.000001+01:00"]
    data = json.dumps([{"time": time, "text": "x"} for time in times])
    summary = json.loads(parse_chat(data, "--json"))
    assert (summary["first_sent_at"], summary["last_sent_at"]) == (
        "2024-01-13T10:30:00Z",
        "2024-01-13T10:30:00.250Z",
    )


def test_events_give_the_times_where_nobody_spoke(parse_chat):
    text = "--- Log opened Tue Dec 24 00:26:23 2013\n04:28 -!- owl was kicked\n"
    summary = json.loads(parse_chat(text, "--json", name="x.log"))
    assert (summary["messages"], summary["system_events"], summary["first_sent_at"]) == (
        0,
        1,
        "2013-12-24T04:28:00",
    )


def test_a_zip_is_summed_and_its_faults_are_warned_of(parse_chat):
    archive = make_zip(
        {"a/_chat.txt": WHATSAPP, "2024-01-15.log": IRC, "bad.txt": b"\0" * 100, "../x.txt": "x"}
    )
    summary = json.loads(parse_chat(archive, "--json", name="Group.zip"))
    assert (summary["format"], summary["messages"], summary["system_events"]) == ("irc, whatsapp", 4, 2)
    assert summary["conversations"] == [{"name": "Group", "messages": 1}, {"name": "a", "messages": 3}]
    assert summary["last_sent_at"] == "2024-01-15T10:30:00"
    assert any(warning.startswith("bad.txt: ") for warning in summary["warnings"])
    assert any("lead out" in warning for warning in summary["warnings"])


def test_the_table_is_for_reading(parse_chat):
    shown = parse_chat(WHATSAPP)
    assert "Messages        3" in shown
    assert "Ann, Bob" in shown
    assert "- The export states no time zone" in shown


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\0" * 1000, "binary_file"),
        (b"{", "broken_json"),
        (make_zip({"a.txt": b"\0" * 1000}), "binary_file"),
        (make_zip({"a.jpg": b"x"}), "nothing_to_read"),
        (make_zip({"a.txt": WHATSAPP})[:60], "truncated_archive"),
        (make_zip({"a.txt": bytes(10_000_000)}), "archive_ratio"),
    ],
)
def test_an_unreadable_file_fails_with_code_and_sentence(parse_chat, capsys, data, code):
    with pytest.raises(SystemExit) as stopped:
        parse_chat(data, "--json", name="x.json")
    shown = capsys.readouterr()
    error = json.loads(shown.out)["error"]
    assert (stopped.value.code, error["code"]) == (1, code)
    assert error["message"] in shown.err


def test_a_folder_is_read_as_one_upload(tmp_path, capsys):
    (tmp_path / "chats").mkdir()
    (tmp_path / "chats" / "a.txt").write_text(WHATSAPP)
    (tmp_path / "chats" / "2024-01-15.log").write_text(IRC)
    call_command("parse_chat", str(tmp_path / "chats"), "--json")
    summary = json.loads(capsys.readouterr().out)
    assert (summary["format"], summary["messages"]) == ("irc, whatsapp", 4)
    assert [file["path"] for file in summary["files"]] == ["2024-01-15.log", "a.txt"]


def test_how_it_was_read_is_told_with_the_lines_that_decided(parse_chat):
    (file,) = json.loads(parse_chat(WHATSAPP, "--json"))["files"]
    order = next(inference for inference in file["inferences"] if inference["subject"] == "date_order")
    assert (order["value"], order["needs_input"]) == ("dmy", False)
    assert order["lines"][0]["excerpt"].startswith("13/01/2024")
    assert "13/01/2024" in parse_chat(WHATSAPP).partition("How it was read")[2]


def test_what_nothing_decides_is_a_question(parse_chat):
    text = "03/04/2024, 10:30 - Ann: hello\n"
    (question,) = json.loads(parse_chat(text, "--json"))["questions"]
    assert (question["file"], question["subject"]) == ("chat.txt", "date_order")
    assert "needs your choice" in parse_chat(text)


def test_silences_are_told(parse_chat):
    text = WHATSAPP + "31/01/2024, 09:00 - Bob: anybody?\n"
    (gap,) = json.loads(parse_chat(text, "--json"))["gaps"]
    assert (gap["from"]["local"], gap["days"]) == ("2024-01-14T09:00:00", 17.0)
    assert "17 days from" in parse_chat(text)


def test_columns_are_stated_by_role(parse_chat):
    table = "a;b;c\nAnn;2024-01-13T10:30:00Z;hello there\nBob;2024-01-13T10:31:00Z;hi\n"
    columns = [argument for pair in ("sender=a", "time=b", "text=c") for argument in ("--column", pair)]
    summary = json.loads(parse_chat(table, "--json", *columns, name="x.csv"))
    assert (summary["participants"], summary["questions"]) == (["Ann", "Bob"], [])


@pytest.mark.parametrize(
    ("arguments", "said"), [(("--timezone", "X/Y"), "timezone must"), (("--base-date", "5 May"), "base_date")]
)
def test_a_bad_choice_is_named(parse_chat, arguments, said):
    with pytest.raises(CommandError, match=said):
        parse_chat(WHATSAPP, *arguments)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.txt"):
        call_command("parse_chat", str(tmp_path / "nowhere.txt"))
