"""sigtop's text: `Conversation: Ann (+49…)`, then for each message fields, a blank line and its text.

    From: Ann (+491512345678)
    Type: incoming
    Sent: Mon, 2 Jan 2023 15:04:05 +0100
    Attachment: a.jpg (image/jpeg, 1234 bytes)
    Reaction: 👍 from You

A quotation is a block of lines with `> ` before the text, with fields of its own. An edited message lists its
versions with `| ` before each line, the newest first.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM, Attachment, ParsedMessage, ParseReport
from apps.uploads.parsing.clock import is_plausible
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.recent import Recent
from apps.uploads.parsing.signal.sigtop_lines import Draft, take
from apps.uploads.parsing.text import iter_lines

BEGINNING = re.compile(r"\s*Conversation: [^\n]{1,300}\r?\n\s*\r?\n(?:From: [^\n]{1,300}\r?\n)?Type: ")
PERSON = re.compile(r"(?P<name>.*?)(?: \((?P<ref>\+?[\w. -]{3,60})\))?$")
FILE = re.compile(r"(?P<name>.*) \((?P<type>[^(),]{0,100})(?:, (?P<size>\d{1,18}) bytes)?\)$")
REACTION = re.compile(r"(?P<emoji>\S{1,40}) from (?P<who>.*)")
SAID = frozenset(("incoming", "outgoing"))
NO_NAME = "no filename"
MAX_CHARS = 256 * 1024


def looks_like_sigtop(text: str) -> bool:
    return BEGINNING.match(text) is not None


class SigtopReader:
    def __init__(self, report: ParseReport) -> None:
        self._report = report
        self._conversation = ""
        self._sent_at = Recent()

    def read(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        draft: Draft | None = None
        is_after_blank, size = True, 0
        for number, (line, following) in enumerate(_with_next(iter_lines(source, self._report)), start=1):
            if not self._conversation and line.startswith("Conversation: "):
                self._conversation, _ = split_person(line.removeprefix("Conversation: "))
                continue
            begins, is_after_blank = is_after_blank and _begins(line, following), not line
            if begins:
                if draft is not None:
                    yield self._finish(draft)
                draft, size = Draft(number), 0
            size += len(line)
            if draft is not None and size < MAX_CHARS:
                take(draft, line)
        if draft is not None:
            yield self._finish(draft)

    def _finish(self, draft: Draft) -> ParsedMessage:
        sender, sender_ref = split_person(draft.sender)
        sent_at = _moment(draft.sent)
        if sent_at is None:
            self._report.skip(
                draft.line, "The time cannot be read; the message was kept without it.", draft.sent
            )
        place = f"line {draft.line}"
        if draft.sent:
            self._sent_at.put(draft.sent, place)
        kind = MESSAGE if draft.kind in SAID else CALL if "call" in draft.kind else SYSTEM
        text = "\n".join(draft.body).strip()
        return ParsedMessage(
            conversation=self._conversation or "Signal",
            sender=sender or None,
            sender_ref=sender_ref,
            sent_at=sent_at,
            precision="second" if sent_at else "",
            text=text or ("" if kind == MESSAGE else f"Notice of Signal: {draft.kind or 'unknown'}."),
            kind=kind,
            source_ref=place,
            is_edited=draft.is_edited,
            reply_to_ref=self._sent_at.get(draft.quoted_at) or "",
            attachments=tuple(map(_file, draft.files)),
            reactions=gather_reactions(
                (match["emoji"], split_person(match["who"])[0])
                for reaction in draft.reactions
                if (match := REACTION.match(reaction))
            ),
        )


def _with_next(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Yield each line and the one after it."""
    line = next(lines, None)
    while line is not None:
        following = next(lines, None)
        yield line, following or ""
        line = following


def _begins(line: str, following: str) -> bool:
    """Return whether two lines begin a message; people may write one such line, but hardly both."""
    if line.startswith("From: "):
        return following.startswith("Type: ")
    return line.startswith("Type: ") and following.startswith(("Sent: ", "Received: "))


def split_person(shown: str) -> tuple[str, str]:
    """Return name and number (or group id) of `Ann (+49…)`."""
    match = PERSON.match(shown.strip()[:300])
    return (clean_name(match["name"]), (match["ref"] or "")[:100]) if match else ("", "")


def _file(shown: str) -> Attachment:
    match = FILE.match(shown)
    if match is None:
        return Attachment(shown[:255], guess_type(shown))
    name = "" if match["name"] == NO_NAME else match["name"][:255]
    return Attachment(name, guess_type(name, match["type"]), int(match["size"]) if match["size"] else None)


def _moment(shown: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(shown[:60]).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
    return moment if is_plausible(moment) else None
