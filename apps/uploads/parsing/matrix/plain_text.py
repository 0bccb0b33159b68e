"""Element's export as plain text: `date - Name: text`, a line a message, in the app's language.

`Tue, Nov 19, 2024, 10:15:01 - Alice: hello`; older versions leave out the second comma, and some languages put the day
first or write half days. Versions until 2022 wrote the browser's numbers, `11/19/2024, 10:15:01 AM - Alice: hello`,
which look as WhatsApp's do; the file's name tells them apart, `matrix - <room> - Chat Export - 2024-11-19T….txt`, or
ids for names. Times are those of the browser that exported, without zone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

import msgspec

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.drafts import add_line
from apps.uploads.parsing.matrix.lines import Lines
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample, iter_lines, strip_marks
from apps.uploads.parsing.whatsapp.headers import choose_style
from apps.uploads.parsing.whatsapp.reader import Reader
from apps.uploads.parsing.whatsapp.scan import scan
from apps.uploads.parsing.written_dates import read_known

HEADER = re.compile(r"([^\W\d_]{2,12}\.?,? [^\n]{6,50}?\d[^\n]{0,12}?) - ")
"""A weekday's name, then a date with a time; whether it is one is for `read_known` to say."""
SNIFFED_LINES = 20
FILE_NAME = re.compile(r"(?:^|/)[^/]{1,60}? - (?P<room>[^/]{1,200}) - Chat Export - \d{4}-\d\d-\d\dT")
ID = re.compile(r"@[\w.=/+-]{1,200}:[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}(?::\d{1,5})?: ")


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
    remarks = (
        "Names, times to the second, words, files by name, and answers by the words they quote; no ids, edits or "
        "reactions."
    )

    def sniff(self, sample: Sample) -> float:
        lines = [line for line in strip_marks(sample.text).split("\n") if line.strip()][:SNIFFED_LINES]
        if not lines or read_header(lines[0]) is None:
            return 0.97 if _is_numbered(sample) else 0.0
        said = sum(": " in line for line in lines if read_header(line))
        return 0.93 if said else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        source.seek(0)
        if _is_numbered(Sample(options.filename, decode_sample(source.read(SAMPLE_BYTES)))):
            report.recognised_by = "Lines have Element's notes or ids of Matrix behind dates in numbers."
            yield from _read_numbered(source, options, report)
            return
        report.recognised_by = (
            "Lines begin with a weekday, a date in words and a time, as Element writes them."
        )
        clock, conversation, lines = LocalClock(options, report), room_name(options.filename), Lines()
        for draft in _read_drafts(source, report):
            yield _finish(draft, conversation, clock, lines)


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


def _finish(draft: _Draft, conversation: str, clock: LocalClock, lines: Lines) -> ParsedMessage:
    ref = f"line {draft.position}"
    said = lines.read(draft.first, ref)
    return ParsedMessage(
        conversation=conversation,
        sender=said.sender or None,
        sent_at=clock.to_utc(draft.local),
        text="\n".join([said.text, *draft.more]).strip(),
        kind=said.kind,
        local_time=draft.local.isoformat(),
        precision="second" if draft.has_seconds else "minute",
        source_ref=ref,
        reply_to_ref=said.answered,
        attachments=said.attachments,
    )


def _read_numbered(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    """Dates in numbers are those of WhatsApp, order of day and month and all; what is behind them is Element's."""
    found = scan(source, options)
    found.order.report(report)
    conversation, lines = room_name(options.filename), Lines()
    for message in Reader(found, options, report).read(source):
        first, line_end, more = message.text.partition("\n")
        said = lines.read(f"{message.sender}: {first}" if message.sender else first, message.source_ref)
        yield msgspec.structs.replace(
            message,
            conversation=conversation,
            sender=said.sender or None,
            text=f"{said.text}{line_end}{more}".strip(),
            kind=said.kind,
            reply_to_ref=said.answered,
            attachments=said.attachments,
        )


def _is_numbered(sample: Sample) -> bool:
    """Return whether the dates are in numbers; the file's name tells then, or ids in the place of names."""
    lines = [line for line in strip_marks(sample.text).split("\n") if line.strip()][:SNIFFED_LINES]
    style = choose_style(lines)
    if style is None or not lines or not (match := style.pattern.match(lines[0])):
        return False
    rests = [line[found.end() :] for line in lines if (found := style.pattern.match(line))]
    is_told = FILE_NAME.search(sample.filename) or any(ID.match(rest) for rest in rests)
    return bool(is_told) and match[0].endswith(" - ") and any(": " in rest for rest in rests)


def room_name(filename: str) -> str:
    """Return the room's name, as the file, or the zip around it, is called after it."""
    match = FILE_NAME.search(filename)
    return clean_name(match["room"]) if match else conversation_name(filename)
