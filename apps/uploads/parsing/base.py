"""What every chat parser takes and gives."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol

MAX_LISTED_SKIPS = 50
"""Skipped lines kept with an excerpt; the rest are only counted."""

MESSAGE = "message"
DELETED = "deleted"
"""A message whose words its author took back."""
SYSTEM = "system"
"""What the program says: somebody joined, a call was missed. Everything else was sent by a person."""


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
    emoji: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """One utterance or event, in file order.

    `sent_at` is aware UTC, or None where the export gives no time. `local_time` is the moment as the
    exporter's clock showed it (ISO 8601 without zone), empty when the export itself states UTC or an offset.
    `source_ref` finds it again in the file: `line 12`, `item 3`, or the export's own id.
    """

    conversation: str
    sender: str | None
    sent_at: datetime | None
    text: str
    kind: str = "message"
    local_time: str = ""
    source_ref: str = ""
    starts_session: bool = False
    """The export itself begins a new thread, session or document with this message."""
    is_edited: bool = False
    reply_to_ref: str = ""
    """`source_ref` of the message this one answers."""
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()

    @property
    def is_system(self) -> bool:
        return self.kind == SYSTEM


@dataclass(frozen=True, slots=True)
class Skip:
    """A piece of the file that could not be read: where (line or item, from 1), why, and its beginning."""

    position: int
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """What the uploader stated. `timezone` is an IANA name; empty means not stated (read as UTC, and warned).

    `filename` may carry folders; for a member of an archive it is `<archive name>/<member path>`, because an
    iOS `_chat.txt` is named by its archive only.
    """

    filename: str = ""
    timezone: str = ""
    date_order: str = ""
    """`dmy`, `mdy`, `ymd`, or empty: inferred from the whole file."""


@dataclass(slots=True)
class ParseReport:
    """Filled while parsing: counted skips (the first MAX_LISTED_SKIPS listed) and warnings in plain sentences."""

    format: str = ""
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


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file as sniffers see it: decoded text of at most 64 KiB and the file's name."""

    filename: str
    text: str


class Parser(Protocol):
    """One export format. Stateless; `parse` streams and may be called again on the same bytes with the same result."""

    name: str
    """Stable identifier, such as `whatsapp`."""
    label: str
    """For people, such as `WhatsApp text export`."""
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
