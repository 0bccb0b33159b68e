import json
from datetime import UTC, datetime
from pathlib import Path

import bson
import pytest

from apps.uploads.parsing.base import Attachment, ParseOptions, Reaction, UnreadableExport
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.reading import read_text

AT = datetime(2023, 11, 14, 22, 13, 20, 500000, tzinfo=UTC)
DATE = {"$date": "2023-11-14T22:13:20.500Z"}
SAID = {
    "_id": "m1",
    "rid": "R1",
    "msg": "hi",
    "ts": DATE,
    "u": {"_id": "u1", "username": "ann", "name": "Ann"},
}
ROOMS = [
    {"_id": "R1", "t": "c", "name": "beans", "fname": "Runner beans"},
    {"_id": "R2", "t": "d", "usernames": ["bob", "ann"]},
    {"_id": "R3", "t": "p", "name": "xyz", "fname": "Poles?", "prid": "R1"},
]
USERS = [{"_id": "u1", "username": "ann", "name": "Ann Lee"}, {"_id": "u2", "username": "bob", "name": None}]


def read(*records: dict):
    return read_text("".join(json.dumps(record) + "\n" for record in records), "messages.jsonl")


def read_one(**fields):
    [message] = read({**SAID, **fields}).messages
    return message


def read_dump(folder: Path, *records: dict):
    for name, values in {"rocketchat_message": records, "rocketchat_room": ROOMS, "users": USERS}.items():
        (folder / f"{name}.json").write_text("".join(json.dumps(value) + "\n" for value in values))
    tree = Tree.of_folder(folder)
    [unit] = plan(tree)
    return list(parse_unit(unit, tree, ParseOptions()).messages)


def test_a_message():
    message = read_one(editedAt=DATE)
    assert (message.sender, message.sender_ref, message.text, message.sent_at) == ("Ann", "u1", "hi", AT)
    assert (message.conversation, message.conversation_ref, message.source_ref) == ("R1", "R1", "m1")
    assert (message.is_edited, message.edited_at) == (True, AT)


@pytest.mark.parametrize(
    "ts",
    [DATE, {"$date": 1700000000500}, {"$date": {"$numberLong": "1700000000500"}}, "2023-11-14T22:13:20.500Z"],
)
def test_dates_of_all_exporters(ts):
    assert read(SAID, {**SAID, "ts": ts}).messages[1].sent_at == AT


def test_rooms_and_people_are_named_by_their_collections(tmp_path):
    messages = read_dump(tmp_path, *({**SAID, "rid": room} for room in ("R1", "R2", "R3", "R9")))
    assert [message.conversation for message in messages] == [
        "Runner beans",
        "Ann Lee, bob",
        "Runner beans / Poles?",
        "R9",
    ]
    assert {message.sender for message in messages} == {"Ann Lee"}


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"t": "uj", "msg": "ann"}, "system", "Ann joined the room"),
        ({"t": "au", "msg": "bob"}, "system", "Ann added bob"),
        ({"t": "room_changed_topic", "msg": "poles {x}"}, "system", "Ann changed the topic to poles {x}"),
        ({"t": "brand_new", "msg": "x"}, "system", "Ann: brand new x"),
        ({"t": "videoconf", "msg": ""}, "call", "Ann started a call"),
        ({"t": "rm", "msg": "secret"}, "deleted", ""),
        ({"t": "e2e", "msg": "Zm9v"}, "message", ""),
    ],
)
def test_kinds(fields, kind, text):
    message = read_one(**fields)
    assert (message.kind, message.text) == (kind, text)


def test_earlier_versions_are_left_out_and_told():
    reading = read(SAID, {**SAID, "_id": "m0", "_hidden": True, "parent": "m1"})
    assert [message.source_ref for message in reading.messages] == ["m1"]
    assert any("Earlier versions" in warning for warning in reading.report.warnings)


def test_threads_and_quotations():
    assert (read_one(tcount=2).thread_ref, read_one(tcount=2).reply_to_ref) == ("m1", "")
    assert (read_one(tmid="m0").thread_ref, read_one(tmid="m0").reply_to_ref) == ("m0", "m0")
    quoted = read_one(msg="[ ](https://chat.x.org/channel/beans?msg=m0) yes :tada:")
    assert (quoted.text, quoted.reply_to_ref, quoted.thread_ref) == ("yes 🎉", "m0", "")


