"""KakaoTalk exports as messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.kakaotalk.build import Builder
from apps.uploads.parsing.kakaotalk.lines import (
    SAVED,
    TABLE_HEAD,
    Beginning,
    is_bare_day,
    read_beginning,
    read_ruled_day,
    read_title,
)
from apps.uploads.parsing.kakaotalk.marks import is_said_by_program
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.structured.csv_rows import iter_rows
from apps.uploads.parsing.text import iter_lines, strip_marks

MAX_TEXT_CHARS = 256 * 1024
SNIFF_LINES = 60
HEADING_LINES = 5
FILE_PREFIX = "KakaoTalk_Chat_"


class KakaoTalkParser:
    name = "kakaotalk"
    label = "KakaoTalk export"
    family = "kakaotalk"
    extensions = (".txt", ".csv")
    guide = (
        "Open the chatroom in KakaoTalk.",
        "On a phone open the menu, the settings of the chatroom, and choose Export messages; on a computer open the "
        "menu and choose Export messages or Save chat.",
        "Upload the text or CSV file unchanged.",
    )
    remarks = (
        "Names, times, words, calls and deleted messages are kept, and that there was a photo, emoticon or file. "
        "KakaoTalk leaves out replies, reactions and the files themselves, and does not say the time zone."
    )

    def sniff(self, sample: Sample) -> float:
        """Certain with the title and the table's head that KakaoTalk writes, or where messages begin as its do."""
        lines = [line.rstrip("\r") for line in islice(sample.text.split("\n"), SNIFF_LINES) if line.strip()]
        if not lines:
            return 0.0
        if lines[0].replace('"', "").strip() == TABLE_HEAD:
            return 0.98
        heads = [strip_marks(line) for line in lines]
        if any(SAVED.match(line) for line in heads[:4]) and read_title(heads[0]):
            return 0.99
        begins = sum(read_beginning(line) is not None for line in heads)
        if not begins:
            return 0.0
        first = next(place for place, line in enumerate(heads) if read_beginning(line) is not None)
        return 0.97 if first < 3 and begins * 2 > len(heads) - first else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        head = next(iter_lines(source, ParseReport()), "").strip().replace('"', "")
        clock = LocalClock(options, report)
        name = conversation_name(options.filename.replace(FILE_PREFIX, ""))
        if head == TABLE_HEAD:
            report.recognised_by = (
                "The table begins with Date, User and Message, as KakaoTalk writes it on macOS."
            )
            return _read_table(source, Builder(name, clock, report), report)
        report.recognised_by = "Messages begin with time and name as KakaoTalk writes them."
        builder = Builder(read_title(strip_marks(head)) or name, clock, report)
        return _Reader(builder, report).read(source)


def _read_table(source: BinaryIO, builder: Builder, report: ParseReport) -> Iterator[ParsedMessage]:
    for line, cells in iter_rows(source, report, preamble_lines=1):
        try:
            moment = datetime.fromisoformat(cells[0].strip()).replace(tzinfo=None)
            sender, text = cells[1], ",".join(cells[2:])
        except (ValueError, IndexError):
            report.skip(line, "The row has no date, user and message.", ",".join(cells))
            continue
        yield builder.build(sender, text, moment, "second", line)


@dataclass(slots=True)
class _Draft:
    """A message whose further lines are still to come."""

    line: int
    begins: Beginning
    moment: datetime | None
    precision: str
    more: list[str] = field(default_factory=list)
    size: int = 0


class _Reader:
    def __init__(self, builder: Builder, report: ParseReport) -> None:
        self._builder, self._report = builder, report
        self._day: date | None = None
        self._last: datetime | None = None
        self._draft: _Draft | None = None
        self._bare_day: tuple[str, int] | None = None
        """A date alone, and its line, that the next line makes a day's beginning or part of a message."""
        self._has_begun = False

    def read(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        for number, raw in enumerate(iter_lines(source, self._report), start=1):
            if message := self._see(strip_marks(raw), number):
                yield message
        if not self._has_begun:
            raise UnreadableExport(
                "no_messages", "No message was found in the file. Export the chat from KakaoTalk again."
            )
        if message := self._end():
            yield message

    def _see(self, line: str, number: int) -> ParsedMessage | None:
        """Take the next line; return the message that it ends."""
        if (following := self._begin(line, number)) is not None:
            self._bare_day, self._has_begun = None, True
            return self._end(following)
        if self._bare_day is not None:
            bare, self._bare_day = self._bare_day, None
            self._continue(*bare)
        if (day := read_ruled_day(line)) is not None:
            self._day, self._last = day, None
            return self._end()
        if is_bare_day(line):
            self._bare_day = line, number
        else:
            self._continue(line, number)
        return None

    def _end(self, following: _Draft | None = None) -> ParsedMessage | None:
        draft, self._draft = self._draft, following
        if draft is None:
            return None
        text = "\n".join((draft.begins.text, *draft.more))
        return self._builder.build(draft.begins.sender, text, draft.moment, draft.precision, draft.line)

    def _begin(self, line: str, number: int) -> _Draft | None:
        if (begins := read_beginning(line)) is not None:
            self._last = self._moment(begins, number, line)
            return _Draft(number, begins, self._last, "second" if begins.has_seconds else "minute")
        if self._day is None or not is_said_by_program(line):
            return None
        midnight = datetime.combine(self._day, time())
        return _Draft(number, Beginning(time(), False, None, line), self._last or midnight, "day")

    def _moment(self, begins: Beginning, number: int, line: str) -> datetime | None:
        if isinstance(begins.moment, datetime):
            return begins.moment
        if self._day is None:
            self._report.skip(number, "No day stands before the message; it was kept without its time.", line)
            return None
        return datetime.combine(self._day, begins.moment)

    def _continue(self, line: str, number: int) -> None:
        draft = self._draft
        if draft is None:
            is_heading = not self._has_begun and number <= HEADING_LINES
            if line.strip() and not is_heading:
                self._report.skip(number, "The line belongs to no message.", line)
            return
        draft.size += len(line) + 1
        if draft.size > MAX_TEXT_CHARS:
            self._report.skip(
                number, "The message is longer than 256 KB; this line of it was left out.", line
            )
            return
        draft.more.append(line)
