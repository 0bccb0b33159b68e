import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.uploads.parsing.base import Attachment, ParseOptions, Reaction
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.reading import read_text

AT = datetime(2023, 1, 17, 19, 33, 19, 87000, tzinfo=UTC)
ANN = {"id": "11", "name": "ann", "discriminator": "0000", "nickname": "Annie", "isBot": False}
SAID = {
    "id": "5",
    "type": "Default",
    "timestamp": "2023-01-17T20:33:19.087+01:00",
    "content": "hi",
    "author": ANN,
}
HEAD = {
    "guild": {"id": "1", "name": "Club"},
    "channel": {"id": "77", "type": "GuildTextChat", "category": "Garden", "name": "beans"},
}


def read(*records: dict, head: dict = HEAD):
    return read_text(json.dumps({**head, "messages": records, "messageCount": len(records)}), "x.json")


def read_one(**fields):
    [message] = read({**SAID, **fields}).messages
    return message


def test_a_message_and_its_channel():
    message = read_one(timestampEdited="2023-01-17T19:33:19.087+00:00")
    assert (message.sender, message.sender_ref, message.text, message.sent_at) == ("ann", "11", "hi", AT)
    assert (message.conversation, message.conversation_ref, message.source_ref) == ("Club / beans", "77", "5")
    assert (message.is_edited, message.edited_at) == (True, AT)


@pytest.mark.parametrize(
    ("guild", "channel", "name"),
    [
        (
            {"id": "0", "name": "Direct Messages"},
            {"type": "DirectTextChat", "category": "Private", "name": "bob"},
            "bob",
        ),
        (
            {"name": "Club"},
            {"type": "GuildPublicThread", "category": "beans", "name": "poles"},
            "Club / beans / poles",
        ),
        ({"name": "Club"}, {}, "Club / x"),
    ],
)
def test_names_of_channels(guild, channel, name):
    assert read(SAID, head={"guild": guild, "channel": channel}).messages[0].conversation == name


def test_a_head_behind_the_messages_is_found():
    document = {"guild": HEAD["guild"], "messages": [SAID], "channel": HEAD["channel"]}
    assert read_text(json.dumps(document), "x.json").messages[0].conversation == "Club / beans"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Default", "message"),
        ("Reply", "message"),
        ("20", "message"),
        ("Call", "call"),
        ("GuildMemberJoin", "system"),
        ("8", "system"),
        ("BrandNew", "system"),
    ],
)
def test_kinds(name, kind):
    reading = read({**SAID, "type": name})
    assert reading.messages[0].kind == kind
    assert bool(reading.report.warnings) == (name == "BrandNew")


def test_replies_in_the_channel_and_elsewhere():
    refs = [
        read_one(type="Reply", reference={"messageId": "3", "channelId": channel}).reply_to_ref
        for channel in ("77", None, "8")
    ]
    assert refs == ["3", "3", ""]
    assert read_one(type="ChannelPinnedMessage", reference={"messageId": "3"}).reply_to_ref == ""


def test_files_stickers_reactions_and_mentions():
    message = read_one(
        attachments=[
            {"url": "https://x/a.png?e=1", "fileName": "a.png", "fileSizeBytes": 5},
            {"url": "https://x/b.mp4?e"},
        ],
        stickers=[{"id": "1", "name": "wave", "sourceUrl": "x"}],
        reactions=[
            {"emoji": {"id": "", "name": "👍"}, "count": 3, "users": [{"name": "bob"}]},
            {"emoji": {"id": "99", "name": "parrot"}, "count": 1},
        ],
        mentions=[{"id": "12", "name": "bob", "nickname": "B"}, {"id": "12", "name": "bob"}],
    )
    assert message.attachments == (
        Attachment("a.png", "image", 5),
        Attachment("b.mp4", "video"),
        Attachment("wave", "sticker"),
    )
    assert message.reactions == (Reaction("👍", 3, ("bob",)), Reaction(":parrot:", 1))
    assert message.mentions == ("bob",)


def test_forwarded_messages_have_their_words():
    forwarded = {"content": "old news", "attachments": [{"fileName": "a.png"}], "timestamp": "x"}
    message = read_one(
        content="", forwardedMessage=forwarded, reference={"messageId": "3", "channelId": "77"}
    )
    assert (message.text, message.forwarded_from, message.reply_to_ref) == ("old news", "unknown", "")
    assert message.attachments == (Attachment("a.png", "image"),)


def test_embeds_are_words_of_bots_and_of_messages_without_others():
    embeds = [{"title": "T", "description": "D", "fields": [{"name": "a", "value": "b"}]}]
    assert read_one(embeds=embeds).text == "hi"
    assert read_one(embeds=embeds, content="").text == "T\nD\na: b"
    assert read_one(embeds=embeds, author={**ANN, "isBot": True}).text == "hi\nT\nD\na: b"


def test_discords_own_markup_and_commands():
    message = read_one(
        content="<@12> <@!12> <@99> <:parrot:5> <a:dance:6> 1 < 2",
        mentions=[{"id": "12", "name": "bob"}],
        interaction={"id": "1", "name": "roll", "user": {"id": "13", "name": "zoe"}},
    )
    assert (message.text, message.mentions) == ("@bob @bob <@99> :parrot: :dance: 1 < 2", ("bob", "zoe"))


def test_repeated_ids_are_read_once():
    assert read(SAID, {**SAID, "content": "again"}, {**SAID, "id": "6"}).texts == ["hi", "hi"]


def write_parts(folder: Path) -> Tree:
    parts = {
        "beans [part 10].json": ("4", "2024-04-01T00:00:00+00:00"),
        "beans [part 9].json": ("3", "2024-03-01T00:00:00+00:00"),
        "later.json": ("9", "2024-09-01T00:00:00+00:00"),
        "a.json": ("1", "2024-01-01T00:00:00+00:00"),
    }
    for name, (number, at) in parts.items():
        records = [{**SAID, "id": number, "timestamp": at}]
        (folder / name).write_text(json.dumps({**HEAD, "messages": records}))
    other = {**HEAD, "channel": {"id": "78", "name": "peas"}, "messages": [SAID]}
    (folder / "peas.json").write_text(json.dumps(other))
    return Tree.of_folder(folder)


def test_files_of_one_channel_are_one_unit_in_order_of_time(tmp_path):
    tree = write_parts(tmp_path)
    parts, other = plan(tree)
    assert parts.paths == ("a.json", "beans [part 9].json", "beans [part 10].json", "later.json")
    assert (other.path, other.format) == ("peas.json", "")
    messages = list(parse_unit(parts, tree, ParseOptions()).messages)
    assert [message.source_ref for message in messages] == ["1", "3", "4", "9"]
    assert {message.conversation_ref for message in messages} == {"77"}
