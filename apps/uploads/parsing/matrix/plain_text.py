"""Element's export as plain text: `date - Name: text`, a line a message, in the app's language.

`Tue, Nov 19, 2024, 10:15:01 - Alice: hello`; older versions leave out the second comma, and some languages put the day
first or write half days. The month is always a word, so no order has to be found. Times are those of the browser that
exported, without zone. What has no `Name:` is an event. There are no ids: replies, edits and reactions are not told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from apps.uploads.parsing.base import MESSAGE, SYSTEM, ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.drafts import add_line
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.text import iter_lines, strip_marks
from apps.uploads.parsing.written_dates import read_known

HEADER = re.compile(r"([^\W\d_]{2,12}\.?,? [^\n]{6,50}?\d[^\n]{0,12}?) - ")
"""A weekday's name, then a date with a time; whether it is one is for `read_known` to say."""
MAX_NAME_CHARS = 100
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
        for draft in _read_drafts(source, report):
            yield _finish(draft, conversation, clock)


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


def _finish(draft: _Draft, conversation: str, clock: LocalClock) -> ParsedMessage:
    sender, colon, said = draft.first.partition(": ")
    is_said = bool(colon) and len(sender) <= MAX_NAME_CHARS and bool(clean_name(sender))
    text = "\n".join([said if is_said else draft.first, *draft.more]).strip()
    return ParsedMessage(
        conversation=conversation,
        sender=clean_name(sender) if is_said else None,
        sent_at=clock.to_utc(draft.local),
        text=text,
        kind=MESSAGE if is_said else SYSTEM,
        local_time=draft.local.isoformat(),
        precision="second" if draft.has_seconds else "minute",
        source_ref=f"line {draft.position}",
    )
