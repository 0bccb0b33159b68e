"""Zulip's messages, from an organisation's export or a lone file."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import unquote

import orjson

from apps.uploads.parsing.base import DELETED, MESSAGE, ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.claims import SURE, sample_of
from apps.uploads.parsing.json_items import Item, iter_items
from apps.uploads.parsing.markup import html_to_text
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.tree import OpenFiles, Tree
from apps.uploads.parsing.values import (
    dict_of,
    dicts_of,
    int_of,
    moment_of,
    name_of,
    ref_of,
)
from apps.uploads.parsing.zulip.markdown import read_markdown
from apps.uploads.parsing.zulip.realm import Place, Realm, emoji_of

SHARD = re.compile(r"messages-\d{1,9}\.json")
SHARD_KEY = re.compile(
    r'\s*\{[^\[]{0,2000}"zerver_(?:message|usermessage)"\s*:\s*\[|\s*\{\s*"zerver_message"'
)
SHOWN_KEY = re.compile(r'"sender_full_name"\s*:')
CHANNEL_FOLDER = re.compile(r"(\d{1,12})-(.{1,200})")
ESCAPED = re.compile(r"\.(?=[0-9A-F]{2})")
BESIDE = (
    "realm.json",
    "attachment.json",
    "analytics.json",
    "migration_status.json",
    "stream_index.json",
    "stats.json",
)
DELETED_TEXT = "(deleted)"


class ZulipParser:
    name = "zulip"
    label = "Zulip export"
    family = "zulip"
    extensions = (".json",)
    guide = (
        "In Zulip, an organisation's owner opens Organization settings, then Data exports, and starts an export.",
        "Download the archive when it is ready, and upload it as it is.",
        "Topics saved with zulip-archive can be uploaded too, as a zip of its folder zulip_json.",
    )
    remarks = "Channels, topics, direct messages, reactions, edits, answers and files are kept."

    def sniff(self, sample: Sample) -> float:
        if SHARD_KEY.match(sample.text):
            return 0.98
        is_shown = sample.text.lstrip()[:1] in ("[", "{") and SHOWN_KEY.search(sample.text)
        return 0.97 if is_shown and '"timestamp"' in sample.text and '"content"' in sample.text else 0.0

    def claim(self, tree: Tree) -> list[Unit]:
        """An organisation's shards make one unit; zulip-archive's topics are read by themselves."""
        for file in [file for name in BESIDE[-2:] for file in tree.named(name)]:
            if any(
                CHANNEL_FOLDER.match(other.path.removeprefix(file.folder).lstrip("/"))
                for other in tree.readable()
            ):
                tree.take_as_helper(file.path)
        return [unit for realm in tree.named("realm.json") if (unit := self._claim_realm(tree, realm.folder))]

    def _claim_realm(self, tree: Tree, folder: str) -> Unit | None:
        shards = [file for file in tree.readable() if file.folder == folder and SHARD.fullmatch(file.name)]
        if not shards or self.sniff(sample_of(shards[0])) < SURE:
            return None
        tree.take_as_helper(*(path for name in BESIDE if (path := _beside(folder, name)) in tree.files))
        return Unit(folder or shards[0].path, tuple(sorted(file.path for file in shards)), self.name)

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        report.recognised_by = (
            "`realm.json` stands beside `messages-000001.json`, as in an organisation's export."
        )
        folder, realm = unit.paths[0].rpartition("/")[0], Realm()
        realm.read(files, _beside(folder, "realm.json"), _beside(folder, "attachment.json"))
        reader = _ShardReader(realm, conversation_name(options.filename), report)
        for path in unit.paths:
            for item in iter_items(files.open(path), report, "zerver_message.item"):
                if message := reader.read(item):
                    yield message

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = (
            "Messages have the keys of Zulip's, such as `sender_full_name` or `zerver_message`."
        )
        shown = _ShownReader(options)
        shard = _ShardReader(Realm(), conversation_name(options.filename), report)
        for item in iter_items(source, report, "item", "messages.item", "zerver_message.item"):
            is_shard = item.path.startswith("zerver")
            if is_shard:
                report.warn(
                    "There is no realm.json beside the messages, so people and channels have numbers for names."
                )
            if message := shard.read(item) if is_shard else shown.read(item):
                yield message


class _ShardReader:
    """Reads rows of `zerver_message`."""

    def __init__(self, realm: Realm, file_name: str, report: ParseReport) -> None:
        self._realm, self._file_name, self._report = realm, file_name, report
        self._topics: set[tuple[int | None, str]] = set()

    def read(self, item: Item) -> ParsedMessage | None:
        row, realm = item.value, self._realm
        if not isinstance(row.get("content"), str):
            self._report.skip(item.position, "The message has no content.", ", ".join(row)[:200])
            return None
        identity, sender, recipient = (int_of(row.get(key)) for key in ("id", "sender", "recipient"))
        place = realm.place(recipient, sender) or Place(
            self._file_name, "" if recipient is None else f"{recipient}"
        )
        topic = name_of(row.get("subject")) if realm.is_channel(recipient) else ""
        written, is_deleted = read_markdown(row["content"]), row["content"].strip() == DELETED_TEXT
        is_edited = _is_edited(row)
        return ParsedMessage(
            place.name or self._file_name,
            realm.person(sender) or None,
            moment_of(row.get("date_sent")),
            "" if is_deleted else written.text,
            DELETED if is_deleted else MESSAGE,
            source_ref=ref_of(row.get("id")) or f"item {item.position}",
            starts_session=self._begins(recipient, topic),
            is_edited=is_edited,
            reply_to_ref=written.answered,
            attachments=realm.files_of(identity),
            reactions=realm.reactions_to(identity),
            conversation_ref=place.ref,
            sender_ref="" if sender is None else str(sender),
            edited_at=moment_of(row.get("last_edit_time")) if is_edited else None,
            thread_ref=topic,
            mentions=written.mentions,
            links=written.links,
        )

    def _begins(self, recipient: int | None, topic: str) -> bool:
        """Return whether this is the first message of a topic."""
        if not topic or (recipient, topic) in self._topics:
            return False
        self._topics.add((recipient, topic))
        return True


def _is_edited(row: dict[str, Any]) -> bool:
    """Return whether the words were edited; moving a message to another topic counts as an edit there."""
    if row.get("last_edit_time") is None:
        return False
    history = row.get("edit_history")
    try:
        history = orjson.loads(history) if isinstance(history, str) else history
    except ValueError:
        return True
    changes = list(dicts_of(history))
    return not changes or any("prev_content" in change for change in changes)


class _ShownReader:
    """Reads messages as zulip-archive and the API show them."""

    def __init__(self, options: ParseOptions) -> None:
        path = PurePosixPath(options.filename.replace("\\", "/"))
        folder = CHANNEL_FOLDER.fullmatch(path.parent.name)
        self._topic = clean_name(unquote(ESCAPED.sub("%", path.stem))) if folder else ""
        self._channel = clean_name(unquote(ESCAPED.sub("%", folder[2]))) if folder else ""
        self._ref = f"channel:{folder[1]}" if folder else ""
        self._file_name = conversation_name(options.filename)
        self._has_begun = False

    def read(self, item: Item) -> ParsedMessage:
        row = item.value
        marked = html_to_text(row["content"]) if isinstance(row.get("content"), str) else html_to_text("")
        channel = name_of(row.get("display_recipient")) or self._channel
        people = ", ".join(name_of(who.get("full_name")) for who in dicts_of(row.get("display_recipient")))
        starts_session, self._has_begun = bool(self._topic) and not self._has_begun, True
        stream = ref_of(row.get("stream_id"))
        return ParsedMessage(
            channel or clean_name(people) or self._file_name,
            name_of(row.get("sender_full_name")) or None,
            moment_of(row.get("timestamp")),
            marked.text,
            source_ref=ref_of(row.get("id")) or f"item {item.position}",
            starts_session=starts_session,
            is_edited=row.get("last_edit_timestamp") is not None,
            reactions=gather_reactions(
                (emoji_of(one), name_of(dict_of(one.get("user")).get("full_name")))
                for one in dicts_of(row.get("reactions"))
            ),
            conversation_ref=f"channel:{stream}" if stream else self._ref,
            sender_ref=ref_of(row.get("sender_id")),
            edited_at=moment_of(row.get("last_edit_timestamp")),
            precision="second",
            thread_ref=name_of(row.get("subject")) or self._topic,
            mentions=marked.mentions,
            links=marked.links,
        )


def _beside(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
