"""Which folders of a tree are a workspace's channels."""

import re

from apps.uploads.parsing.base import Unit
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import Tree, TreeFile

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json$")
MESSAGE = re.compile(r'"ts"\s*:\s*"\d{9,10}\.\d{6}"')
TYPE = re.compile(r'"type"\s*:\s*"message"')
LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json")
PEOPLE = ("users.json", "org_users.json")


def looks_like_messages(text: str) -> bool:
    """Return whether the beginning of a file is that of Slack messages."""
    return text.lstrip()[:1] in ("[", "{") and bool(MESSAGE.search(text)) and bool(TYPE.search(text))


def claim_channels(tree: Tree, format_name: str) -> list[Unit]:
    """Return a unit per channel, its days in order; what else of JSON stands beside them only helps to read them."""
    folders: dict[str, list[TreeFile]] = {}
    for file in tree.readable():
        if DAY.match(file.name) and file.folder:
            folders.setdefault(file.folder, []).append(file)
    roots = {file.folder for name in (*LISTS, *PEOPLE) for file in tree.named(name)}
    units = []
    for folder, days in folders.items():
        days.sort(key=lambda day: day.name)
        if _root_of(folder) in roots or any(map(_is_slack, days[:3])):
            units.append(Unit(folder, tuple(day.path for day in days), format_name))
    _set_aside_lists(tree, {unit.path for unit in units})
    return units


def _is_slack(day: TreeFile) -> bool:
    with day.file.open("rb") as source:
        return looks_like_messages(decode_sample(source.read(SAMPLE_BYTES)))


def _set_aside_lists(tree: Tree, channels: set[str]) -> None:
    """Take the JSON at the root and beside the days, such as logs of integrations and canvases, out of what is read."""
    folders = channels | {_root_of(folder) for folder in channels}
    for file in tree.readable():
        if file.folder in folders and file.name.lower().endswith(".json") and not DAY.match(file.name):
            tree.take_as_helper(file.path)


def _root_of(folder: str) -> str:
    return folder.rpartition("/")[0]
