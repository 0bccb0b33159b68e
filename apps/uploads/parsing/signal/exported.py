"""A message as signal-export and signalbackup-tools have it, from text, JSON or a page, and what we make of it."""

import re
from dataclasses import dataclass
from datetime import datetime

from apps.uploads.parsing.base import (
    CALL,
    DELETED,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
)
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.recent import Recent, quote_key

NO_SENDER = "No-Sender"
CALL_TEXT = re.compile(
    r"(?:Incoming|Outgoing|Missed)(?: voice| video| group| adhoc)? call(?: \([^()\n]{1,60}\))?"
)
"""The whole text that signal-export writes for a call; newer versions also mark it in the JSON."""


@dataclass(frozen=True, slots=True)
class Exported:
    """`local` is naive, on the clock of the computer that exported. `reactions` are pairs of emoji and name."""

    position: int
    place: str
    sender: str
    local: datetime | None
    shown_time: str
    text: str
    has_seconds: bool = True
    is_deleted: bool = False
    is_edited: bool = False
    is_call: bool = False
    quote: str = ""
    sticker: str = ""
    stickers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    reactions: tuple[tuple[str, str], ...] = ()


class ExportedReader:
    def __init__(self, conversation: str, options: ParseOptions, report: ParseReport) -> None:
        self._conversation, self._report = conversation, report
        self._clock = LocalClock(options, report)
        self._said = Recent()

    def read(self, exported: Exported) -> ParsedMessage | None:
        """Return the message, or None, with a skip, for what says nothing at all."""
        local = exported.local if exported.local and is_plausible(exported.local) else None
        if local is None:
            self._report.skip(
                exported.position,
                "There is no such date or time; the message was kept without it.",
                exported.shown_time,
            )
        kind, attachments = _kind_of(exported), tuple(_files_of(exported))
        if kind == MESSAGE and not (exported.text or attachments):
            self._report.skip(exported.position, "The message has no words.", exported.shown_time)
            return None
        self._said.put(quote_key(exported.text), exported.place)
        return ParsedMessage(
            conversation=self._conversation,
            sender=clean_name(exported.sender) or None,
            sent_at=None if local is None else self._clock.to_utc(local),
            text=exported.text,
            kind=kind,
            is_edited=exported.is_edited,
            local_time="" if local is None else local.isoformat(),
            precision=_precision(exported) if local else "",
            source_ref=exported.place,
            reply_to_ref=(self._said.get(quote_key(exported.quote)) or "") if exported.quote else "",
            attachments=attachments,
            reactions=gather_reactions(exported.reactions),
        )


def _precision(exported: Exported) -> str:
    if exported.local and exported.local.microsecond:
        return ""
    return "second" if exported.has_seconds else "minute"


def _kind_of(exported: Exported) -> str:
    if exported.is_deleted:
        return DELETED
    if exported.is_call or CALL_TEXT.fullmatch(exported.text):
        return CALL
    return MESSAGE if exported.sender else SYSTEM


def _files_of(exported: Exported) -> list[Attachment]:
    files = [Attachment(name[:255], guess_type(name)) for name in exported.files]
    if exported.sticker or exported.stickers:
        files += [Attachment(name[:255], "sticker") for name in exported.stickers or (exported.sticker,)]
    return files
