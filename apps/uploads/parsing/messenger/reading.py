"""The messages of one file of a thread, still in the file's order and without their conversation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import BinaryIO

import msgspec

from apps.uploads.parsing.base import MESSAGE, SYSTEM, ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.messenger.legacy_page import LegacyMessage, read_legacy_page
from apps.uploads.parsing.messenger.message import MessageReader, is_about_reaction
from apps.uploads.parsing.messenger.page import Block, Page
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.values import dicts_of

NUMBER_OF_NAME = "_"
MIN_ID_CHARS = 10
PAIR = 2


@dataclass(slots=True)
class About:
    """What the files of a thread say of it; filled while they are read."""

    name: str = ""
    ref: str = ""

    def give(self, message: ParsedMessage, options: ParseOptions) -> ParsedMessage:
        """Return the message with its conversation."""
        if message.conversation:
            return message
        name = self.name or conversation_name(options.filename)
        return msgspec.structs.replace(message, conversation=name, conversation_ref=self.ref)


class FileReader:
    """Reads the files of one thread, each in its own way."""

    def __init__(self, options: ParseOptions, report: ParseReport) -> None:
        self._clock, self.report = LocalClock(options, report), report
        self._reader = MessageReader(report)
        self.about = About()

    def finish(self) -> None:
        self._reader.unknown.tell(self.report)

    def read_json(self, source: BinaryIO, place: str) -> Iterator[ParsedMessage]:
        """`place` follows the number of an item in `source_ref`, such as ` of message_2.json`."""
        head: dict = {}
        try:
            for item in iter_items(source, self.report, "messages.item", keys=("participants",)):
                head = item.head
                message = self._reader.read(item.value, f"item {item.position}{place}", item.position)
                if message is not None:
                    yield message
        finally:
            self._learn(head)

    def _learn(self, head: dict) -> None:
        """Titles of encrypted chats end in a number of the download; a path ends in the thread's own id."""
        title = self._reader.name(head.get("title"))
        if not title:
            name, underscore, number = self._reader.name(head.get("threadName")).rpartition(NUMBER_OF_NAME)
            title = name if underscore and number.isdecimal() else name + underscore + number
        self.about.name = self.about.name or title
        people = sorted(
            self._reader.name(person.get("name")) for person in dicts_of(head.get("participants"))
        )
        if isinstance(path := head.get("thread_path"), str) and people and not self.about.ref:
            self.about.ref = thread_ref(self._reader.name(path.rpartition("/")[2]), people)

    def read_page(self, source: BinaryIO, place: str) -> Iterator[ParsedMessage]:
        page = Page(source, self.report)
        for number, block in enumerate(page, start=1):
            yield self._from_block(block, f"item {number}{place}")
        self.about.name = self.about.name or page.title

    def _from_block(self, block: Block, place: str) -> ParsedMessage:
        local = block.written.moment
        return ParsedMessage(
            conversation="",
            sender=block.sender or None,
            sent_at=local.replace(tzinfo=UTC) if block.written.is_utc else self._clock.to_utc(local),
            text=block.text,
            kind=SYSTEM if is_about_reaction(block.text) else MESSAGE,
            local_time="" if block.written.is_utc else local.isoformat(),
            precision="second" if block.written.has_seconds else "minute",
            source_ref=place,
            attachments=block.attachments,
            reactions=block.reactions,
            links=block.links,
        )

    def read_legacy(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        for number, message in enumerate(read_legacy_page(source, self.report), start=1):
            yield self._from_legacy(message, number)

    def _from_legacy(self, message: LegacyMessage, number: int) -> ParsedMessage:
        moment = message.moment if message.moment and is_plausible(message.moment) else None
        if moment is None:
            self.report.skip(
                number, "The time cannot be read; the message was kept without it.", message.shown_time
            )
        is_local = moment is not None and not message.is_utc
        return ParsedMessage(
            conversation=message.thread,
            sender=message.sender or None,
            sent_at=None
            if moment is None
            else self._clock.to_utc(moment)
            if is_local
            else moment.replace(tzinfo=UTC),
            text=message.text,
            local_time=moment.isoformat() if is_local else "",
            precision="minute" if moment else "",
            source_ref=f"item {number}",
            attachments=message.attachments,
        )


def thread_ref(folder: str, people: list[str]) -> str:
    """Return a thread's id: the one its folder's name ends in, as the name before it is the title of the day.

    A thread of two may have the other's id, which is the same in everybody's downloads: both names are added.
    """
    own = folder.rpartition(NUMBER_OF_NAME)[2]
    ref = own if len(own) >= MIN_ID_CHARS else folder
    return ref if len(people) > PAIR else f"{ref}:{sha256(chr(10).join(people).encode()).hexdigest()[:12]}"
