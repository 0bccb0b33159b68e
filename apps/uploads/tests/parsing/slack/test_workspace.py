import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.uploads.parsing.base import Attachment, ParsedMessage, ParseOptions, ParseReport, Reaction
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.reading import read_text

AT = datetime(2023, 11, 14, 22, 13, 20, 100, tzinfo=UTC)
SAID = {"type": "message", "user": "U1", "text": "hi", "ts": "1700000000.000100"}
USERS = [
    {
        "id": "U1",
        "name": "ann",
        "real_name": "Ann Lee",
        "profile": {"display_name": "annie", "real_name": "Ann Lee"},
    },
    {"id": "U2", "name": "bob", "real_name": "Bob Ray", "profile": {"display_name": ""}},
    {"id": "U3", "name": "builder", "profile": {"real_name": "Builder", "bot_id": "B3"}},
]
LISTS = {
    "users.json": USERS,
    "channels.json": [{"id": "C1", "name": "beans"}, {"id": "C2", "name": "peas"}],
    "groups.json": [{"id": "G1", "name": "secret"}],
    "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
    "mpims.json": [{"id": "G2", "name": "mpdm-ann--bob--x-1", "members": ["U1", "U2", "U9"]}],
    "integration_logs.json": [{"user_id": "U1", "date": "1517041753"}],
}


def write(folder: Path, files: dict[str, list], base: str = "") -> Tree:
    for path, value in files.items():
        (folder / base / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / base / path).write_text(json.dumps(value))
    return Tree.of_folder(folder)


def read_tree(tree: Tree) -> tuple[list[ParsedMessage], list[ParseReport]]:
    parsed = [parse_unit(unit, tree, ParseOptions(filename=f"x/{unit.path}")) for unit in plan(tree)]
    messages = [message for source in parsed for message in source.messages]
    assert {source.parser.name for source in parsed} <= {"slack"}
    return messages, [source.report for source in parsed]


@pytest.fixture
def read_one(tmp_path):
    def read(**fields):
        tree = write(tmp_path, {**LISTS, "beans/2023-11-14.json": [{**SAID, **fields}]})
        [message], _ = read_tree(tree)
        return message

    return read


def test_a_message(read_one):
    message = read_one(edited={"user": "U1", "ts": "1700000000.000100"})
    assert (message.sender, message.sender_ref, message.text, message.sent_at) == ("annie", "U1", "hi", AT)
    assert (message.conversation, message.conversation_ref) == ("beans", "C1")
    assert (message.source_ref, message.is_edited, message.edited_at) == ("1700000000.000100", True, AT)


@pytest.mark.parametrize("base", ["", "export", "a/b"])
def test_each_channel_is_a_unit_of_all_its_days(tmp_path, base):
    days = {
        f"beans/2023-11-{day}.json": [{**SAID, "ts": f"17000{day}000.000100"}] for day in ("15", "14", "09")
    }
    tree = write(tmp_path, {**LISTS, **days, "peas/2023-11-14.json": [SAID], "beans/canvas.json": [1]}, base)
    units = {unit.path: [path.rpartition("/")[2] for path in unit.paths] for unit in plan(tree)}
    prefix = f"{base}/" if base else ""
    assert units == {
        f"{prefix}beans": ["2023-11-09.json", "2023-11-14.json", "2023-11-15.json"],
        f"{prefix}peas": ["2023-11-14.json"],
    }
    assert len(read_tree(tree)[0]) == 4


@pytest.mark.parametrize(
    ("folder", "name", "ref"),
    [
        ("C2", "peas", "C2"),
        ("secret", "secret", "G1"),
        ("D1", "annie, Bob Ray", "D1"),
        ("mpdm-ann--bob--x-1", "annie, Bob Ray, U9", "G2"),
        ("gone", "gone", ""),
    ],
)
def test_names_of_conversations(tmp_path, folder, name, ref):
    messages, _ = read_tree(write(tmp_path, {**LISTS, f"{folder}/2023-11-14.json": [SAID]}))
    assert (messages[0].conversation, messages[0].conversation_ref) == (name, ref)


@pytest.mark.parametrize(
    ("fields", "name", "ref"),
    [
        ({"user": "U2"}, "Bob Ray", "U2"),
        ({"user": "U9", "user_profile": {"display_name": "", "real_name": "Stranger"}}, "Stranger", "U9"),
        ({"user": "U9"}, "U9", "U9"),
        ({"user": None, "bot_id": "B3"}, "Builder", "B3"),
        ({"user": None, "bot_id": "B9", "subtype": "bot_message", "username": "deploy"}, "deploy", "B9"),
        ({"user": None, "bot_id": "B9", "bot_profile": {"name": "ci"}}, "ci", "B9"),
        (
            {"user": None, "subtype": "file_comment", "comment": {"user": "U2", "comment": "nice"}},
            "Bob Ray",
            "U2",
        ),
    ],
)
def test_senders(read_one, fields, name, ref):
    message = read_one(**fields)
    assert (message.sender, message.sender_ref) == (name, ref)


