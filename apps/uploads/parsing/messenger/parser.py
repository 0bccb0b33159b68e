"""The parsers of Messenger and Instagram: one reading, two programs."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, Unit, UnreadableExport
from apps.uploads.parsing.messenger.old_instagram import is_old_instagram, read_old_instagram
from apps.uploads.parsing.messenger.reading import FileReader
from apps.uploads.parsing.messenger.recognise import is_legacy_page, is_page, is_thread, names_instagram
from apps.uploads.parsing.messenger.threads import PART, Thread, find_others, find_threads
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.parsing.time_order import in_time_order
from apps.uploads.parsing.tree import OpenFiles, Tree


class _MetaParser:
    """What both programs share; a subclass tells which threads are its own."""

    name = label = remarks = ""
    is_instagram = False
    extensions = (".json", ".html", ".htm")

    def sniff(self, sample: Sample) -> float:
        if is_old_instagram(sample.text):
            return 0.98 if self.is_instagram else 0.0
        if not _is_file_of(sample):
            return 0.0
        return 0.98 if names_instagram(sample.filename, sample.text) == self.is_instagram else 0.5

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = f"It holds messages with the keys or the layout of {self.label}."
        reader = FileReader(options, report)
        yield from _finish(_read_file(reader, source, ""), reader, options)

    def claim(self, tree: Tree) -> list[Unit]:
        is_default = _is_of_instagram(tree) == self.is_instagram
        threads = [
            thread for thread in find_threads(tree) if _names_program(thread, self.is_instagram, is_default)
        ]
        tree.take_as_helper(*find_others(tree, threads))
        return [Unit(thread.folder or thread.parts[0], thread.parts, self.name) for thread in threads]

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        report.recognised_by = f"Its folder holds the parts of a thread of {self.label}."
        reader = FileReader(options, report)
        yield from _finish(_read_parts(reader, unit, files, report), reader, options)


class MessengerParser(_MetaParser):
    name = "messenger"
    label = "Messenger download"
    family = "messenger"
    guide = (
        "Open Accounts Center on facebook.com or in the app: Settings, then Your information and permissions.",
        "Choose Export your information, then Create export and Export to device.",
        "Customise the information to Messages only, choose the format JSON and all time.",
        "For end-to-end encrypted chats use Download data under Privacy and safety in Messenger's own settings.",
        "Upload the zip when Facebook has written it, or a single message_1.json.",
    )
    remarks = (
        "Keeps senders, times to the millisecond, files, links, reactions, calls and unsent messages. Facebook writes "
        "no ids of messages and people and no replies; HTML has times to the minute without a time zone."
    )


class InstagramParser(_MetaParser):
    name = "instagram"
    label = "Instagram download"
    family = "instagram"
    is_instagram = True
    guide = (
        "Open Accounts Center on instagram.com or in the app: Settings, then Your information and permissions.",
        "Choose Export your information, then Create export and Export to device.",
        "Customise the information to Messages only, choose the format JSON and all time.",
        "Upload the zip when Instagram has written it, or a single message_1.json.",
    )
    remarks = (
        "Keeps senders, times to the millisecond, files, shared posts, reactions, calls and unsent messages. There are "
        "no ids of messages and people and no replies; what Instagram notes about likes becomes a system event."
    )


def _is_file_of(sample: Sample) -> bool:
    text = sample.text
    is_named_so = PART.fullmatch(sample.filename.rpartition("/")[2]) is not None
    return is_thread(text) or is_legacy_page(text) or is_page(text, is_named_so=is_named_so)


def _is_of_instagram(tree: Tree) -> bool:
    """Return whether the upload as a whole is Instagram's, for threads whose path does not tell."""
    return "instagram" in tree.name.lower() or any("followers_and_following/" in path for path in tree.files)


def _names_program(thread: Thread, is_instagram: bool, is_default: bool) -> bool:
    folder = thread.folder.lower()
    if "instagram" in folder or "facebook" in folder:
        return ("instagram" in folder) == is_instagram
    return thread.names_instagram == is_instagram if thread.names_instagram else is_default


def _read_file(reader: FileReader, source: BinaryIO, place: str) -> Iterator[ParsedMessage]:
    source.seek(0)
    head = decode_sample(source.read(SAMPLE_BYTES))
    if is_old_instagram(head):
        return read_old_instagram(source, reader.report)
    if head.lstrip().startswith("{"):
        return reader.read_json(source, place)
    return reader.read_legacy(source) if is_legacy_page(head) else reader.read_page(source, place)


def _read_parts(
    reader: FileReader, unit: Unit, files: OpenFiles, report: ParseReport
) -> Iterator[ParsedMessage]:
    """Yield the messages of all parts; a part that cannot be read is a skip, unless there is no other."""
    for path in unit.paths:
        name = path.rpartition("/")[2]
        try:
            yield from _read_file(reader, files.open(path), f" of {name}" if len(unit.paths) > 1 else "")
        except UnreadableExport as problem:
            if len(unit.paths) == 1:
                raise
            report.skip(0, f"{name} was not read: {problem.message}", "")


def _finish(
    messages: Iterator[ParsedMessage], reader: FileReader, options: ParseOptions
) -> Iterator[ParsedMessage]:
    for message in in_time_order(messages):
        yield reader.about.give(message, options)
    reader.finish()
