"""The parser of Microsoft Teams."""

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit, UnreadableExport
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.teams.message import MessageReader
from apps.uploads.parsing.teams.people import Directory, name_by_members, read_names
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.time_order import in_time_order
from apps.uploads.parsing.tree import OpenFiles, Tree, TreeFile
from apps.uploads.parsing.values import name_of

BEGINNING = re.compile(r"\s*[\[{]")
OWN_KEYS = (
    re.compile(r'"[Cc]reatedDateTime"\s*:\s*"'),
    re.compile(r'"[Bb]ody"\s*:\s*\{'),
    re.compile(r'"[Cc]ontent(?:Type)?"\s*:'),
    re.compile(
        r'"(?:[Mm]essageType|[Cc]hatId|[Cc]hannelIdentity)"\s*:|"[Ff]rom"\s*:\s*\{\s*"(?:[Uu]ser|[Aa]pplication)"'
    ),
)
MESSAGES = re.compile(r"messages_[\w-]{1,80}\.json", re.IGNORECASE)
CHANNELS = re.compile(r"channels_[\w-]{1,80}\.json", re.IGNORECASE)
OF_EXPORT = re.compile(
    r"(?:usersList|teamsList|teamsSettings|(?:channels|teamMembers|teamInstalledApps|meetings)_[\w-]{1,80})\.json",
    re.IGNORECASE,
)
ITEMS = ("item", "value.item", "messages.item")
TITLES = ("topic", "chatName", "displayName", "title")
"""What scripts that save a chat call its name, beside its messages."""
MAX_MEMBERS = 50
MAX_CHATS = 100_000


class TeamsParser:
    name = "teams"
    label = "Microsoft Teams export"
    family = "teams"
    extensions = (".json",)
    guide = (
        "Teams has no export for members: ask an administrator of your organisation.",
        "Administrators order a data export of Teams for the users and teams wanted, and get a folder of JSON files.",
        "Zip the folder with its parts users and teams, and upload it.",
        "Messages that a script fetched from the Graph API as JSON can be uploaded as they are.",
    )
    remarks = (
        "Keeps people with their ids, times to the millisecond, threads, answers, edits, deleted messages, reactions, "
        "mentions, links, names of files and events. Chats without a name are called after their members."
    )

    def sniff(self, sample: Sample) -> float:
        text = sample.text
        return 0.97 if BEGINNING.match(text) and all(key.search(text) for key in OWN_KEYS) else 0.0

    def claim(self, tree: Tree) -> list[Unit]:
        """Return a unit for each team, and one for the chats of all users, which stand in several of their files."""
        found = [file for file in tree.readable() if MESSAGES.fullmatch(file.name) and self._is_ours(file)]
        if found:
            tree.take_as_helper(*(file.path for file in tree.readable() if OF_EXPORT.fullmatch(file.name)))
        of_users = tuple(file.path for file in found if _is_of_user(file))
        units = [Unit(file.path, (file.path,), self.name) for file in found if not _is_of_user(file)]
        if of_users:
            folder = of_users[0].rpartition("/")[0].rpartition("/")[0] if len(of_users) > 1 else of_users[0]
            units.append(Unit(folder or of_users[0], of_users, self.name))
        return units

    def _is_ours(self, file: TreeFile) -> bool:
        with file.file.open("rb") as source:
            return self.sniff(Sample(file.path, decode_sample(source.read(SAMPLE_BYTES)))) > 0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = "It holds messages with the fields of Microsoft Teams."
        reading = _Reading(Directory(), conversation_name(options.filename), report)
        return reading.finish(reading.read(source))

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        report.recognised_by = "Its files are those of a data export of Microsoft Teams."
        directory = _directory_of(files)
        team = directory.teams.get(unit.path.rpartition("/")[0].rpartition("/")[2], "")
        reading = _Reading(directory, team or conversation_name(options.filename), report)
        return reading.finish(
            message for path in unit.paths for message in reading.read_part(path, unit, files)
        )


class _Reading:
    """Reads the files of one unit; what a chat is called shows only at their end."""

    def __init__(self, directory: Directory, name: str, report: ParseReport) -> None:
        self._directory, self._name, self._report = directory, name, report
        self._reader = MessageReader(directory, report)
        self._title = ""
        self._members: dict[str, set[str]] = {}
        self._known: set[int] = set()

    def read(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        for item in iter_items(source, self._report, *ITEMS):
            if item.head and not self._title:
                self._title = next(filter(None, (name_of(item.head.get(key)) for key in TITLES)), "")
            message = self._reader.read(item.value, item.position)
            if message is not None and self._is_new(message):
                yield message

    def read_part(self, path: str, unit: Unit, files: OpenFiles) -> Iterator[ParsedMessage]:
        """Yield the messages of one file; one that cannot be read is a skip, unless there is no other."""
        try:
            yield from self.read(files.open(path))
        except UnreadableExport as problem:
            if len(unit.paths) == 1:
                raise
            self._report.skip(0, f"{path.rpartition('/')[2]} was not read: {problem.message}", "")

    def _is_new(self, message: ParsedMessage) -> bool:
        """A message that stands in the files of two members is one. (Hashes, because a million ids would fill
        memory.)"""
        key = hash((message.conversation_ref, message.source_ref))
        if key in self._known:
            return False
        self._known.add(key)
        members = self._members
        if message.sender and (message.conversation_ref in members or len(members) < MAX_CHATS):
            names = members.setdefault(message.conversation_ref, set())
            if len(names) < MAX_MEMBERS:
                names.add(message.sender)
        return True

    def finish(self, messages: Iterator[ParsedMessage]) -> Iterator[ParsedMessage]:
        names: dict[str, str] = {}
        for message in in_time_order(messages):
            ref, sender = message.conversation_ref, message.sender
            if ref not in names:
                names[ref] = self._name_of(ref)
            if sender and sender == message.sender_ref:
                sender = self._directory.people.get(sender, sender)
            yield msgspec.structs.replace(message, conversation=names[ref], sender=sender)
        self._reader.unknown.tell(self._report)

    def _name_of(self, ref: str) -> str:
        directory = self._directory
        named = directory.channels.get(ref) or self._reader.chat_names.get(ref)
        among = [directory.people[part] for part in re.split(r"[:_@]", ref) if part in directory.people]
        wrote = {directory.people.get(name, name) for name in self._members.get(ref, ())}
        by_members = name_by_members(among if len(among) > 1 else wrote)
        is_channel = "thread.tacv2" in ref or "@thread.skype" in ref
        return named or self._title or (by_members if ref and not is_channel else "") or self._name


def _is_of_user(file: TreeFile) -> bool:
    return "users" in file.path.lower().split("/")[:-1]


def _directory_of(files: OpenFiles) -> Directory:
    tree = files.tree
    directory = Directory(
        people=read_names((file.path for file in tree.named("usersList.json")), "id", files),
        teams=read_names((file.path for file in tree.named("teamsList.json")), "groupsid", files),
    )
    for file in tree.readable():
        if CHANNELS.fullmatch(file.name):
            directory.channels.update(_name_channels(file, directory, files))
    return directory


def _name_channels(file: TreeFile, directory: Directory, files: OpenFiles) -> dict[str, str]:
    """Return a team's channels by id. Several teams may have a General: the team's name is put before it."""
    team = directory.teams.get(file.folder.rpartition("/")[2], "")
    named = read_names((file.path,), "id", files)
    return {ref: f"{team} / {name}" if team else name for ref, name in named.items()}
