"""Names of rooms and people, from the collections beside the messages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.rocketchat.documents import iter_documents
from apps.uploads.parsing.tree import Tree
from apps.uploads.parsing.values import list_of, name_of, ref_of

ROOMS = re.compile(r"rocketchat_rooms?\.(?:bson|jsonl?)$", re.IGNORECASE)
USERS = re.compile(r"(?:rocketchat_)?users\.(?:bson|jsonl?)$", re.IGNORECASE)
DIRECT = "d"
MAX_NAMED = 8


@dataclass(frozen=True, slots=True)
class Directory:
    """Names of rooms by id; of people by id, and by username."""

    rooms: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    usernames: dict[str, str] = field(default_factory=dict)

    def name_user(self, username: str) -> str:
        return self.usernames.get(username) or username


def load_directory(tree: Tree, folder: str) -> Directory:
    """Return what the collections in a folder say."""
    directory = Directory()
    for record in _records(tree, folder, USERS):
        username = name_of(record.get("username"))
        name = name_of(record.get("name")) or username
        if name:
            directory.people[ref_of(record.get("_id"))] = directory.usernames[username] = name
    rooms = {ref_of(record.get("_id")): _slim(record) for record in _records(tree, folder, ROOMS)}
    for ref, record in rooms.items():
        parent = rooms.get(record["prid"])
        name = _name_room(record, directory)
        directory.rooms[ref] = f"{_name_room(parent, directory)} / {name}"[:200] if parent else name
    return directory


def _records(tree: Tree, folder: str, name: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    for file in tree.readable():
        if file.folder == folder and name.match(file.name):
            try:
                with file.file.open("rb") as source:
                    yield from (record for _, record in iter_documents(source, file.name, ParseReport()))
            except UnreadableExport:
                continue


def _slim(record: dict[str, Any]) -> dict[str, Any]:
    """Keep of a room what names it."""
    return {
        "t": name_of(record.get("t")),
        "name": name_of(record.get("fname")) or name_of(record.get("name")),
        "members": [name_of(one) for one in list_of(record.get("usernames"))[: MAX_NAMED + 1]],
        "prid": ref_of(record.get("prid")),
    }


def _name_room(room: dict[str, Any], directory: Directory) -> str:
    members = sorted(directory.name_user(one) for one in room["members"] if one)
    if room["t"] == DIRECT or not room["name"]:
        more = " and more" if len(members) > MAX_NAMED else ""
        return ", ".join(members[:MAX_NAMED])[:180] + more or room["name"]
    return room["name"]
