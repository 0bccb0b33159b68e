"""Zulip's messages, from an organisation's export or a lone file."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.claims import SURE, beside, sample_of
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.names import conversation_name, words
from apps.uploads.parsing.tree import OpenFiles, Tree
from apps.uploads.parsing.zulip.realm import Realm
from apps.uploads.parsing.zulip.shard import ShardReader
from apps.uploads.parsing.zulip.shown import CHANNEL_FOLDER, ShownReader

SHARD = re.compile(r"messages-\d{1,9}\.json")
SHARD_KEY = re.compile(
    r'\s*\{[^\[]{0,2000}"zerver_(?:message|usermessage)"\s*:\s*\[|\s*\{\s*"zerver_message"'
)
SHOWN_KEY = re.compile(r'"sender_full_name"\s*:')
BESIDE = words("realm.json attachment.json analytics.json migration_status.json records.json")
"""Files of an organisation's export that are no chats; `records.json` lists uploads, avatars and emoji."""
INDEXES = words("stream_index.json stats.json")
"""Files of zulip-archive that are none."""


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
        for file in [file for name in INDEXES for file in tree.named(name)]:
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
        inside = (file for file in tree.readable() if file.path.startswith(beside(folder, "")))
        tree.take_as_helper(*(file.path for file in inside if file.name in BESIDE))
        return Unit(folder or shards[0].path, tuple(sorted(file.path for file in shards)), self.name)

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        report.recognised_by = (
            "`realm.json` stands beside `messages-000001.json`, as in an organisation's export."
        )
        folder, realm = unit.paths[0].rpartition("/")[0], Realm()
        realm.read(files, beside(folder, "realm.json"), beside(folder, "attachment.json"))
        reader = ShardReader(realm, conversation_name(options.filename), report)
        for path in unit.paths:
            for item in iter_items(files.open(path), report, "zerver_message.item"):
                if message := reader.read(item):
                    yield message

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = (
            "Messages have the keys of Zulip's, such as `sender_full_name` or `zerver_message`."
        )
        shown = ShownReader(options)
        shard = ShardReader(Realm(), conversation_name(options.filename), report)
        for item in iter_items(source, report, "item", "messages.item", "zerver_message.item"):
            is_shard = item.path.startswith("zerver")
            if is_shard:
                report.warn(
                    "There is no realm.json beside the messages, so people and channels have numbers for names."
                )
            if message := shard.read(item) if is_shard else shown.read(item):
                yield message
