"""What every chat parser takes and gives."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol

import msgspec

from apps.uploads.parsing.tree import OpenFiles, Tree

MAX_LISTED_SKIPS = 50
"""Skipped lines kept with an excerpt; the rest are only counted."""

MESSAGE = "message"
POLL = "poll"
"""A question somebody put to the chat; its options stand in the text, a line each."""
DELETED = "deleted"
"""A message whose words its author took back."""
CALL = "call"
SYSTEM = "system"
"""What the program says: somebody joined, a name was changed."""
EVENTS = frozenset((SYSTEM, CALL))
"""What happened in a chat, kept apart from what people said in it."""
KINDS = (MESSAGE, POLL, DELETED, CALL, SYSTEM)

NO_DAY = "unknown"
"""The `base_date` of a log whose day nobody can tell."""

PLACE = re.compile(r"(?:line|item|row|page|block) \d")


def is_place(source_ref: str) -> bool:
    """Return whether a `source_ref` is only a place in the file, which another export need not share."""
    return not source_ref or PLACE.match(source_ref) is not None


class UnreadableExport(Exception):
    """The file cannot be read as a chat; `code` is stable, the sentence says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with a message. `type` is image, video, audio, file or whatever else the export calls it."""

    name: str
    type: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """`senders` are the names of those who reacted, as far as the export tells; they may be fewer than `count`."""

    emoji: str
    count: int = 1
    senders: tuple[str, ...] = ()


class ParsedMessage(msgspec.Struct, frozen=True):
    """One utterance or event, in file order. (A Struct: a million of them are made while a large file streams.)

    `sent_at` is aware UTC, or None where the export gives no time. `local_time` is the moment as the
    exporter's clock showed it (ISO 8601 without zone), empty when the export itself states UTC or an offset.
    `source_ref` finds it again: the export's own id, else its place in the file, such as `line 12`, `item 3`,
    `page 2, paragraph 4` (see `is_place`).
    """

    conversation: str
    """The chat's name, as the export or its file gives it."""
    sender: str | None
    """The name to show; None for what nobody in particular said."""
    sent_at: datetime | None
    text: str
    kind: str = MESSAGE
    local_time: str = ""
    source_ref: str = ""
    starts_session: bool = False
    """The export itself begins a new thread, session or document with this message."""
    is_edited: bool = False
    reply_to_ref: str = ""
    """`source_ref` of the message this one answers."""
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    conversation_ref: str = ""
    """The chat's stable id in the program it comes from; the same chat has it in every export."""
    sender_ref: str = ""
    """The sender's stable id there: a user id, phone number or address; empty where the export has only names."""
    edited_at: datetime | None = None
    precision: str = ""
    """What `sent_at` is good to: `day`, `minute`, `second`, or empty for finer."""
    thread_ref: str = ""
    """The thread's id: the `source_ref` of its first message, or the topic's name."""
    mentions: tuple[str, ...] = ()
    """Names of people the export marks as mentioned."""
    links: tuple[str, ...] = ()
    """Addresses behind words of the text; those that the text shows itself are found there."""
    forwarded_from: str = ""
    """Who wrote it first, as the export names them."""

    @property
    def is_event(self) -> bool:
        return self.kind in EVENTS


@dataclass(frozen=True, slots=True)
class Skip:
    """A piece of the file that could not be read: where (line or item, from 1), why, and its beginning."""

    position: int
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A line of the file that speaks for a reading, and what it says."""

    position: int
    excerpt: str
    says: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that can be chosen. `value` goes into ParseOptions, `label` is for people."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Inference:
    """How the file was read where it does not say so itself, and why.

    `subject` is the field of ParseOptions that overrules it. `source` is `stated` (by the uploader), `file`
    (inferred over the whole of it) or `assumed`. `needs_input` tells that nothing in the file decides: an import
    waits for one of the `choices`, while a mere look at the file goes on with `value`.
    """

    subject: str
    value: str
    source: str
    confidence: float
    """0 to 1; 1 where the file, or who uploaded it, leaves no other."""
    explanation: str
    lines: tuple[EvidenceLine, ...] = ()
    choices: tuple[Choice, ...] = ()
    needs_input: bool = False


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """What the uploader stated. `timezone` is an IANA name; empty means not stated (read in
    `default_timezone`, else as UTC, and told so).

    `filename` may carry folders; for a member of an archive it is `<archive name>/<member path>`, because an
    iOS `_chat.txt` is named by its archive only.
    """

    filename: str = ""
    timezone: str = ""
    default_timezone: str = ""
    """The organization's: taken where `timezone` is not stated, and told so."""
    date_order: str = ""
    """`dmy`, `mdy`, `ymd`, or empty: inferred from the whole file."""
    clock: str = ""
    """`12` or `24`, for logs that show half days without saying which; empty: inferred."""
    base_date: str = ""
    """The day (ISO 8601) of the first message, for logs whose lines have a time or a date without year only;
    NO_DAY to read them without times."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For tables and unknown JSON: the column or key of each role (sender, time, text, …, see `structured.fields`)."""


