"""Element's export as plain text: `date - Name: text`, a line a message, in the app's language.

`Tue, Nov 19, 2024, 10:15:01 - Alice: hello`; older versions leave out the second comma, and some languages put the day
first or write half days. The month is always a word, so no order has to be found. Times are those of the browser that
exported, without zone. What has no `Name:` is an event, but for `* Name does`, `Name sent an image.` and files, behind
which `(File Attached)` or a note like it stands. There are no ids: replies, edits and reactions are not told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, NamedTuple

from apps.uploads.parsing.base import (
    DELETED,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
    Sample,
)
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.drafts import add_line
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.text import iter_lines, strip_marks
from apps.uploads.parsing.written_dates import read_known

HEADER = re.compile(r"([^\W\d_]{2,12}\.?,? [^\n]{6,50}?\d[^\n]{0,12}?) - ")
"""A weekday's name, then a date with a time; whether it is one is for `read_known` to say."""
FILE_NOTE = re.compile(
    r" \((?:File Attached|Media omitted(?: - file size limit exceeded)?|Error fetching file)\)$"
)
SENT = re.compile(r"(?P<name>.{1,100}) sent (?P<what>an image|a sticker)\.")
TYPES = {"an image": "image", "a sticker": "sticker"}
TAKEN_BACK = re.compile(r"Message deleted(?: by .{1,100})?")
MAX_NAME_CHARS = 100
MAX_NAMES = 5_000
SNIFFED_LINES = 20


@dataclass(slots=True)
class _Draft:
    """A message whose further lines are still to come."""

    position: int
    local: datetime
    has_seconds: bool
    first: str
    more: list[str] = field(default_factory=list)
    size: int = 0


class _Said(NamedTuple):
    """What the first line of a message says; `sender` is empty for an event."""

    sender: str
    text: str
    kind: str = MESSAGE
    attachments: tuple[Attachment, ...] = ()


class ElementTextParser:
    name = "matrix_text"
    label = "Matrix room (Element, plain text)"
    family = "matrix"
    extensions = (".txt",)
    guide = (
        "In Element, open the room's info and choose Export chat.",
        "Choose JSON rather than plain text where you can: it holds ids, edits, replies and reactions.",
        "Upload the file, or the zip that Element made.",
    )
    remarks = "Names, times to the second and words; no ids, replies, edits or reactions."

    def sniff(self, sample: Sample) -> float:
        lines = [line for line in strip_marks(sample.text).split("\n") if line.strip()][:SNIFFED_LINES]
        if not lines or read_header(lines[0]) is None:
            return 0.0
        said = sum(": " in line for line in lines if read_header(line))
        return 0.93 if said else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = (
            "Lines begin with a weekday, a date in words and a time, as Element writes them."
        )
        clock, conversation = LocalClock(options, report), conversation_name(options.filename)
        names: set[str] = set()
        for draft in _read_drafts(source, report):
            yield _finish(draft, conversation, clock, names)


def read_header(line: str) -> tuple[datetime, bool, int] | None:
    """Return the local time of a line's header, whether it has seconds, and where the header ends; None without one."""
    match = HEADER.match(line)
    if match is None:
        return None
    moment, has_seconds = read_known(match[1].replace("\u202f", " "))
    return (moment, has_seconds, match.end()) if moment and is_plausible(moment) else None


def _read_drafts(source: BinaryIO, report: ParseReport) -> Iterator[_Draft]:
    draft: _Draft | None = None
    for position, raw in enumerate(iter_lines(source, report), start=1):
        line = strip_marks(raw)
        header = read_header(line)
        if header is None:
            _continue(draft, line, position, report)
            continue
        if draft is not None:
            yield draft
        moment, has_seconds, end = header
        draft = _Draft(position, moment, has_seconds, line[end:])
    if draft is not None:
        yield draft


def _continue(draft: _Draft | None, line: str, position: int, report: ParseReport) -> None:
    if draft is None:
        if line.strip():
            report.skip(position, "The line stands before the first message.", line)
        return
    add_line(draft, line, position, report)


def _finish(draft: _Draft, conversation: str, clock: LocalClock, names: set[str]) -> ParsedMessage:
    said = _read_first(draft.first, names)
    if said.sender and len(names) < MAX_NAMES:
        names.add(said.sender)
    return ParsedMessage(
        conversation=conversation,
        sender=said.sender or None,
        sent_at=clock.to_utc(draft.local),
        text="\n".join([said.text, *draft.more]).strip(),
        kind=said.kind,
        local_time=draft.local.isoformat(),
        precision="second" if draft.has_seconds else "minute",
        source_ref=f"line {draft.position}",
        attachments=said.attachments,
    )


def _read_first(line: str, names: set[str]) -> _Said:
    """`names` are those of people who spoke before: only they can do something, `* Name does`."""
    words, note = line, FILE_NOTE.search(line)
    if note:
        words = line[: note.start()]
        if match := SENT.fullmatch(words):
            return _Said(clean_name(match["name"]), "", MESSAGE, (Attachment("", TYPES[match["what"]]),))
    sender, colon, said = words.partition(": ")
    if colon and len(sender) <= MAX_NAME_CHARS and (name := clean_name(sender)):
        if note:
            return _Said(name, "", MESSAGE, (Attachment(said[:255], guess_type(said)),))
        return _Said(name, "", DELETED) if TAKEN_BACK.fullmatch(said) else _Said(name, said)
    if name := _actor(line, names):
        return _Said(name, line[len(f"* {name} ") :])
    return _Said("", line, SYSTEM)


def _actor(line: str, names: set[str]) -> str:
    """Return the longest known name after an asterisk, empty without one."""
    if not line.startswith("* "):
        return ""
    rest = line[2 : MAX_NAME_CHARS + 2]
    ends = (place for place in range(len(rest) - 1, 0, -1) if rest[place] == " ")
    return next((rest[:end] for end in ends if rest[:end] in names), "")
