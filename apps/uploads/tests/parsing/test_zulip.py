import json
import time

import pytest

from apps.uploads.parsing.base import ParseOptions, UnreadableExport
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.parsing.zulip.markdown import read_markdown
from apps.uploads.tests.parsing.reading import read_text

PEOPLE = [{"id": 1, "full_name": "Ann"}, {"id": 2, "full_name": "Bob"}, {"id": 3, "full_name": "Cem"}]
RECIPIENTS = [
    {"id": 11, "type": 1, "type_id": 1},
    {"id": 12, "type": 1, "type_id": 2},
    {"id": 21, "type": 2, "type_id": 7},
    {"id": 31, "type": 3, "type_id": 9},
]
MEMBERS = [{"recipient": 31, "user_profile": number} for number in (1, 2, 3)]
REALM = {
    "zerver_realm": [{"id": 2, "string_id": "o1"}],
    "zerver_userprofile": PEOPLE,
    "zerver_stream": [{"id": 7, "name": "garden"}],
    "zerver_recipient": RECIPIENTS,
    "zerver_subscription": MEMBERS,
}


def row(number: int, sender: int, recipient: int, content: str = "hi", **more) -> dict:
    more = {"subject": "shed", "date_sent": 1.7e9 + number, **more}
    return {"id": number, "sender": sender, "recipient": recipient, "content": content, **more}


def read_export(tmp_path, *rows, realm=REALM):
    (tmp_path / "realm.json").write_text(json.dumps(realm))
    (tmp_path / "messages-000001.json").write_text(json.dumps({"zerver_message": list(rows)}))
    (tmp_path / "avatars").mkdir()
    (tmp_path / "avatars" / "records.json").write_text('[{"path": "2/ab.png", "last_modified": 1.7e9}]')
    tree = Tree.of_folder(tmp_path)
    [unit] = plan(tree)
    parsed = parse_unit(unit, tree, ParseOptions(filename="export.zip"))
    return list(parsed.messages), parsed.report


def test_direct_messages_of_two_people_are_one_conversation(tmp_path):
    messages, _ = read_export(tmp_path, row(1, 1, 12), row(2, 2, 11), row(3, 1, 11), row(4, 3, 31))
    assert [(m.conversation, m.conversation_ref, m.thread_ref) for m in messages] == [
        ("Ann, Bob", "o1/direct:1-2", ""),
        ("Ann, Bob", "o1/direct:1-2", ""),
        ("Ann", "o1/direct:1", ""),
        ("Ann, Bob, Cem", "o1/group:9", ""),
    ]


def test_a_group_of_two_is_their_direct_conversation_and_bots_have_names(tmp_path):
    members = [*MEMBERS, {"recipient": 32, "user_profile": 2}, {"recipient": 32, "user_profile": 1}]
    realm = {
        **REALM,
        "zerver_recipient": [*RECIPIENTS, {"id": 32, "type": 3, "type_id": 10}],
        "zerver_subscription": members,
        "zerver_userprofile_crossrealm": [{"id": 5, "email": "notification-bot@zulip.com"}],
    }
    messages, _ = read_export(tmp_path, row(1, 1, 32), row(2, 5, 21, "/poll Tea?\nyes"), realm=realm)
    assert [(m.conversation_ref, m.sender, m.kind, m.text) for m in messages] == [
        ("o1/direct:1-2", "Ann", "message", "hi"),
        ("o1/channel:7", "Notification Bot", "poll", "Tea?\nyes"),
    ]


def test_topics_are_threads_and_begin_a_session(tmp_path):
    rows = [row(1, 1, 21), row(2, 2, 21, subject="gate"), row(3, 1, 21), row(4, 8, 99)]
    messages, _ = read_export(tmp_path, *rows)
    assert [(m.conversation, m.thread_ref, m.starts_session) for m in messages[:3]] == [
        ("garden", "shed", True),
        ("garden", "gate", True),
        ("garden", "shed", False),
    ]
    assert (messages[3].sender, messages[3].conversation) == ("User 8", "export")


