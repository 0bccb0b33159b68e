"""A message from the parts that every kind of export has."""

from datetime import datetime

from apps.uploads.parsing.base import ParsedMessage, ParseReport
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.kakaotalk.marks import (
    PROGRAM_NAMES,
    classify,
    classify_program,
    is_said_by_program,
)
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.structured.records import clean_text


class Builder:
    def __init__(self, conversation: str, clock: LocalClock, report: ParseReport) -> None:
        self._conversation, self._clock, self._report = conversation, clock, report

    def build(
        self, sender: str | None, text: str, moment: datetime | None, precision: str, line: int
    ) -> ParsedMessage:
        """Return the message of a line; `sender` is None, or a name of the program's, for what it says itself."""
        name, text = clean_name(sender or "") or None, clean_text(text).strip()
        attachment = None
        if name is None or ((name in PROGRAM_NAMES or text.startswith(name)) and is_said_by_program(text)):
            kind, name = classify_program(text), None
        else:
            kind, attachment = classify(text)
        local = moment if moment is not None and is_plausible(moment) else None
        if moment is not None and local is None:
            self._report.skip(line, "There is no such date or time; the message was kept without it.", text)
        return ParsedMessage(
            conversation=self._conversation,
            sender=name,
            sent_at=None if local is None else self._clock.to_utc(local),
            local_time="" if local is None else local.isoformat(),
            precision="" if local is None else precision,
            text="" if attachment else text,
            kind=kind,
            source_ref=f"line {line}",
            attachments=(attachment,) if attachment else (),
        )
