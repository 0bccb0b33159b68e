"""Messages from imessage-exporter's blocks."""

from collections.abc import Iterable, Iterator

from apps.uploads.parsing.base import (
    CALL,
    DELETED,
    MESSAGE,
    SYSTEM,
    ParsedMessage,
    ParseOptions,
    ParseReport,
    is_place,
)
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.imessage.blocks import Block
from apps.uploads.parsing.imessage.body import Body, read_body
from apps.uploads.parsing.imessage.times import ACTION, TimeLine, read_time_line
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.recent import MAX_REMEMBERED

OWNER, OWNER_ACTING = "Me", "You"
UNSENT = " unsent a message!"
SAMPLED_LINES = 400
Key = tuple[str, str]
"""What a reply has in common with its copy: an id, else the time as shown and the sender."""


def looks_like_exporter(text: str) -> bool:
    """Return whether the first line with something in it is a time with a sender below, or an announcement."""
    lines = [line.rstrip("\r") for line in text.lstrip("\ufeff\r\n").split("\n")[:SAMPLED_LINES]]
    time = read_time_line(lines[0])
    if time is None or time.indent or not time.begins_message:
        return False
    has_sender = len(lines) > 1 and bool(lines[1].strip()) and read_time_line(lines[1]) is None
    return bool(time.rest) or has_sender


class ExporterReader:
    def __init__(self, conversation: str, options: ParseOptions, report: ParseReport) -> None:
        self._conversation, self._report = conversation, report
        self._clock = LocalClock(options, report)
        self._answers: dict[Key, list[tuple[Block, str]]] = {}
        """Copies of replies under the message they answer, which has the given ref, until the replies themselves
        come."""

    def read(self, blocks: Iterable[Block]) -> Iterator[ParsedMessage]:
        for block in blocks:
            for reply in block.replies:
                self._expect(reply, block.place)
            yield self._message(block)
        for copies in self._answers.values():
            yield from (self._message(copy, reply_to=ref) for copy, ref in copies)

    def _expect(self, reply: Block, ref: str) -> None:
        if len(self._answers) < MAX_REMEMBERED:
            self._answers.setdefault(_key(reply), []).append((reply, ref))
        else:
            self._report.warn("There are too many replies to link all of them to what they answer.")

    def _message(self, block: Block, reply_to: str = "") -> ParsedMessage:
        if block.time.rest:
            return self._announcement(block)
        sender, *lines = block.lines or [""]
        body = read_body(lines)
        if body.is_reply and not reply_to:
            reply_to = self._find_answered(block)
        kind = _kind_of(body)
        return ParsedMessage(
            conversation=self._conversation,
            sender=clean_name(sender) or None,
            text="" if kind == DELETED else body.text,
            kind=kind,
            source_ref=block.place,
            is_edited=body.is_edited,
            reply_to_ref=reply_to,
            attachments=tuple(body.attachments),
            reactions=gather_reactions(body.tapbacks),
            **self._times(block.time, block.number),
        )

    def _find_answered(self, block: Block) -> str:
        copies = self._answers.get(_key(block))
        if not copies:
            return ""
        _, ref = copies.pop(0)
        if not copies:
            del self._answers[_key(block)]
        return ref

    def _announcement(self, block: Block) -> ParsedMessage:
        """What a group's members did; Messages tells the owner's own deeds of "You"."""
        text = block.time.rest
        action = ACTION.search(text)
        who = clean_name(text[: action.start()]) if action else ""
        is_unsent = text.endswith(UNSENT)
        return ParsedMessage(
            conversation=self._conversation,
            sender=(OWNER if who == OWNER_ACTING else who) or None,
            text="" if is_unsent else "\n".join((text, *block.lines)).strip(),
            kind=DELETED if is_unsent else SYSTEM,
            source_ref=block.place,
            **self._times(block.time, block.number),
        )

    def _times(self, time: TimeLine, number: int) -> dict:
        local = time.moment if time.moment and is_plausible(time.moment) else None
        if local is None:
            self._report.skip(
                number, "There is no such date or time; the message was kept without it.", time.shown
            )
            return {"sent_at": None}
        return {"sent_at": self._clock.to_utc(local), "local_time": local.isoformat(), "precision": "second"}


def _key(block: Block) -> Key:
    if not is_place(block.place):
        return block.place, ""
    return block.time.shown, block.lines[0] if block.lines else ""


def _kind_of(body: Body) -> str:
    if body.is_unsent:
        return DELETED
    if body.is_call:
        return CALL
    return SYSTEM if body.is_notice else MESSAGE
