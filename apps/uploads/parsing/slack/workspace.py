"""Who and what a workspace's ids stand for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.slack.units import LISTS, PEOPLE
from apps.uploads.parsing.tree import Tree
from apps.uploads.parsing.values import dict_of, list_of, name_of, ref_of

NAMES = ("display_name", "real_name", "name")
MAX_NAMED = 8
"""Members that name a group's chat; more are counted."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Names by id: of people and bots, and of channels; `channels` also by the channel's folder."""

    people: dict[str, str] = field(default_factory=dict)
    channels: dict[str, "Channel"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Channel:
    ref: str
    name: str


def load_workspace(tree: Tree, root: str) -> Workspace:
    """Return what the lists at the root folder say, and of people those above it, as a grid has them for all teams."""
    found = [place for folder in _above(root) for place in _find(tree, folder, PEOPLE)]
    found += _find(tree, root, (*PEOPLE, *LISTS))
    return _load(tuple(found))


def _above(root: str) -> Iterator[str]:
    """Yield the folders around one, the outermost first."""
    parts = root.split("/") if root else []
    return ("/".join(parts[:depth]) for depth in range(len(parts)))


def _find(tree: Tree, folder: str, names: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Yield name, path and time of change of the lists there are."""
    for name in names:
        file = tree.files.get(f"{folder}/{name}" if folder else name)
        if file is not None and file.file is not None:
            yield name, str(file.file), file.file.stat().st_mtime_ns


@lru_cache(maxsize=2)
def _load(lists: tuple[tuple[str, str, int], ...]) -> Workspace:
    """Read the lists once for all channels of a workspace; the time of change keeps a reused path apart."""
    workspace = Workspace()
    for name, path, _ in lists:
        if name in PEOPLE:
            workspace.people.update(_read_people(Path(path)))
    for name, path, _ in lists:
        if name in LISTS:
            for record in _records(Path(path)):
                _add_channel(record, workspace)
    return workspace


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as source:
            for item in iter_items(source, ParseReport(), "item", "users.item", "channels.item"):
                yield item.value
    except UnreadableExport:
        return


def _read_people(path: Path) -> Iterator[tuple[str, str]]:
    for record in _records(path):
        name = person_name(record)
        for ref in (ref_of(record.get("id")), ref_of(dict_of(record.get("profile")).get("bot_id"))):
            if ref and name:
                yield ref, name


def person_name(record: dict[str, Any]) -> str:
    """Return the name that Slack shows for a user or a message's `user_profile`."""
    profile = dict_of(record.get("profile"))
    names = (name_of(holder.get(key)) for key in NAMES for holder in (profile, record))
    return next(filter(None, names), "")


def _add_channel(record: dict[str, Any], workspace: Workspace) -> None:
    """Private channels and group messages have names too, but the latter's are made of members' handles."""
    ref, name = ref_of(record.get("id")), name_of(record.get("name"))
    if not name or name.startswith("mpdm-"):
        name = _name_members(list_of(record.get("members")), workspace) or name
    channel = Channel(ref, name or ref)
    for key in (ref, name_of(record.get("name"))):
        if key:
            workspace.channels[key] = channel


def _name_members(members: list[Any], workspace: Workspace) -> str:
    names = [workspace.people.get(ref_of(member)) or ref_of(member) for member in members]
    shown = ", ".join(filter(None, names[:MAX_NAMED]))[:180]
    return f"{shown} and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else shown
