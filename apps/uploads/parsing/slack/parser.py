"""A channel's days as messages."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.json_items import Item, iter_items
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.slack.record import RecordReader
from apps.uploads.parsing.slack.units import DAY, claim_channels, looks_like_messages
from apps.uploads.parsing.slack.workspace import Channel, Workspace, load_workspace
from apps.uploads.parsing.tree import OpenFiles, Tree
from apps.uploads.parsing.values import dicts_of, name_of, ref_of

PATHS = ("item", "messages.item")
"""A day's file is an array; slackdump's file of one channel has the array inside."""
REPLIES = "slackdump_thread_replies"
CANVAS = re.compile(r"FC:(F\w{5,20}):(.+)$")
MICROS = re.compile(r"(\d{9,11})\.(\d{6})$")


class SlackParser:
    name = "slack"
    label = "Slack export"
    family = "slack"
    extensions = (".json",)
    guide = (
        "An owner or administrator of the workspace opens Settings & administration, Workspace settings.",
        "Choose Import/Export Data and there Export, a range of dates, and start the export.",
        "Slack sends a link by e-mail when the zip is ready. Upload the zip as it is.",
        "Private channels and direct messages are in it only where the plan allows them to be exported.",
    )
    remarks = (
        "Kept: channels, people by name and id, exact times, threads, edits, reactions with who reacted, mentions, "
        "links, files by name and size, what bots wrote. Deleted messages are gone; free plans hide older ones."
    )

    def sniff(self, sample: Sample) -> float:
        return 0.97 if looks_like_messages(sample.text) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        """Read a lone day, or slackdump's file of a channel; whoever is not named in it keeps an id for a name."""
        return _read_days((source,), _name_lone(source, options.filename), Workspace(), report)

    def claim(self, tree: Tree) -> list[Unit]:
        return claim_channels(tree, self.name)

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        root, _, folder = unit.path.rpartition("/")
        workspace = load_workspace(files.tree, root)
        channel = workspace.channels.get(folder) or _name_folder(folder)
        if not workspace.people:
            report.warn("The export has no list of people; some of them may be shown by their ids.")
        return _read_days((files.open(path) for path in unit.paths), channel, workspace, report)


def _read_days(
    days: Iterable[BinaryIO], channel: Channel, workspace: Workspace, report: ParseReport
) -> Iterator[ParsedMessage]:
    """Yield each message once: tools list a reply that was also sent to the channel in both places."""
    report.recognised_by = "JSON messages with Slack's time stamps."
    reader, seen = RecordReader(channel, workspace, report), set()
    for day in days:
        for item in iter_items(day, report, *PATHS):
            for message in _read_item(item, reader):
                key = _key_of(message.source_ref)
                if key not in seen:
                    seen.add(key)
                    yield message


def _read_item(item: Item, reader: RecordReader) -> Iterator[ParsedMessage]:
    yield reader.read(item.value, item.position)
    for reply in dicts_of(item.value.get(REPLIES)):
        yield reader.read(reply, item.position)


def _key_of(source_ref: str) -> int | str:
    """Return a time stamp as a number, which takes a third of its room."""
    match = MICROS.match(source_ref)
    return int(match[1] + match[2]) if match else source_ref


def _name_lone(source: BinaryIO, filename: str) -> Channel:
    """Return the channel as slackdump's file names it; a day tells none."""
    first = next(iter_items(source, ParseReport(), *PATHS), None)
    head = first.head if first is not None else {}
    return Channel(ref_of(head.get("channel_id")), name_of(head.get("name")) or _folder_name(filename))


def _name_folder(folder: str) -> Channel:
    """Return a channel that no list names: a canvas that was talked about, or a tool's folder."""
    canvas = CANVAS.match(folder)
    return Channel(canvas[1], clean_name(canvas[2])) if canvas else Channel("", clean_name(folder))


def _folder_name(filename: str) -> str:
    """Return the channel's name: that of the folder where the file is called by its day."""
    path = PurePosixPath(filename)
    return conversation_name(str(path.parent) if DAY.match(path.name) and len(path.parts) > 1 else filename)
