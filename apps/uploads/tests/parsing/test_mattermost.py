import json
from datetime import UTC, datetime

from apps.uploads.parsing.base import Attachment, Reaction
from apps.uploads.tests.parsing.reading import read_text

AT = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
POST = {"team": "club", "channel": "beans", "user": "ann", "message": "hi", "create_at": 1700000000000}
HEAD = [
    ("version", 1),
    ("team", {"name": "club", "display_name": "The Club"}),
    ("channel", {"team": "club", "name": "beans", "display_name": "Runner beans"}),
    ("user", {"username": "bob"}),
]


def read(*lines: tuple):
    text = "".join(json.dumps({"type": kind, kind: value}) + "\n" for kind, value in [*HEAD, *lines])
    return read_text(text, "import.jsonl")


def read_one(**fields):
    [message] = read(("post", {**POST, **fields})).messages
    return message


def test_a_post():
    message = read_one()
    assert (message.conversation, message.conversation_ref) == ("Runner beans", "club/beans")
    assert (message.sender, message.sender_ref, message.text, message.sent_at) == ("ann", "ann", "hi", AT)
    assert message.source_ref == "line 5"


def test_the_team_is_named_where_there_are_several():
    lines = (
        ("team", {"name": "other", "display_name": "Other"}),
        ("post", POST),
        ("post", {**POST, "channel": "x"}),
    )
    assert [m.conversation for m in read(*lines).messages] == ["The Club / Runner beans", "The Club / x"]


def test_replies_follow_their_root():
    replies = [
        {"user": "bob", "message": "ho", "create_at": 1700000001000},
        {"user": "ann", "message": "", "create_at": 1},
    ]
    messages = read(("post", {**POST, "replies": replies})).messages
    assert [(m.sender, m.source_ref, m.thread_ref, m.reply_to_ref) for m in messages] == [
        ("ann", "line 5", "line 5", ""),
        ("bob", "line 5, reply 1", "line 5", "line 5"),
        ("ann", "line 5, reply 2", "line 5", "line 5"),
    ]


def test_direct_posts_are_named_by_their_members():
    post = {"channel_members": ["bob", "ann"], "user": "ann", "message": "psst", "create_at": 1700000000000}
    [message] = read(("direct_channel", {"members": ["ann", "bob"]}), ("direct_post", post)).messages
    assert (message.conversation, message.conversation_ref) == ("ann, bob", "direct ann bob")


def test_reactions_mentions_files_and_edits():
    message = read_one(
        message="@bob, @nobody: :tada: see a@bob.org",
        reactions=[
            {"user": "bob", "emoji_name": "+1"},
            {"user": "ann", "emoji_name": "+1"},
            {"emoji_name": "tick"},
        ],
        attachments=[{"path": "20240101/x/a.png"}],
        edit_at=1700000000000,
    )
    assert message.reactions == (Reaction("👍", 2, ("bob", "ann")), Reaction(":tick:", 1))
    assert (message.mentions, message.text) == (("bob",), "@bob, @nobody: 🎉 see a@bob.org")
    assert message.attachments == (Attachment("a.png", "image"),)
    assert (message.is_edited, message.edited_at) == (True, AT)


def test_kinds_are_told_by_newer_servers_only():
    assert [read_one(type=kind).kind for kind in ("", "system_join_channel", "custom_calls", "me", None)] == [
        "message",
        "system",
        "call",
        "message",
        "message",
    ]
    assert read_one(message="ann joined the channel.").kind == "message"


def test_integrations_speak_in_their_properties():
    props = {"attachments": [{"title": "Down", "text": "disk"}]}
    assert read_one(message="", props=props).text == "Down\ndisk"
    assert read_one(message="", props=json.dumps(props)).text == "Down\ndisk"
    assert read_one(message="", props="{broken").text == ""


def test_broken_lines_are_skipped():
    lines = (
        '{"type":"version","version":1}',
        '{"type":"post","post":{"mess',
        "[]",
        '{"type":"post","post":{"message":"a"}}',
    )
    text = "\n".join(lines)
    reading = read_text(text, "import.jsonl")
    assert reading.texts == ["a"]
    assert [skip.position for skip in reading.report.skips] == [2, 3, 4]


def test_the_table_of_a_compliance_export():
    table = (
        "Post Creation Time,Team Id,Team Name,Team Display Name,Channel Id,Channel Name,Channel Display Name,"
        "Channel Type,User Id,User Email,Username,Post Id,Edited By Post Id,Replied to Post Id,Post Message,"
        "Post Type,User Type,Previews Post Id\n"
        "1700000000500,t1,acme,Acme,c1,general,General talk,public,u1,a@x.org,ann,p1,,,hello :tada:,message,user,\n"
        '1700000001500,t1,acme,Acme,c1,general,General talk,public,u2,b@x.org,bob,p2,,p1,"hi\n two",message,user,\n'
        "1700000002500,t1,acme,Acme,c1,general,General talk,public,u2,b@x.org,bob,,,,bob left,system_leave,user,\n"
    )
    reading = read_text(table, "export.csv")
    assert reading.format == "mattermost"
    assert [(one.conversation, one.conversation_ref) for one in reading.messages] == [
        ("General talk", "c1")
    ] * 3
    assert [(one.sender, one.sender_ref, one.text, one.kind) for one in reading.messages] == [
        ("ann", "u1", "hello 🎉", "message"),
        ("bob", "u2", "hi\n two", "message"),
        ("bob", "u2", "bob left", "system"),
    ]
    assert [one.source_ref for one in reading.messages[:2]] == ["p1", "p2"]
    assert reading.messages[1].reply_to_ref == "p1"
    assert reading.messages[0].sent_at.timestamp() == 1_700_000_000.5


def test_the_table_of_a_channel():
    table = (
        "Post Creation Time,User Id,User Email,User Type,User Name,Post Id,Parent Post Id,Post Message,Post Type\n"
        "2023-11-14 22:13:20.5 +0000 UTC,u1,a@x.org,user,ann,p1,,hello,message\n"
    )
    [message] = read_text(table, "beans.csv").messages
    assert (message.conversation, message.sender, message.text) == ("beans", "ann", "hello")
    assert message.sent_at.timestamp() == 1_700_000_000.5
