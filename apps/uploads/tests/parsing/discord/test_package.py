"""The data package of Discord."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.uploads.parsing.base import Attachment, ParseOptions
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.reading import read_text

ID, AT = 799960399864659968, datetime(2021, 1, 16, 11, 17, 1, 873000, tzinfo=UTC)
SAID = {
    "ID": ID,
    "Timestamp": "2021-01-16 11:17:01",
    "Contents": "hello <@7>",
    "Attachments": "https://cdn.x.org/1/a.png?ex=1",
}
PACKAGE = {
    "Account/user.json": {"id": "42", "username": "ann", "global_name": "Ann"},
    "Messages/index.json": {"11": "general in Club", "12": "Direct Message with bob#0", "13": None},
    "Messages/c11/channel.json": {
        "id": "11",
        "type": "GUILD_TEXT",
        "name": "general",
        "guild": {"id": "5", "name": "Club"},
    },
    "Messages/c11/messages.json": [SAID],
    "Messages/c12/channel.json": {"id": "12", "type": "DM", "recipients": ["42", "7"]},
    "Messages/c12/messages.json": [{**SAID, "ID": str(ID), "Contents": "hi", "Attachments": ""}],
    "Messages/c13/channel.json": {"id": "13", "type": "GUILD_TEXT"},
    "Messages/c13/messages.json": [],
    "Servers/index.json": {"5": "Club"},
    "Activity/reporting/events.json": {"event_type": "x"},
}


def write(folder: Path, base: str) -> Tree:
    for path, value in PACKAGE.items():
        (folder / base / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / base / path).write_text(json.dumps(value, separators=(",", ":")))
    return Tree.of_folder(folder)


@pytest.mark.parametrize("base", ["", "package"])
def test_each_channel_is_a_unit_and_the_rest_is_none(tmp_path, base):
    tree = write(tmp_path, base)
    units = plan(tree)
    sources = [parse_unit(unit, tree, ParseOptions(filename=f"x/{unit.path}")) for unit in units]
    messages = [message for source in sources for message in source.messages]
    assert {source.parser.name for source in sources} == {"discord"}
    assert [(one.conversation, one.conversation_ref, one.text) for one in messages] == [
        ("Club / general", "11", "hello <@7>"),
        ("bob", "12", "hi"),
    ]
    assert {(one.sender, one.sender_ref, one.source_ref, one.sent_at) for one in messages} == {
        ("ann", "42", str(ID), AT)
    }
    assert messages[0].attachments == (Attachment("a.png", "image"),)
    assert any("only what its owner wrote" in warning for warning in sources[0].report.warnings)


def test_a_lone_table_of_an_old_package():
    table = (
        "ID,Timestamp,Contents,Attachments\n"
        f'{ID},2021-01-16 11:17:01.873000+00:00,"one, two\nthree",\n'
        "7,2021-01-16 11:17:02.000000+00:00,four,\n"
    )
    reading = read_text(table, "messages.csv")
    assert reading.format == "discord"
    assert [(one.sender, one.text, one.source_ref) for one in reading.messages] == [
        ("You", "one, two\nthree", str(ID)),
        ("You", "four", "7"),
    ]
    assert [one.sent_at for one in reading.messages] == [AT, datetime(2021, 1, 16, 11, 17, 2, tzinfo=UTC)]
