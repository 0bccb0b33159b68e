"""No archive crashes what reads it, whatever its files are called and hold: it is read, or refused with a reason."""

import random
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.uploads.intake.limits import Limits
from apps.uploads.intake.trees import open_tree
from apps.uploads.parsing.base import ParseOptions, UnreadableExport
from apps.uploads.parsing.registry import BUNDLE_PARSERS, parse_unit, plan
from apps.uploads.parsing.tree import Tree, TreeFile
from apps.uploads.tests.intake.tars import make_tar
from apps.uploads.tests.intake.zips import make_zip
from apps.uploads.tests.parsing.made_up.chat import make_chat
from apps.uploads.tests.parsing.made_up.writing import Writer, list_writers
from apps.uploads.tests.parsing.test_hostile import FILES, QUICK, require_sound, require_told

NAMES = st.sampled_from(
    [
        "users.json",
        "channels.json",
        "dms.json",
        "general/2024-01-01.json",
        "general/2024-01-02.json",
        "result.json",
        "messages.html",
        "messages2.html",
        "conversations.json",
        "messages/inbox/ann_1/message_1.json",
        "messages/inbox/ann_1/message_2.json",
        "messages/inbox/ann_1/message_1.html",
        "your_instagram_activity/messages/inbox/a_2/message_1.json",
        "Ann_1.json",
        "Google Chat/Groups/DM 1/messages.json",
        "Google Chat/Groups/DM 1/group_info.json",
        "Google Chat/Users/User 1/user_info.json",
        "realm.json",
        "messages-000001.json",
        "teams/1/messages_1.json",
        "users/1/messages_1.json",
        "usersList.json",
        "rocketchat_message.jsonl",
        "rocketchat_message.bson",
        "users.bson",
        "Ann/chat.md",
        "Ann/data.json",
        "letter.docx",
        "paper.pdf",
        "page.html",
        "notes.md",
        "Inbox.mbox",
        "a/_chat.txt",
        "data.json",
        "../x.json",
        "photo.jpg",
    ]
)
TREES = st.dictionaries(NAMES, FILES, min_size=1, max_size=5)
BUNDLE_WRITERS = [
    writer for writer in list_writers() if len(writer.write(make_chat(0, writer.traits, count=2))) > 1
]
DAMAGES = 12


def read_tree(tree: Tree) -> int:
    """Return how many messages were read."""
    count = 0
    for unit in plan(tree):
        try:
            for message in parse_unit(unit, tree, ParseOptions(unit.path)).messages:
                require_sound(message)
                count += 1
        except UnreadableExport as refused:
            require_told(refused)
    return count


@given(members=TREES, make=st.sampled_from([make_zip, make_tar]))
@settings(QUICK, max_examples=80)
def test_any_archive_is_read_or_refused(members, make):
    with TemporaryDirectory() as folder:
        archive, inside = Path(folder) / "upload", Path(folder) / "inside"
        archive.write_bytes(make(members))
        inside.mkdir()
        try:
            tree = open_tree(archive, "upload.zip", inside, Limits()).tree
        except UnreadableExport as refused:
            require_told(refused)
            return
        assert tree.files
        read_tree(tree)


@pytest.mark.parametrize("parser", BUNDLE_PARSERS, ids=lambda parser: parser.name)
@given(members=TREES)
@settings(QUICK, max_examples=40)
def test_every_bundle_parser_survives_trees_that_are_not_its_own(parser, members):
    with TemporaryDirectory() as folder:
        tree = store(members, Path(folder))
        claimed = [path for unit in parser.claim(tree) for path in unit.paths]
        assert set(claimed) <= set(tree.files)
        assert len(claimed) == len(set(claimed))


def store(members: Mapping[str, bytes], folder: Path) -> Tree:
    """Return a tree whose files lie under names of our own, as those of an archive do."""
    tree = Tree("upload.zip")
    for number, (path, content) in enumerate(members.items()):
        file = folder / str(number)
        file.write_bytes(content)
        tree.add(TreeFile(path, len(content), file))
    return tree


def damage(files: Mapping[str, bytes], dice: random.Random) -> dict[str, bytes]:
    """Return an export's files with one gone, emptied, cut off, in the place of another, or with bytes changed."""
    damaged, path = dict(files), dice.choice(list(files))
    content = bytearray(damaged[path])
    match dice.randrange(5):
        case 0:
            del damaged[path]
        case 1:
            damaged[path] = b""
        case 2:
            damaged[path] = bytes(content[: dice.randrange(len(content) + 1)])
        case 3:
            damaged[path] = damaged[dice.choice(list(files))]
        case 4:
            for _ in range(dice.randrange(1, 20)):
                content[dice.randrange(len(content))] = dice.choice((0, 34, 44, 93, 123, 125, 255))
            damaged[path] = bytes(content)
    return damaged


@pytest.mark.parametrize("writer", BUNDLE_WRITERS, ids=lambda writer: writer.name)
def test_damaged_exports_are_read_as_far_as_they_can_be(writer: Writer, tmp_path):
    dice = random.Random(writer.name)
    files = writer.write(make_chat(1, writer.traits, count=12))
    read = 0
    for number in range(DAMAGES):
        folder = tmp_path / str(number)
        folder.mkdir()
        read += read_tree(store(damage(files, dice), folder))
    assert read > 12


def test_an_archive_of_many_files_is_opened_in_good_time(tmp_path):
    """A Slack workspace of years: 2,000 days, which every parser is asked about."""
    members = {
        "users.json": b'[{"id": "U1", "name": "ann"}]',
        "channels.json": b'[{"id": "C1", "name": "general"}]',
    }
    day = b'[{"type": "message", "user": "U1", "text": "hi", "ts": "1516524675.000024"}]'
    members |= {
        f"general/{2000 + n // 360}-{n // 30 % 12 + 1:02}-{n % 30 + 1:02}.json": day for n in range(2_000)
    }
    archive, inside = tmp_path / "upload", tmp_path / "inside"
    archive.write_bytes(make_zip(members))
    inside.mkdir()
    started = time.process_time()
    opened = open_tree(archive, "workspace.zip", inside, Limits())
    assert len(plan(opened.tree)) == 1
    assert time.process_time() - started < 6