def test_threads_over_days_and_replies_sent_to_the_channel_too(tmp_path):
    root = {**SAID, "thread_ts": SAID["ts"], "reply_count": 2}
    reply = {**SAID, "ts": "1700090000.000100", "thread_ts": SAID["ts"], "parent_user_id": "U1"}
    broadcast = {**reply, "ts": "1700090001.000100", "subtype": "thread_broadcast", "root": root}
    days = {"beans/2023-11-14.json": [root], "beans/2023-11-15.json": [reply, broadcast, broadcast]}
    messages, _ = read_tree(write(tmp_path, {**LISTS, **days}))
    assert [(m.kind, m.thread_ref, m.reply_to_ref) for m in messages] == [
        ("message", SAID["ts"], ""),
        ("message", SAID["ts"], SAID["ts"]),
        ("message", SAID["ts"], SAID["ts"]),
    ]


@pytest.mark.parametrize(
    ("subtype", "kind"),
    [
        ("me_message", "message"),
        ("file_share", "message"),
        ("channel_join", "system"),
        ("pinned_item", "system"),
        ("huddle_thread", "call"),
        ("tombstone", "deleted"),
        ("brand_new", "system"),
    ],
)
def test_kinds(tmp_path, subtype, kind):
    [message], [report] = read_tree(
        write(tmp_path, {**LISTS, "beans/2023-11-14.json": [{**SAID, "subtype": subtype}]})
    )
    assert message.kind == kind
    assert bool(report.warnings) == (subtype == "brand_new")
    assert (message.text, message.sender) == (("", None) if kind == "deleted" else ("hi", "annie"))


@pytest.mark.parametrize(
    ("text", "shown", "mentions", "links"),
    [
        ("hi <@U1>, <@U2|bobby> and <@U9>", "hi @annie, @Bob Ray and @U9", ("annie", "Bob Ray", "U9"), ()),
        ("<#C1|beans> <#C2> <#C9>", "#beans #peas #C9", (), ()),
        ("<!here> <!subteam^S1|@crew> <!date^5^{date}|then>", "@here @crew then", (), ()),
        (
            "<https://x.org/?a=1&amp;b=2|docs> <http://y.org>",
            "docs http://y.org",
            (),
            ("https://x.org/?a=1&b=2",),
        ),
        ("<mailto:a@x.org|a@x.org>", "a@x.org", (), ()),
        (
            "a &lt;b&gt; &amp;amp; :+1: :tada: :nobody: 10:30:00",
            "a <b> &amp; 👍 🎉 :nobody: 10:30:00",
            (),
            (),
        ),
        ("2 < 3 > 1", "2 < 3 > 1", (), ()),
    ],
)
def test_markup(read_one, text, shown, mentions, links):
    message = read_one(text=text)
    assert (message.text, message.mentions, message.links) == (shown, mentions, links)


def test_events_name_people_without_mentioning_them(read_one):
    message = read_one(subtype="channel_join", text="<@U1> has joined the channel")
    assert (message.text, message.mentions) == ("annie has joined the channel", ())


BLOCKS = [
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "see <"},
                    {"type": "user", "user_id": "U2"},
                    {"type": "link", "url": "https://x.org", "text": "docs"},
                    {"type": "emoji", "name": "tada"},
                ],
            },
            {
                "type": "rich_text_list",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]},
                ],
            },
        ],
    },
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*<@U1>*"},
        "fields": [{"type": "plain_text", "text": "<f"}],
    },
]


def test_blocks_speak_where_the_text_is_empty(read_one):
    message = read_one(text="", blocks=BLOCKS)
    assert message.text == "see <@Bob Raydocs🎉\none\ntwo\n*@annie*<f"
    assert (message.mentions, message.links) == (("Bob Ray", "annie"), ("https://x.org",))
    assert read_one(blocks=BLOCKS).text == "hi"


def test_attachments_speak_for_bots_and_quote_people(read_one):
    alert = {
        "title": "Down",
        "text": "server &amp; disk",
        "fields": [{"title": "host", "value": "a"}],
        "fallback": "x",
    }
    assert read_one(text="", attachments=[alert]).text == "Down\nserver & disk\nhost: a"
    assert read_one(attachments=[alert]).text == "hi"
    assert read_one(bot_id="B3", attachments=[alert]).text == "hi\nDown\nserver & disk\nhost: a"
    assert read_one(bot_id="B3", attachments=[{**alert, "from_url": "https://x"}]).text == "hi"
    assert read_one(text="", attachments=[{"fallback": "only this"}]).text == "only this"
    shared = read_one(
        text="look", attachments=[{"is_share": True, "author_name": "Bob Ray", "text": "old news"}]
    )
    assert (shared.text, shared.forwarded_from) == ("look\nold news", "Bob Ray")