@dataclass(slots=True)
class ParseReport:
    """Filled while parsing: counted skips (the first MAX_LISTED_SKIPS listed) and warnings in plain sentences."""

    format: str = ""
    recognised_by: str = ""
    """A sentence: what in the file told the format."""
    encoding: str = ""
    repairs: dict[str, int] = field(default_factory=dict)
    """What was mended, by a sentence that begins it: how often."""
    inferences: dict[str, Inference] = field(default_factory=dict)
    """By subject."""
    skipped: int = 0
    skips: list[Skip] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    damage: UnreadableExport | None = None
    """Why reading ended before the file did, when what came before the damage is good."""

    def skip(self, position: int, reason: str, excerpt: str) -> None:
        self.skipped += 1
        if len(self.skips) < MAX_LISTED_SKIPS:
            self.skips.append(Skip(position, reason, excerpt[:200]))

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def repair(self, what: str, count: int = 1) -> None:
        """Count pieces of text that were mended, such as `UTF-8 read as Latin-1`."""
        self.repairs[what] = self.repairs.get(what, 0) + count

    def infer(self, inference: Inference) -> None:
        self.inferences[inference.subject] = inference

    @property
    def questions(self) -> list[Inference]:
        """What the uploader has to decide before the file can be imported."""
        return [inference for inference in self.inferences.values() if inference.needs_input]


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file as sniffers see it: decoded text of at most 64 KiB and the file's name.

    `kind` is `text`, or what its bytes are: `pdf`, `docx` (see `binary`); the text is empty then.
    """

    filename: str
    text: str
    kind: str = "text"


class Format(Protocol):
    """What every parser says of itself."""

    name: str
    """Stable identifier, such as `whatsapp`."""
    label: str
    """For people, such as `WhatsApp text export`."""
    family: str
    """The program it comes from, such as `telegram`: formats of one family hold the same chats."""
    guide: tuple[str, ...]
    """How to export from that program, a step a sentence."""
    remarks: str
    """What the export holds and what it lacks."""


class Parser(Format, Protocol):
    """Reads one file. Stateless; `parse` streams and may be called again on the same bytes with the same result."""

    extensions: tuple[str, ...]
    """Endings of file names, lower case with the dot, that break a tie between parsers equally sure."""

    def sniff(self, sample: Sample) -> float:
        """Return how sure it is, 0 (no) to 1 (certain), that the file is of this format."""
        ...

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        """Yield messages in file order from a seekable binary file, noting skips and warnings in the report.

        Raises UnreadableExport when nothing can be made of the file.
        """
        ...


@dataclass(frozen=True, slots=True)
class Unit:
    """What is parsed by itself: one file, or several that make a chat together.

    `path` is its name within the upload: the file's path, or the folder's. `paths` are the files it is read
    from, in reading order; what only helps to read them (a list of users) is looked up in the tree.
    """

    path: str
    paths: tuple[str, ...]
    format: str = ""
    """The name of the bundle parser that claimed it; empty for a single file, whose content decides."""


class BundleParser(Format, Protocol):
    """Reads chats that an export spreads over files of a folder or archive."""

    def claim(self, tree: Tree) -> list[Unit]:
        """Return the units of this format in the tree, judged by names or a look at the files' beginnings.

        Files of a unit are not offered to other parsers; nor are those given to `tree.take_as_helper`.
        """
        ...

    def parse_unit(
        self, unit: Unit, files: OpenFiles, options: ParseOptions, report: ParseReport
    ) -> Iterator[ParsedMessage]:
        """Yield the unit's messages as `Parser.parse` does; files are opened through `files`."""
        ...
