"""A Discord channel, in whichever of DiscordChatExporter's formats it was written."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.discord.csv_export import looks_like_csv, read_csv
from apps.uploads.parsing.discord.history_tracker import looks_like_history, read_history
from apps.uploads.parsing.discord.html_export import looks_like_html, read_html
from apps.uploads.parsing.discord.json_export import looks_like_json, read_json
from apps.uploads.parsing.discord.package import (
    OWNER,
    claim_channels,
    is_package,
    looks_like_package,
    read_own,
    read_package,
)
from apps.uploads.parsing.discord.parts import claim_parts
from apps.uploads.parsing.discord.text_export import looks_like_text, read_text
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import OpenFiles, Tree


class DiscordParser:
    name = "discord"
    label = "Discord export"
    family = "discord"
    extensions = (".json", ".html", ".csv", ".txt")
    guide = (
        "Discord itself sends only what you wrote yourself (Settings, Data & Privacy, Request all of my data); upload "
        "that zip, or export whole chats with the free program DiscordChatExporter.",
        "Install it, sign in as it explains, and choose the channels or direct messages.",
        "Choose JSON as the format; HTML, CSV and text are read too, but hold less. So does dht.txt of Discord "
        "History Tracker.",
        "Upload the files, or a zip of them.",
    )
    remarks = (
        "Kept from JSON: ids, people, exact times, replies, edits, reactions with who reacted, mentions, stickers, "
        "files by name and size, calls. HTML does not tell who reacted and when an edit was made. CSV and text have no "
        "replies, edits and mentions, and text only local times. Deleted messages, votes of polls and the author of a "
        "forwarded message are not exported."
    )

    def sniff(self, sample: Sample) -> float:
        looks = (
            looks_like_json, looks_like_package, looks_like_html, looks_like_csv, looks_like_text, looks_like_history,
        )  # fmt: skip
        return 0.98 if any(look(sample.text) for look in looks) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        head = decode_sample(source.read(SAMPLE_BYTES))
        if looks_like_history(head):
            return read_history(source, report)
        if looks_like_html(head):
            return read_html(source, options, report)
        if looks_like_package(head):
            return read_own(source, (conversation_name(options.filename), ""), (OWNER, ""), report)
        if looks_like_csv(head):
            return read_csv(source, options, report)
        if looks_like_text(head):
            return read_text(source, options, report)
        return read_json((source,), options, report)

    def claim(self, tree: Tree) -> list[Unit]:
        return [*claim_channels(tree, self.name), *claim_parts(tree, self.name)]

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        if is_package(unit, files.tree):
            return read_package(files.open(unit.paths[0]), unit.path, files.tree, report)
        return read_json((files.open(path) for path in unit.paths), options, report)
