"""Whom a group of a Takeout consists of, and what it is called."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from apps.uploads.parsing.json_decode import decode_json
from apps.uploads.parsing.tree import OpenFiles
from apps.uploads.parsing.values import dict_of, dicts_of, name_of, ref_of

MAX_MEMBERS_IN_NAME = 4
KINDS = ("DM", "Space", "Group Chat")
"""What a group's folder begins with; its id follows."""


@dataclass(frozen=True, slots=True)
class Group:
    """`names` are people's by their address in lower case."""

    name: str = ""
    ref: str = ""
    names: dict[str, str] = field(default_factory=dict)


def read_group(folder: str, info_path: str, user_paths: Iterable[str], files: OpenFiles) -> Group:
    """Return what the files around a group's messages say of it; those that are damaged say nothing."""
    info = _read(info_path, files)
    owners = {address_of(dict_of(_read(path, files).get("user"))) for path in user_paths}
    names = {
        address: name
        for member in dicts_of(info.get("members"))
        if (address := address_of(member)) and (name := name_of(member.get("name")))
    }
    stem = folder.rpartition("/")[2]
    kind = next((kind for kind in KINDS if stem.startswith(f"{kind} ")), "")
    others = [name for address, name in names.items() if address not in owners]
    return Group(
        name_of(info.get("name")) or _name_of(others) or stem, stem.removeprefix(kind).strip(), names
    )


def address_of(person: dict[str, Any]) -> str:
    return ref_of(person.get("email")).lower()


def _name_of(others: list[str]) -> str:
    more = len(others) - MAX_MEMBERS_IN_NAME
    return ", ".join(others[:MAX_MEMBERS_IN_NAME]) + (f" and {more} more" if more > 0 else "")


def _read(path: str, files: OpenFiles) -> dict[str, Any]:
    try:
        return dict_of(decode_json(files.read(path).decode("utf-8-sig")))
    except (KeyError, ValueError):
        return {}
