"""The parser of what tools write of Signal."""

from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.signal.backup import looks_like_backup, read_backup
from apps.uploads.parsing.signal.cli import looks_like_envelopes, read_envelopes
from apps.uploads.parsing.signal.desktop import looks_like_records, read_records
from apps.uploads.parsing.signal.exported import ExportedReader
from apps.uploads.parsing.signal.json_lines import looks_like_json_lines, read_json_lines
from apps.uploads.parsing.signal.markdown import looks_like_markdown, read_markdown
from apps.uploads.parsing.signal.sigtop import SigtopReader, looks_like_sigtop
from apps.uploads.parsing.signal.tools_page import looks_like_tools_page, read_title, read_tools_page
from apps.uploads.parsing.signal.tools_text import CHAT_ID, looks_like_tools_text, read_tools_text
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.tree import OpenFiles, Tree, TreeFile

IN_ORDER_OF_WORTH = ("data.json", "chat.md", "index.md")
PAGE = "index.html"
LOOKS = (looks_like_backup, looks_like_records, looks_like_tools_page, looks_like_tools_text)
BACKUP, BACKUP_FACTS = "main.jsonl", "metadata.json"


class SignalParser:
    name = "signal"
    label = "Signal export"
    family = "signal"
    extensions = (".md", ".json", ".jsonl", ".txt", ".html")
    guide = (
        "In Signal since 2026 open Settings, Chats, and choose Export chat history; upload main.jsonl.",
        "With older versions install Signal Desktop, link it to your phone, and install signal-export "
        "(pip install signal-export); run: sigexport signal-chats",
        "Or install sigtop and run: sigtop export-messages -f text",
        "Zip the folder that was written, and upload it; a single chat.md, data.json or text file will do too.",
    )
    remarks = (
        "Signal's own export keeps people, times, quotations, edits, reactions, polls, calls and files by name; "
        "signal-export and sigtop keep senders, times, quotations, reactions, files and deleted messages; times of "
        "signal-export have no time zone. The JSON lines of signal-cli have ids, edits and deletions as well."
    )

    def sniff(self, sample: Sample) -> float:
        text = sample.text
        if any(look(text) for look in LOOKS):
            return 0.97
        if text.lstrip("\ufeff \r\n")[:1] == "{":
            return 0.97 if looks_like_envelopes(text) or looks_like_json_lines(text) else 0.0
        return 0.97 if looks_like_markdown(text, sample.filename) or looks_like_sigtop(text) else 0.0

    def claim(self, tree: Tree) -> list[Unit]:
        """Take the best of the files that signal-export wrote for each chat, and set aside what describes an export."""
        for file in tree.named(BACKUP):
            if self._is_ours(file):
                tree.take_as_helper(
                    *(one.path for one in tree.named(BACKUP_FACTS) if one.folder == file.folder)
                )
        folders: dict[str, list[TreeFile]] = {}
        for file in chain.from_iterable(tree.named(name) for name in IN_ORDER_OF_WORTH):
            if self._is_ours(file):
                folders.setdefault(file.folder, []).append(file)
        for folder, files in folders.items():
            pages = [file.path for file in tree.named(PAGE) if file.folder == folder]
            tree.take_as_helper(*pages, *(file.path for file in files[1:]))
        return [Unit(files[0].path, (files[0].path,), self.name) for files in folders.values()]

    def _is_ours(self, file: TreeFile) -> bool:
        with file.file.open("rb") as source:
            return self.sniff(Sample(file.path, decode_sample(source.read(SAMPLE_BYTES)))) > 0

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        return self.parse(files.open(unit.path), options, report)

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        text = decode_sample(source.read(SAMPLE_BYTES))
        if looks_like_backup(text):
            report.recognised_by = "Its lines are frames of Signal's own export."
            return read_backup(source, report)
        if looks_like_records(text):
            return read_records(source, options, report)
        if looks_like_envelopes(text):
            report.recognised_by = "Its lines are envelopes as signal-cli prints them."
            return read_envelopes(source, report)
        if looks_like_sigtop(text):
            report.recognised_by = "It begins with a conversation and fields as sigtop writes them."
            return SigtopReader(report).read(source)
        if looks_like_tools_page(text) or looks_like_tools_text(text):
            return _read_tools(source, options, report, is_page=looks_like_tools_page(text))
        is_json = text.lstrip().startswith("{")
        report.recognised_by = f"Its {'fields' if is_json else 'lines'} are those of signal-export."
        exported = read_json_lines(source, report) if is_json else read_markdown(source, report)
        reader = ExportedReader(chat_name(options.filename), options, report)
        return (message for one in exported if (message := reader.read(one)))


def _read_tools(
    source: BinaryIO, options: ParseOptions, report: ParseReport, *, is_page: bool
) -> Iterator[ParsedMessage]:
    report.recognised_by = f"Its {'elements' if is_page else 'lines'} are those of signalbackup-tools."
    name = CHAT_ID.sub("", chat_name(options.filename))
    if is_page:
        name = read_title(source) or name
        source.seek(0)
    exported = read_tools_page(source, name, report) if is_page else read_tools_text(source, report)
    reader = ExportedReader(name, options, report)
    return (message for one in exported if (message := reader.read(one)))


def chat_name(filename: str) -> str:
    """Return the name of the folder that signal-export made for a chat, or of a file with a name of its own."""
    path = PurePosixPath(filename.replace("\\", "/"))
    if path.name.lower() in IN_ORDER_OF_WORTH and len(path.parts) > 1:
        return clean_name(path.parts[-2]) or "Signal"
    return conversation_name(filename)
