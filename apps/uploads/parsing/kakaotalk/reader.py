"""Lines of text exports as messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseReport, UnreadableExport
from apps.uploads.parsing.drafts import add_line
from apps.uploads.parsing.kakaotalk.build import Builder
from apps.uploads.parsing.kakaotalk.lines import Beginning, is_bare_day, read_beginning, read_ruled_day
from apps.uploads.parsing.kakaotalk.marks import is_said_by_program
from apps.uploads.parsing.text import iter_lines, strip_marks

HEADING_LINES = 10


@dataclass(slots=True)
class _Draft:
    """A message whose further lines are still to come."""

    line: int
    begins: Beginning
    moment: datetime | None
    precision: str
    more: list[str] = field(default_factory=list)
    size: int = 0


class Reader:
    def __init__(self, builder: Builder, report: ParseReport) -> None:
        self._builder, self._report = builder, report
        self._day: date | None = None
        self._last: datetime | None = None
        self._draft: _Draft | None = None
        self._bare_day: tuple[str, int] | None = None
        """A date alone, and its line, that the next line makes a day's beginning or part of a message."""
        self._has_begun = False
        self._speakers: set[str | None] = set()

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
            self._speakers.add(begins.sender)
            self._last = self._moment(begins, number, line)
            return _Draft(number, begins, self._last, "second" if begins.has_seconds else "minute")
        if self._day is None or not (is_said_by_program(line) or self._is_leaving(line)):
            return None
        midnight = datetime.combine(self._day, time())
        return _Draft(number, Beginning(time(), False, None, line), self._last or midnight, "day")

    def _is_leaving(self, line: str) -> bool:
        """`Ann left.` may be anybody's second line, unless Ann is one of those who speak."""
        return line.endswith(" left.") and line.removesuffix(" left.") in self._speakers

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
        add_line(draft, line, number, self._report)
