"""The second reading of a file: its lines as messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import BinaryIO

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, SYSTEM, ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.drafts import add_line
from apps.uploads.parsing.line.marks import CALL_SIGN, MEMBERSHIP, read_mark, read_unsent
from apps.uploads.parsing.line.rows import Row, read_day, read_row, read_title
from apps.uploads.parsing.line.scan import Scan
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.text import iter_lines, strip_marks


@dataclass(slots=True)
class _Draft:
    """A message whose further lines are still to come."""

    line: int
    row: Row
    day: date | None
    more: list[str] = field(default_factory=list)
    size: int = 0


class Reader:
    def __init__(self, found: Scan, options: ParseOptions, report: ParseReport) -> None:
        self._found, self._report = found, report
        self._conversation = found.title or _title_of_file(options.filename)
        self._clock = LocalClock(options, report)
        self._day: date | None = None

    def read(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        draft: _Draft | None = None
        for number, raw in enumerate(iter_lines(source, self._report), start=1):
            line = strip_marks(raw)
            row = read_row(line, self._found.is_tabbed)
            day = read_day(line) if row is None else None
            if row is None and day is None:
                self._continue(draft, line, number)
                continue
            if draft is not None:
                yield self._finish(draft)
            draft = _Draft(number, row, self._day) if row else None
            if day is not None:
                self._day = self._found.order.to_date(day.numbers)
        if draft is not None:
            yield self._finish(draft)

    def _continue(self, draft: _Draft | None, line: str, number: int) -> None:
        if draft is None:
            if line.strip() and number > self._found.heading_lines:
                self._report.skip(number, "The line belongs to no message.", line)
            return
        add_line(draft, line, number, self._report)

    def _finish(self, draft: _Draft) -> ParsedMessage:
        sender, text = self._found.columns.split(draft.row)
        text = _unquote("\n".join((text, *draft.more)).strip())
        unsent = read_unsent(text)
        attachment = None
        if unsent is not None:
            kind, sender = DELETED, sender or clean_name(unsent) or None
        elif text.startswith(CALL_SIGN):
            kind = CALL
        elif sender is None or (not draft.row.is_tabbed and MEMBERSHIP.fullmatch(text)):
            kind = SYSTEM
        else:
            kind, attachment = MESSAGE, read_mark(text, is_computers=self._found.is_computers)
        local = self._moment(draft)
        return ParsedMessage(
            conversation=self._conversation,
            sender=sender,
            sent_at=None if local is None else self._clock.to_utc(local),
            local_time="" if local is None else local.isoformat(),
            precision="" if local is None else "minute",
            text="" if attachment else text,
            kind=kind,
            source_ref=f"line {draft.line}",
            attachments=(attachment,) if attachment else (),
        )

    def _moment(self, draft: _Draft) -> datetime | None:
        if draft.day is None:
            reason = "No day stands before the message; it was kept without its time."
            self._report.skip(draft.line, reason, draft.row.rest)
            return None
        local = datetime.combine(draft.day, time(draft.row.hour, draft.row.minute))
        return local if is_plausible(local) else None


def _title_of_file(filename: str) -> str:
    """Files are called as their first line begins: `[LINE] Chat with Ann.txt`."""
    name = conversation_name(filename)
    return read_title(name) or name


def _unquote(text: str) -> str:
    """Take off the quotation marks that LINE sets around several lines, and double where the text has its own."""
    if "\n" not in text or len(text) < 2 or not text[0] == text[-1] == '"':
        return text
    inner = text[1:-1].strip()
    is_doubled = '"' in inner and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if is_doubled else inner