def test_files_reactions_and_mentions(tmp_path):
    [message] = read_dump(
        tmp_path,
        {
            **SAID,
            "msg": "",
            "file": {"_id": "f", "name": "a.png", "type": "image/png", "size": 5},
            "attachments": [{"title": "a.png", "type": "file", "image_url": "/x", "description": "look"}],
            "reactions": {":+1:": {"usernames": ["ann", "zoe"]}},
            "mentions": [{"_id": "u2", "username": "bob"}, {"_id": "all", "username": "all"}],
        },
    )
    assert (message.text, message.mentions) == ("look", ("bob",))
    assert message.attachments == (Attachment("a.png", "image", 5),)
    assert message.reactions == (Reaction("👍", 2, ("Ann Lee", "zoe")),)


def write_bson(folder: Path, content: bytes) -> Tree:
    (folder / "rocketchat_message.bson").write_bytes(content)
    (folder / "rocketchat_settings.bson").write_bytes(b"\0\1")
    (folder / "users.metadata.json").write_text('{"indexes": []}')
    return Tree.of_folder(folder)


DOCUMENT = bson.encode({**SAID, "_id": bson.ObjectId(b"0123456789ab"), "ts": AT})


def test_bson_and_collections_beside_it(tmp_path):
    tree = write_bson(tmp_path, DOCUMENT)
    [unit] = plan(tree)
    [message] = parse_unit(unit, tree, ParseOptions()).messages
    assert (message.sent_at, message.source_ref) == (AT, b"0123456789ab".hex())


def test_bson_is_read_up_to_its_damage(tmp_path):
    odd = (12).to_bytes(4, "little") + b"\xff" * 8
    tree = write_bson(tmp_path, DOCUMENT + odd + DOCUMENT + DOCUMENT[:-9])
    [unit] = plan(tree)
    parsed = parse_unit(unit, tree, ParseOptions())
    assert len(list(parsed.messages)) == 2
    assert [skip.position for skip in parsed.report.skips] == [2, 4]
    assert parsed.report.damage.code == "broken_bson"


@pytest.mark.parametrize("content", [b"\1", b"\xff\xff\xff\x7f" * 9, b"\0\0\0\0", b"not bson at all"])
def test_what_is_no_bson_says_so(tmp_path, content):
    tree = write_bson(tmp_path, content)
    with pytest.raises(UnreadableExport) as raised:
        list(parse_unit(plan(tree)[0], tree, ParseOptions()).messages)
    assert raised.value.code == "broken_bson"


def test_a_rooms_export_as_json():
    lines = [
        {"msg": "hello :tada:", "username": "ann", "ts": "2023-11-14T22:13:20.500Z"},
        {
            "msg": "User joined the channel.",
            "username": "bob",
            "ts": "2023-11-14T22:13:21.500Z",
            "type": "uj",
        },
        {"msg": "beans", "username": "bob", "ts": "2023-11-14T22:13:22.500Z", "type": "room_changed_topic"},
        {"msg": "", "username": "bob", "ts": "2023-11-14T22:13:23.500Z", "type": "rm"},
        {
            "msg": "",
            "username": "bob",
            "ts": "2023-11-14T22:13:24.500Z",
            "attachments": [{"type": "file", "title": "plan.pdf", "title_link": "/file-upload/x/plan.pdf"}],
        },
    ]
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    reading = read_text(text, "Runner beans.json")
    assert reading.format == "rocketchat"
    assert {one.conversation for one in reading.messages} == {"Runner beans"}
    assert [(one.sender, one.kind, one.text) for one in reading.messages] == [
        ("ann", "message", "hello 🎉"),
        ("bob", "system", "User joined the channel."),
        ("bob", "system", "bob changed the topic to beans"),
        ("bob", "deleted", ""),
        ("bob", "message", ""),
    ]
    assert reading.messages[0].sent_at == AT
    assert reading.messages[4].attachments == (Attachment("plan.pdf", "file"),)


def test_a_rooms_export_as_a_page():
    page = """<meta http-equiv="content-type" content="text/html; charset=utf-8"><p><strong>ann</strong> \
(Tue, 14 Nov 2023 22:13:20 GMT):<br/>
one &amp; <two>
  three
</p>
<p><strong>bob</strong> (Tue, 14 Nov 2023 22:13:21 GMT):<br/>
<i>User joined the channel.</i>
</p>
<p><strong>bob</strong> (Tue, 14 Nov 2023 22:13:22 GMT):<br/>
see
<br/><a href="./assets/abc-the%20plan.pdf">the plan.pdf</a>
</p>
"""
    reading = read_text(page.replace("<two>", "two"), "GENERAL.html")
    assert reading.format == "rocketchat"
    assert [(one.sender, one.kind, one.text) for one in reading.messages] == [
        ("ann", "message", "one & two\n  three"),
        ("bob", "system", "User joined the channel."),
        ("bob", "message", "see"),
    ]
    assert reading.messages[0].sent_at == AT.replace(microsecond=0)
    assert reading.messages[2].attachments == (Attachment("the plan.pdf", "file"),)