def test_files_and_reactions(read_one):
    message = read_one(
        files=[
            {"id": "F1", "name": "a.png", "mimetype": "image/png", "size": 5, "mode": "hosted"},
            {"id": "F2", "mode": "tombstone"},
            {"id": "F3", "mode": "hidden_by_limit", "name": None},
        ],
        reactions=[
            {"name": "+1::skin-tone-2", "users": ["U1", "U9"], "count": 3},
            {"name": "partyparrot", "users": [], "count": 1},
        ],
    )
    assert message.attachments == (
        Attachment("a.png", "image", 5),
        Attachment("", "file"),
        Attachment("", "file"),
    )
    assert message.reactions == (Reaction("👍", 3, ("annie", "U9")), Reaction(":partyparrot:", 1))


def test_without_lists_ids_are_names_and_that_is_told(tmp_path):
    [message], [report] = read_tree(write(tmp_path, {"beans/2023-11-14.json": [SAID]}))
    assert (message.sender, message.conversation, len(report.warnings)) == ("U1", "beans", 1)


def test_broken_lists_and_days_do_no_harm_to_others(tmp_path):
    tree = write(tmp_path, {**LISTS, "beans/2023-11-14.json": [SAID], "beans/2023-11-15.json": [SAID, SAID]})
    (tmp_path / "users.json").write_text('[{"id": "U1", "na')
    (tmp_path / "dms.json").write_text("nonsense")
    (tmp_path / "beans/2023-11-15.json").write_text(
        '[{"type": "message", "ts": "1700090000.000100", "text": "b"}, {"ty'
    )
    messages, [report] = read_tree(tree)
    assert [message.text for message in messages] == ["hi", "b"]
    assert report.damage.code == "broken_json"


def test_folders_of_dates_that_are_not_slack_are_left_to_others(tmp_path):
    tree = write(tmp_path, {"diary/2023-11-14.json": [{"sender": "Ann", "text": "hi", "time": 1700000000}]})
    assert [unit.format for unit in plan(tree)] == [""]


def test_a_day_alone_and_a_channel_of_slackdump():
    assert read_text(json.dumps([SAID]), "export/beans/2023-11-14.json").messages[0].conversation == "beans"
    reply = {**SAID, "ts": "1700000009.000100", "thread_ts": SAID["ts"]}
    dump = {"channel_id": "C1", "name": "beans", "messages": [{**SAID, "slackdump_thread_replies": [reply]}]}
    reading = read_text(json.dumps(dump), "C1.json")
    assert (reading.format, [m.reply_to_ref for m in reading.messages]) == ("slack", ["", SAID["ts"]])


@pytest.mark.parametrize("piece", ["<", "<@U1|", "&amp;", ":a:", ":", "<http://x|y>", "a:b:"])
def test_markup_takes_linear_time(read_one, piece):
    started = time.process_time()
    read_one(text=piece * (250_000 // len(piece)))
    assert time.process_time() - started < 1.5


def test_a_bots_blocks_say_more_than_its_notification(read_one):
    poll = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Lunch?*"}},
        {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Vote"}}]},
    ]
    assert read_one(bot_id="B3", text="A poll for you", blocks=poll).text == "A poll for you\n*Lunch?*"
    assert read_one(bot_id="B3", text="*Lunch?*", blocks=poll).text == "*Lunch?*"


def test_a_dump_of_one_channel_names_it():
    dump = {"channel_id": "C7", "name": "everyone", "messages": [SAID]}
    [message] = read_text(json.dumps(dump), "C7.json").messages
    assert (message.conversation, message.conversation_ref) == ("everyone", "C7")


def test_teams_of_a_grid_know_the_people_of_all(tmp_path):
    files = {
        "org_users.json": [{"id": "U7", "profile": {"display_name": "zoë"}}, {"id": "U1", "name": "old"}],
        "teams/acme/users.json": USERS,
        "teams/acme/channels.json": LISTS["channels.json"],
        "teams/acme/beans/2023-11-14.json": [SAID, {**SAID, "user": "U7", "ts": "1700000001.000100"}],
        "FC:F12345:Plans/2023-11-14.json": [SAID],
    }
    messages, _ = read_tree(write(tmp_path, files))
    assert [(one.conversation, one.sender) for one in messages if one.conversation_ref == "C1"] == [
        ("beans", "annie"),
        ("beans", "zoë"),
    ]
    assert {one.conversation for one in messages if one.conversation_ref == "F12345"} == {"Plans"}
