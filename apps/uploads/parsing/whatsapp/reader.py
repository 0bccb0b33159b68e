"""The second reading of a file: its lines as messages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import BinaryIO

from apps.uploads.parsing.base import (
    CALL,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
)
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.drafts import add_line
from apps.uploads.parsing.half_days import to_24_hours
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.text import BIDI_MARK, iter_lines
from apps.uploads.parsing.whatsapp.attachments import read_attachment, unmarked_tail
from apps.uploads.parsing.whatsapp.authors import is_marked
from apps.uploads.parsing.whatsapp.markers import (
    classify,
    is_call,
    is_unmarked_notice,
    marked_tail,
    without_edited_marker,
)
from apps.uploads.parsing.whatsapp.mentions import ISOLATE, ISOLATED, numbers_mentioned, phone_ref
from apps.uploads.parsing.whatsapp.scan import Scan, numbers_of

NO_WORDS = "."
"""A lone full stop right after the author's colon stands for a message without words."""
HEADER_PARTS = ("date", "before", "hour", "minute", "second", "after")


@dataclass(slots=True)
class _Draft:
    """A message whose further lines are still to come."""

    header_line: int
    local: datetime | None
    precision: str
    rest: str
    raw: str
    last_raw: str
    mentions: list[str]
    more: list[str] = field(default_factory=list)
    size: int = 0


class Reader:
    def __init__(self, found: Scan, options: ParseOptions, report: ParseReport) -> None:
        self._order, self._authors = found.order, found.authors
        self._names_by_number = found.authors.names_by_number()
        self._match_header = found.style.pattern.match
        self._conversation = conversation_name(options.filename)
        self._clock = LocalClock(options, report)
        self._report = report
        self._date_text, self._date = "", None

    def read(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        draft: _Draft | None = None
        for number, raw in enumerate(iter_lines(source, self._report), start=1):
            is_plain = raw.isascii()
            line = raw if is_plain else BIDI_MARK.sub("", raw)
            mentions = ISOLATED.findall(raw) if not is_plain and ISOLATE in raw else []
            header = self._match_header(line)
            if header is None:
                self._continue(draft, line, raw, mentions, number)
                continue
            if draft is not None and (message := self._finish(draft)):
                yield message
            moment = self._moment(header, number, line)
            precision = "second" if header["second"] else "minute"
            draft = _Draft(number, moment, precision, line[header.end() :], raw, raw, mentions)
        if draft is not None and (message := self._finish(draft)):
            yield message

    def _continue(self, draft: _Draft | None, line: str, raw: str, mentions: list[str], number: int) -> None:
        if draft is None:
            if line.strip():
                self._report.skip(number, "The line stands before the first message.", line)
            return
        if add_line(draft, line, number, self._report):
            draft.mentions += mentions
            draft.last_raw = raw

    def _moment(self, header: re.Match[str], number: int, line: str) -> datetime | None:
        """Return the local time of a header; None, and a skip, if there is no such time."""
        date_text, before, hour, minute, second, after = header.group(*HEADER_PARTS)
        if date_text != self._date_text:
            self._date_text, self._date = date_text, self._order.to_date(numbers_of(date_text))
        hour_of_day = to_24_hours(int(hour), before or "", after or "") if before or after else int(hour)
        try:
            # Clocks that count from 1 to 24 call the hour after midnight 24.
            moment = datetime.combine(
                self._date, time(hour_of_day if hour_of_day != 24 else 0, int(minute), int(second or 0))
            )
        except (TypeError, ValueError):
            moment = None
        if moment is None or not is_plausible(moment):
            self._report.skip(number, "There is no such date or time; the message was kept without it.", line)
            return None
        return moment

    def _finish(self, draft: _Draft) -> ParsedMessage | None:
        author, head, body = self._authors.split(draft.rest)
        if body == NO_WORDS and author and draft.rest == f"{head}:{NO_WORDS}" and not draft.more:
            self._report.skip(draft.header_line, "The message has no words.", draft.rest)
            return None
        if draft.more:
            body = "\n".join((body, *draft.more))
        body = body.strip()
        if author is None:
            return self._message(draft, None, CALL if is_call(body) else SYSTEM, body)
        words = without_edited_marker(body)
        is_edited = len(words) < len(body)
        lost_marks = self._authors.has_lost_marks
        tail = unmarked_tail(words) if lost_marks else marked_tail(draft.last_raw, is_edited=is_edited)
        attachment, caption = read_attachment(words, tail)
        if attachment is not None:
            return self._message(draft, author, MESSAGE, caption, is_edited, (attachment,))
        is_group = self._authors.is_group(head, author)
        marked = is_marked(draft.raw, body) or (lost_marks and is_unmarked_notice(words, author))
        kind = classify(words, marked, is_group, author)
        return self._message(draft, None if kind == SYSTEM and is_group else author, kind, words, is_edited)

    def _message(
        self,
        draft: _Draft,
        author: str | None,
        kind: str,
        text: str,
        is_edited: bool = False,
        attachments: tuple[Attachment, ...] = (),
    ) -> ParsedMessage:
        local, mentions = draft.local, draft.mentions
        if "@" in text:
            mentions = [*map(clean_name, mentions), *numbers_mentioned(text, self._names_by_number)]
        return ParsedMessage(
            conversation=self._conversation,
            sender=author,
            sender_ref=phone_ref(author) if author and author[0] == "+" else "",
            sent_at=None if local is None else self._clock.to_utc(local),
            local_time="" if local is None else local.isoformat(),
            precision="" if local is None else draft.precision,
            text=text,
            kind=kind,
            source_ref=f"line {draft.header_line}",
            is_edited=is_edited,
            attachments=attachments,
            mentions=tuple(dict.fromkeys(mentions)) if mentions else (),
        )
