"""Who is who, and what teams and channels are called, by the lists of an export."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from apps.uploads.parsing.json_decode import decode_json
from apps.uploads.parsing.tree import OpenFiles
from apps.uploads.parsing.values import dict_of, dicts_of, name_of, ref_of

IDENTITIES = ("user", "application", "device", "conversation")
MAX_MEMBERS_IN_NAME = 4
MAX_PEOPLE = 200_000


def small_keys(value: Any, depth: int = 12) -> Any:
    """Return decoded JSON with all keys in small letters, so that the export and Graph read alike."""
    if isinstance(value, dict):
        return {key.lower(): small_keys(item, depth - 1) for key, item in value.items()} if depth else {}
    if isinstance(value, list):
        return [small_keys(item, depth - 1) for item in value] if depth else []
    return value


@dataclass(slots=True)
class Directory:
    """Names by id."""

    people: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)

    def identify(self, identity_set: Any) -> tuple[str, str]:
        """Return id and name of whom a `From`, `Initiator` or the like holds; empty where it holds nobody."""
        holder = dict_of(identity_set)
        found = next(
            (dict_of(holder[key]) for key in IDENTITIES if isinstance(holder.get(key), dict)), holder
        )
        ref = ref_of(found.get("id") or found.get("userid"))
        return ref, self.people.get(ref) or name_of(found.get("displayname")) or ref

    def learn(self, ref: str, name: str) -> None:
        """Keep the name of somebody whom the lists do not have, for messages that give the id alone."""
        if ref and name != ref and len(self.people) < MAX_PEOPLE:
            self.people.setdefault(ref, name)

    def name_of_person(self, identity_set: Any) -> str:
        """Return a name as far as there is one; an id says nothing to people."""
        ref, name = self.identify(identity_set)
        return "" if name == ref else name


def read_names(paths: Iterable[str], key: str, files: OpenFiles) -> dict[str, str]:
    """Return the names that lists give, by the id under `key`; a damaged list gives none."""
    return {
        ref: name
        for path in paths
        for item in dicts_of(_read(path, files))
        if (ref := ref_of(item.get(key)))
        and (
            name := name_of(item.get("displayname")) or name_of(item.get("name")) or name_of(item.get("mail"))
        )
    }


def _read(path: str, files: OpenFiles) -> Any:
    try:
        return small_keys(decode_json(files.read(path).decode("utf-8-sig")))
    except (KeyError, ValueError, RecursionError):
        return []


def name_by_members(names: Iterable[str]) -> str:
    """Return a name for a chat that has none: those of its people."""
    sorted_names = sorted(names)
    more = len(sorted_names) - MAX_MEMBERS_IN_NAME
    return ", ".join(sorted_names[:MAX_MEMBERS_IN_NAME]) + (f" and {more} more" if more > 0 else "")