def test_only_edits_of_words_count(tmp_path):
    moved = row(1, 1, 21, last_edit_time=1.7e9, edit_history='[{"prev_topic": "x"}]')
    edited = row(2, 1, 21, last_edit_time=1.7e9, edit_history=[{"prev_content": "x"}])
    messages, _ = read_export(tmp_path, moved, edited, row(3, 1, 21, "(deleted)"))
    assert [(m.is_edited, m.kind) for m in messages] == [
        (False, "message"),
        (True, "message"),
        (False, "deleted"),
    ]


def test_a_broken_realm_leaves_numbers_for_names(tmp_path):
    messages, _ = read_export(tmp_path, row(1, 1, 21), realm=["nothing"])
    assert (messages[0].sender, messages[0].sender_ref) == ("User 1", "")


@pytest.mark.parametrize(
    ("content", "text", "mentions", "links", "answered"),
    [
        ("@**Ann Bee|7**, hi", "@Ann Bee, hi", ("Ann Bee",), (), ""),
        ("@_**Ann** and @*helpers*", "@Ann and @helpers", ("Ann",), (), ""),
        ("see #**garden>shed** and #**gate**", "see #garden > shed and #gate", (), (), ""),
        ("[here](https://x.org/a)", "here", (), ("https://x.org/a",), ""),
        ("[plan.pdf](/user_uploads/2/ab/plan.pdf)", "plan.pdf", (), (), ""),
        (
            "@_**Ann|7** [said](https://z/#narrow/near/12):\n````quote\n```quote\na\n```\n````\nyes",
            "yes",
            (),
            (),
            "12",
        ),
        ("@_**Ann|7** [said](https://z/#narrow/near/12):\n```quote\nopen", "", (), (), "12"),
        ("/me waves", "waves", (), (), ""),
    ],
)
def test_markdown_reads_as_people_see_it(content, text, mentions, links, answered):
    assert read_markdown(content) == (text, mentions, links, answered, False)


def test_polls_and_emoji():
    poll = read_markdown("/poll Tea :tea: or coffee?\ntea\ncoffee")
    assert (poll.is_poll, poll.text) == (True, "Tea 🍵 or coffee?\ntea\ncoffee")
    assert not read_markdown("/pollen is everywhere").is_poll


def test_a_lone_shard_is_read_with_numbers_for_names():
    reading = read_text(json.dumps({"zerver_message": [row(1, 5, 21)]}), "messages-000001.json")
    assert [(m.sender, m.text, m.thread_ref) for m in reading.messages] == [("User 5", "hi", "shed")]
    assert "realm.json" in reading.report.warnings[0]


def test_a_shard_without_contents_is_refused():
    with pytest.raises(UnreadableExport):
        read_text(
            '{"zerver_message": [{"id": 1, "date_sent": 1409000102}], "zerver_usermessage": []}', "x.json"
        )


def test_names_of_channel_and_topic_come_from_zulip_archives_folders():
    topic = [
        {"id": 1, "sender_full_name": "Ann", "timestamp": 1_594_905_457, "content": "<p>Hi <b>all</b></p>"}
    ]
    [message] = read_text(
        json.dumps(topic), "a.zip/zulip_json/113488-general/'Occurs.20check'.20error.json"
    ).messages
    assert (message.conversation, message.conversation_ref, message.thread_ref) == (
        "general",
        "",
        "'Occurs check' error",
    )
    assert message.text == "Hi all"


@pytest.mark.parametrize(
    "piece", ["@**a", "@_**a|1** [x](", "[", "[a](b", "#**a>", "```quote\n", "@*a", "/near/1"]
)
def test_markdown_takes_linear_time(piece):
    started = time.process_time()
    for lead in ("", "@_**Ann|7** [said](https://z/near/12):\n```quote\n"):
        read_markdown(lead + piece * (100_000 // len(piece)))
    assert time.process_time() - started < 0.5


def test_the_server_s_answers_in_markdown():
    message = {
        "id": 1, "sender_full_name": "Ann", "sender_email": "Ann@x.org", "timestamp": 1_700_000_000, "subject": "t",
        "display_recipient": "garden", "content": "@**Bob** [see](https://x.org)", "content_type": "text/x-markdown",
    }  # fmt: skip
    [found] = read_text(json.dumps({"result": "success", "messages": [message]}), "answer.json").messages
    assert (found.text, found.mentions, found.links, found.sender_ref) == (
        "@Bob see",
        ("Bob",),
        ("https://x.org",),
        "ann@x.org",
    )
