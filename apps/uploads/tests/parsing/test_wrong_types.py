"""An export is anybody's JSON: in every format that is JSON any value may be of any other type, or missing."""

import json
import random
from pathlib import Path

import pytest

from apps.uploads.parsing.base import ParseOptions, UnreadableExport
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.made_up.chat import make_chat
from apps.uploads.tests.parsing.made_up.writing import Writer, list_writers
from apps.uploads.tests.parsing.test_hostile import require_sound, require_told

WRONG = (
    None,
    True,
    -1,
    0,
    1e308,
    10**30,
    "",
    "x\0\ud800\n",
    "9" * 50,
    [],
    {},
    [[]],
    [None, 5, "x"],
    {"a": [1]},
)
SHARE = 0.04
ROUNDS = 8


def load(content: bytes) -> list | None:
    """Return the values of a JSON document or of JSON lines; None if the file is neither."""
    try:
        return [json.loads(content)]
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in content.splitlines()] or None
    except ValueError:
        return None


JSON_WRITERS = [
    writer
    for writer in list_writers()
    if any(map(load, writer.write(make_chat(0, writer.traits, count=2)).values()))
]


def spoil(value, dice: random.Random):
    if dice.random() < SHARE:
        return dice.choice(WRONG)
    if isinstance(value, dict):
        return {key: spoil(item, dice) for key, item in value.items() if dice.random() > SHARE / 2}
    return [spoil(item, dice) for item in value] if isinstance(value, list) else value


def spoil_file(content: bytes, dice: random.Random) -> bytes:
    values = load(content)
    return content if values is None else "\n".join(json.dumps(spoil(one, dice)) for one in values).encode()


@pytest.mark.parametrize("writer", JSON_WRITERS, ids=lambda writer: writer.name)
def test_values_of_wrong_types_crash_nothing(writer: Writer, tmp_path: Path):
    files = writer.write(make_chat(1, writer.traits, count=12))
    read = 0
    for seed in range(ROUNDS):
        folder, dice = tmp_path / str(seed), random.Random(seed)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(spoil_file(content, dice))
        read += read_all(Tree.of_folder(folder))
    assert read > 0


def read_all(tree: Tree) -> int:
    """Return how many messages were read."""
    count = 0
    for unit in plan(tree):
        try:
            for message in parse_unit(unit, tree, ParseOptions(filename=f"{tree.name}/{unit.path}")).messages:
                require_sound(message)
                count += 1
        except UnreadableExport as refused:
            require_told(refused)
    return count
