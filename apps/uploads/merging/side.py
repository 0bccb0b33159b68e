"""Two exports of one chat, as they are compared: a few numbers for each message, whatever its length."""

import re
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from apps.uploads.parsing.base import DELETED, EVENTS, is_place

NO_TIME = -(2**60)
NOBODY = -1
EVENT, DELETED_TRAIT, EDITED, TELLING = 1, 2, 4, 8
"""Bits of `Side.traits`; TELLING has so many letters that it hardly stands twice in a chat."""
TELLING_CHARS = 12

NOT_A_LETTER = re.compile(r"[\W_]+")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sender:
    """A participant of one side: the row's id, the name shown, the stable id or nothing."""

    id: int
    name: str
    ref: str = ""


@dataclass(slots=True)
class Side:
    """The messages of one conversation by rising sequence: int64 columns, about 60 bytes a message.

    `second` since 1970 or NO_TIME; `text`, `line` (the sender's name and the text) and `ref` are hashes, good within
    this process only, `ref` 0 where the export has no id of its own; `sender` is an index into `senders`, or NOBODY.
    """

    senders: list[Sender]
    next_sequence: int = 0
    """The first place after all its messages, those removed included."""
    sequence: array = field(default_factory=lambda: array("q"))
    second: array = field(default_factory=lambda: array("q"))
    text: array = field(default_factory=lambda: array("q"))
    line: array = field(default_factory=lambda: array("q"))
    sender: array = field(default_factory=lambda: array("q"))
    ref: array = field(default_factory=lambda: array("q"))
    traits: array = field(default_factory=lambda: array("B"))
    _names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._names = [fold_text(sender.name) for sender in self.senders]

    def __len__(self) -> int:
        return len(self.sequence)

    def add(
        self,
        sequence: int,
        sent_at: datetime | None,
        sender: int,
        kind: str,
        text: str,
        mentions: Iterable[str] = (),
        source_ref: str = "",
        is_edited: bool = False,
    ) -> None:
        folded = fold_text(text, mentions)
        self.sequence.append(sequence)
        self.second.append(NO_TIME if sent_at is None else int((sent_at - EPOCH).total_seconds() // 1))
        self.text.append(hash(folded))
        self.line.append(hash(folded if sender == NOBODY else self._names[sender] + folded))
        self.sender.append(sender)
        self.ref.append(0 if is_place(source_ref) else hash(source_ref) or 1)
        self.traits.append(
            (EVENT if kind in EVENTS else 0)
            | (DELETED_TRAIT if kind == DELETED else 0)
            | (EDITED if is_edited else 0)
            | (TELLING if len(folded) >= TELLING_CHARS and kind not in EVENTS and kind != DELETED else 0)
        )

    def is_said(self, position: int) -> bool:
        return not self.traits[position] & (EVENT | DELETED_TRAIT)

    def minute(self, position: int) -> int:
        second = self.second[position]
        return second if second == NO_TIME else second // 60


def fold_text(text: str, mentions: Iterable[str] = ()) -> str:
    """Return the letters and digits of a text, or the text itself where it has none.

    Without the people mentioned: each phone shows them by the names of its own address book.
    """
    bare = text
    for name in mentions:
        bare = bare.replace(name, "")
    bare = bare.lower() if bare.isascii() else unicodedata.normalize("NFKC", bare).casefold()
    return NOT_A_LETTER.sub("", bare) or text.strip()
