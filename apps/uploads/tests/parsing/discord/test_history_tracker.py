"""Discord History Tracker's files: several channels, old fields, damage."""

import json

from apps.uploads.tests.parsing.reading import read_text

META = {
    "users": {"11": {"name": "ann"}, "22": {"name": "bob", "tag": "0001"}},
    "userindex": ["11", "22"],
    "servers": [{"name": "Shed", "type": "SERVER"}, {"name": "bob", "type": "DM"}],
    "channels": {"90": {"server": 0, "name": "general"}, "91": {"server": 1, "name": "bob"}},
}
DATA = {
    "90": {
        "1001": {"u": 0, "t": 1509112800000, "m": "see <@22>", "f": 1},
        "1002": {
            "u": 7,
            "t": 1509112801000,
            "e": [{"type": "rich", "url": "u", "t": "A title", "d": "words"}],
        },
    },
    "91": {
        "1003": {"u": 1, "t": 1509112802000, "m": "hi", "re": [{"c": 2, "n": "tree", "id": "5", "an": True}]}
    },
    "92": {"1004": {"u": 1, "t": "x", "m": 'a "quoted\\" } one'}},
}


def test_channels_people_and_what_is_missing():
    reading = read_text(json.dumps({"meta": META, "data": DATA}), "dht.txt")
    assert reading.format == "discord"
    assert [
        (m.conversation, m.conversation_ref, m.sender, m.sender_ref, m.text) for m in reading.messages
    ] == [
        ("Shed / general", "90", "ann", "11", "see @bob"),
        ("Shed / general", "90", None, "", "A title\nwords"),
        ("bob", "91", "bob", "22", "hi"),
        ("Channel 92", "92", "bob", "22", 'a "quoted\\" } one'),
    ]
    assert [m.is_edited for m in reading.messages] == [True, False, False, False]
    assert reading.messages[0].mentions == ("bob",)
    assert [(r.emoji, r.count) for r in reading.messages[2].reactions] == [(":tree:", 2)]
    assert [m.sent_at is None for m in reading.messages] == [False, False, False, True]
    assert reading.report.skipped == 1


def test_a_file_cut_off_is_read_so_far():
    whole = json.dumps({"meta": META, "data": DATA})
    reading = read_text(whole[: whole.index('"1003"')], "dht.txt")
    assert [m.source_ref for m in reading.messages] == ["1001", "1002"]
    assert reading.report.damage is not None
